package import AliceModel
import GRDB

extension Catalog {
  /// Returns the values of a field among the results of a query, those of most assets first; none for fields of other
  /// kinds than names, quality, rating and type.
  ///
  /// Names are as they were recorded last, or folded.
  package func facets(
    of field: SearchField, in query: SearchQuery, limit: Int
  ) throws(CatalogError) -> [Facet] {
    try store.read { db in
      let plan = try SearchPlan(query, in: db)
      guard let value = Catalog.facetValue(field) else { return [] }
      let source = plan.ids
      let tables =
        switch field {
        case .tag: "tag g join asset a on a.id = g.id"
        case .lora: "asset_lora x join lora l on l.id = x.lora join asset a on a.id = x.id"
        default: "asset a"
        }
      let condition = plan.matchesAll ? plan.present("a.id") : "a.id in (\(source.sql))"
      let sql = """
        select \(value), count(*) from \(tables) where \(condition) and \(value) is not null and \(value) <> ''
        group by 1 \(field == .tag ? FacetReader.shownTags : "") order by 2 desc, 1 limit ?
        """
      let arguments = (plan.matchesAll ? [] : source.arguments) + [limit.databaseValue]
      return try Row.fetchAll(db, sql: sql, arguments: StatementArguments(arguments)).map {
        Facet(value: String.fromDatabaseValue($0[0]) ?? "\($0[0] as DatabaseValue)", count: $0[1])
      }
    }
  }

  /// Counts the results of a query whose cost is in each range, which includes both of its ends.
  package func costs(
    in query: SearchQuery, ranges: [(from: Money?, to: Money?)]
  ) throws(CatalogError) -> [Int] {
    try store.read { db in
      let plan = try SearchPlan(query, in: db)
      let sums = ranges.map { range in
        let tests = [range.from.map { "a.cost >= \($0.nanos)" }, range.to.map { "a.cost <= \($0.nanos)" }]
        return "coalesce(sum(\(tests.compactMap { $0 }.joined(separator: " and "))), 0)"
      }
      let condition = plan.matchesAll ? plan.present("a.id") : "a.id in (\(plan.ids.sql))"
      let sql = "select \(sums.joined(separator: ", ")) from asset a where a.cost is not null and \(condition)"
      let arguments = StatementArguments(plan.matchesAll ? [] : plan.ids.arguments)
      guard let row = try Row.fetchOne(db, sql: sql, arguments: arguments) else { return [] }
      return ranges.indices.map { row[$0] }
    }
  }

  private static func facetValue(_ field: SearchField) -> String? {
    switch field.storage {
    case .tag: "g.name"
    case .lora: "l.name"
    case .name(let column): "a.\(column)"
    case .type: "a.format"
    case .number(let column) where [.quality, .rating].contains(field): "cast(\(column) as text)"
    default: nil
    }
  }
}
