package import AliceModel
import Foundation
import GRDB

/// The files that a person has put where they are.
extension Journal {
  /// Pins assets to the paths of their files, relative to the library. A new pin replaces the old one of an asset.
  package func pin(_ files: [PinnedFile], at now: Timestamp) throws(CatalogError) {
    guard !files.isEmpty else { return }
    try store.write { db in try PinTable(db: db).pin(files, now) }
  }

  /// Begins a journal again from what the files tell, in one transaction: it is blank, or has all of this.
  package func begin(
    again files: [PinnedFile], _ ledger: [LedgerEntry], at now: Timestamp
  ) throws(CatalogError) {
    guard !files.isEmpty || !ledger.isEmpty else { return }
    try store.write { db in
      try PinTable(db: db).pin(files, now)
      for entry in ledger { try LedgerTable(db: db).spend(entry) }
    }
  }

  /// Returns the paths to which assets are pinned. A pin of a file that is elsewhere by now does not count.
  package func pins() throws(CatalogError) -> [AssetID: BytePath] {
    try store.read { db in
      // A journal that an earlier alice wrote and that cannot be upgraded has no such table.
      guard try db.tableExists("pin") else { return [:] }
      var pins: [AssetID: BytePath] = [:]
      let rows = try Row.fetchCursor(db, sql: "select asset, path from pin")
      while let row = try rows.next() {
        guard let asset = AssetID(digest: [UInt8](row[0] as Data)) else { continue }
        pins[asset] = BytePath(bytes: [UInt8](row[1] as Data))
      }
      return pins
    }
  }

  /// Whether nothing was ever done, paid or pinned: the journal is new.
  package var isBlank: Bool {
    get throws(CatalogError) {
      try store.read { db in
        for table in ["operation", "job", "ledger", "pin", "deletion", "budget", "search"]
        where try db.tableExists(table) && Bool.fetchOne(db, sql: "select exists (select 1 from \(table))") == true {
          return false
        }
        return true
      }
    }
  }

  /// Returns the paths to which operations that are not undone have put these assets last.
  package func lastPaths(of ids: Set<AssetID>) throws(CatalogError) -> [AssetID: BytePath] {
    guard !ids.isEmpty else { return [:] }
    return try store.read { db in
      let sql = """
        select json_extract(s.step, '$.id'), s.step
        from step s join operation o on o.id = s.operation
        where s.kind in ('place', 'move') and o.state <> 'undone' order by s.operation, s.position
        """
      var paths: [AssetID: BytePath] = [:]
      let rows = try Row.fetchCursor(db, sql: sql)
      while let row = try rows.next() {
        guard let text = row[0] as String?, let id = AssetID(json: .string(text)), ids.contains(id) else { continue }
        let step = try JSONValue(parsing: row[1] as String)
        paths[id] = BytePath(json: step["to"] ?? step["path"])
      }
      return paths
    }
  }
}

/// A file that a person has put where it is.
package struct PinnedFile: Sendable, Hashable {
  package let id: AssetID
  /// The path relative to the library.
  package let path: BytePath

  package init(id: AssetID, path: BytePath) {
    self.id = id
    self.path = path
  }
}

private struct PinTable {
  let db: Database

  func pin(_ files: [PinnedFile], _ now: Timestamp) throws {
    let statement = try db.cachedStatement(
      sql: "insert or replace into pin (asset, path, pinned, pinned_offset) values (?, ?, ?, ?)")
    for file in files {
      try statement.execute(arguments: [
        Data(file.id.bytes), Data(file.path.bytes), now.milliseconds, now.offsetMinutes,
      ])
    }
  }
}
