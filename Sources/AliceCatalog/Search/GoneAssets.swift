package import AliceModel
import Foundation
import GRDB

/// The assets whose files are gone from the disk, although the catalog does not know that yet; `is:missing` finds them,
/// too.
package struct GoneAssets: Sendable, Hashable {
  package static let none = GoneAssets()

  package private(set) var paths: Set<BytePath> = []
  private var rows: [Int64] = []

  /// The condition that an asset is one of them; nil if there are none.
  var condition: Condition? {
    guard !rows.isEmpty else { return nil }
    let list = "[" + rows.map { "\($0)" }.joined(separator: ",") + "]"
    return Condition("a.id in (select value from json_each(?))", list)
  }

  fileprivate mutating func add(_ row: Int64, _ path: BytePath) {
    rows.append(row)
    paths.insert(path)
  }
}

extension Catalog {
  private static let batch = 10_000

  /// Asks for the file of every asset that is not recorded as missing whether it is gone. `areGone` gets the paths in
  /// batches, and may use the catalog.
  package func goneAssets(_ areGone: ([BytePath]) -> [Bool]) throws -> GoneAssets {
    var gone = GoneAssets()
    var last: Int64?
    while true {
      try Task.checkCancellation()
      let files = try presentFiles(after: last)
      for (file, isGone) in zip(files, areGone(files.map(\.path))) where isGone { gone.add(file.row, file.path) }
      guard files.count == Catalog.batch, let end = files.last?.row else { return gone }
      last = end
    }
  }

  private func presentFiles(after last: Int64?) throws(CatalogError) -> [(row: Int64, path: BytePath)] {
    try store.read { db in
      let statement = try db.cachedStatement(
        sql: """
          select id, path from document where id > ?
          and id not in (select id from asset indexed by asset_missing where missing <> 0) order by id limit ?
          """)
      return try Row.fetchAll(statement, arguments: [last ?? Int64.min, Catalog.batch]).map {
        ($0[0], BytePath(bytes: [UInt8]($0[1] as Data)))
      }
    }
  }
}
