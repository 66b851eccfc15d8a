import AliceModel
import GRDB

/// A value of a field and the number of its assets.
package struct Facet: Sendable, Hashable {
  package var value: String
  package var count: Int

  package init(value: String, count: Int) {
    self.value = value
    self.count = count
  }
}

/// Reads the values of a field of names, those of most assets first; none for fields of other kinds. Names are folded.
struct FacetReader {
  let db: Database

  func facets(_ field: SearchField, limit: Int) throws -> [Facet] {
    guard let source = FacetReader.source(field) else { return [] }
    let present = "id not in (select id from asset indexed by asset_missing where missing <> 0)"
    let sql =
      """
      select \(source.column), count(*) from \(source.table) where \(present)
      group by 1 \(field == .tag ? FacetReader.shownTags : "") order by 2 desc, 1 limit ?
      """
    return try Row.fetchAll(db, sql: sql, arguments: [limit]).map { Facet(value: $0[0], count: $0[1]) }
  }

  /// Levels of paths are found, but they are no values beside the tags.
  static let shownTags = "having max(own) >= 0"

  private static func source(_ field: SearchField) -> (column: String, table: String)? {
    switch field.storage {
    case .tag: ("name", "tag")
    case .lora: ("name", "(select l.name, x.id from asset_lora x join lora l on l.id = x.lora)")
    case .name(let column):
      (column, "(select \(column), id from asset where \(column) is not null and \(column) <> '')")
    default: nil
    }
  }
}
