import Foundation
import GRDB

/// The bytes of each table and index of a catalog, for each of its assets.
struct CatalogSizes {
  private let assets: Int
  private let sizes: [(name: String, bytes: Int)]

  init(catalog path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    let rows = try queue.read { db in
      try Row.fetchAll(db, sql: "select name, sum(pgsize) from dbstat group by name order by 2 desc, 1")
    }
    sizes = rows.map { row in (name: row[0] as String, bytes: row[1] as Int) }
    assets = try queue.read { db in try Int.fetchOne(db, sql: "select assets from census") } ?? 0
  }

  /// The size for each asset.
  var each: Double { Double(sizes.reduce(0) { $0 + $1.bytes }) / Double(max(1, assets)) }

  /// The largest tables and indices, with their bytes for each asset.
  var largest: String {
    sizes.prefix(4).map { "\($0.name) \($0.bytes / max(1, assets))" }.joined(separator: ", ") + " bytes"
  }
}
