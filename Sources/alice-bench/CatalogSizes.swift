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

  var text: String {
    let total = sizes.reduce(0) { $0 + $1.bytes }
    let lines = sizes.filter { $0.bytes >= assets }.map { CatalogSizes.line($0.name, $0.bytes, assets) }
    return (["D   bytes of the catalog for each asset"] + lines + [CatalogSizes.line("total", total, assets)])
      .joined(separator: "\n") + "\n"
  }

  private static func line(_ name: String, _ bytes: Int, _ assets: Int) -> String {
    let label = "    " + name + String(repeating: " ", count: max(0, 34 - name.count))
    return label + String(format: "%8.1f", Double(bytes) / Double(max(1, assets)))
  }
}
