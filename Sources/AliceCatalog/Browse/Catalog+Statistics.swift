package import AliceModel
import GRDB

/// The number of assets with one value, and their sums.
package struct AssetSums: Sendable, Hashable {
  /// The value that the assets share; nil for those without one.
  package var value: String?
  package var assets = 0
  package var bytes: Int64 = 0
  package var rated = 0
  /// The sum of the known costs; that of simulated work is 0.
  package var cost: Money?
  /// The days on which the first and the last one was made.
  package var first: Timestamp?
  package var last: Timestamp?

  package init(value: String? = nil) { self.value = value }
}

/// What assets are counted by.
package enum AssetGrouping: String, Sendable, Hashable, CaseIterable {
  case model, month, quality, generator, tag, type, project
}

extension Catalog {
  /// Returns the sums of the results of a query for each value; without a grouping, one of all results. An asset with
  /// two tags counts for both.
  package func sums(of query: SearchQuery, by grouping: AssetGrouping?) throws(CatalogError) -> [AssetSums] {
    try store.read { db in
      let plan = try SearchPlan(query, in: db)
      let table = grouping == .tag ? "asset a left join tag g on g.id = a.id and g.own >= 0" : "asset a"
      let condition = plan.matchesAll ? plan.present("a.id") : "a.id in (\(plan.ids.sql))"
      let sql = """
        select \(Catalog.value(of: grouping)), count(*), total(bytes), count(rating),
          sum(\(Catalog.paidNanos) / 1000000000), sum(\(Catalog.paidNanos) % 1000000000),
          min(created), max(created)
        from \(table) where \(condition) group by 1
        """
      let arguments = StatementArguments(plan.matchesAll ? [] : plan.ids.arguments)
      return try Row.fetchAll(db, sql: sql, arguments: arguments).map(AssetSums.init)
    }
  }

  private static let paidNanos = "(case when flags & \(AssetFlags.simulated.rawValue) then 0 else cost end)"

  private static func value(of grouping: AssetGrouping?) -> String {
    switch grouping {
    case nil: "null"
    case .model, .generator, .project: "nullif(a.\(grouping?.rawValue ?? ""), '')"
    case .month: "strftime('%Y-%m', (a.created + a.created_offset * 60000) / 1000, 'unixepoch')"
    case .quality: "cast(a.quality as text)"
    case .tag: "g.name"
    case .type: "a.format"
    }
  }
}

extension AssetSums {
  fileprivate init(_ row: Row) {
    self.init(value: row[0])
    assets = row[1]
    bytes = Int64(exactly: (row[2] as Double).rounded()) ?? .max
    rated = row[3]
    if let whole = row[4] as Int64?, let part = row[5] as Int64? {
      let (nanos, isOver) = whole.multipliedReportingOverflow(by: 1_000_000_000)
      let (sum, isOverToo) = nanos.addingReportingOverflow(part)
      cost = Money(nanos: isOver || isOverToo ? .max : sum)
    }
    first = (row[6] as Int64?).map { Timestamp(milliseconds: $0) }
    last = (row[7] as Int64?).map { Timestamp(milliseconds: $0) }
  }
}
