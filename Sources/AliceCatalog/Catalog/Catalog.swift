package import AliceModel
import Foundation
import GRDB

/// The SQLite index of a library: a cache of what stands in its files.
///
/// May be used from any thread, and by several processes at once: readers never wait, writers wait for each other for ten seconds.
/// What is recorded is not promised to survive a power cut; the files are the truth.
package final class Catalog: Sendable {
  let store: SQLiteStore

  /// Opens the catalog at `path`, which `access` may make for this user alone where there is none.
  package init(at path: String, access: StoreAccess = .create) throws(CatalogError) {
    store = try SQLiteStore(path: path, schema: CatalogSchema.schema, functions: SearchFunctions.all, access: access)
  }

  /// Why nothing can be written to it, though it can be read; nil where it can.
  package var obstacle: CatalogError? { store.obstacle }

  /// Nobody may use it any more; all of it stands in its one file.
  package func close() throws(CatalogError) { try store.close() }

  /// All of them or none. The newest record of an asset counts, and the newest asset of a path.
  package func record(_ entries: [CatalogEntry]) throws(CatalogError) {
    let newest = Dictionary(entries.map { ($0.asset.id, $0) }, uniquingKeysWith: { $1 }).values
    // The full-text index writes out what it holds each time ids do not ascend.
    let ascending = newest.sorted {
      ($0.asset.created.milliseconds, $0.asset.id) < ($1.asset.created.milliseconds, $1.asset.id)
    }
    try store.write { db in
      let writer = CatalogWriter(db: db)
      if ascending.count > 1 { try writer.leavePaths(of: ascending) }
      for entry in ascending { try writer.add(entry) }
    }
  }

  package func record(_ assets: [Asset]) throws(CatalogError) { try record(assets.map { CatalogEntry(asset: $0) }) }

  package func remove(_ ids: [AssetID]) throws(CatalogError) {
    try store.write { db in
      let writer = CatalogWriter(db: db)
      for id in ids { try writer.remove(id) }
    }
  }

  /// Marks assets whose files are not where they were, or are there again.
  package func setMissing(_ ids: [AssetID], _ missing: Bool = true) throws(CatalogError) {
    try store.write { db in
      let statement = try db.cachedStatement(sql: "update asset set missing = ? where asset = ?")
      for id in ids { try statement.execute(arguments: [missing, Data(id.bytes)]) }
    }
  }

  package func asset(_ id: AssetID) throws(CatalogError) -> Asset? {
    try store.read { db in try AssetReader(db: db).asset(where: "a.asset = ?", [Data(id.bytes).databaseValue]) }
  }

  /// Those of `ids` that are recorded, in one go.
  package func assets(_ ids: [AssetID]) throws(CatalogError) -> [AssetID: Asset] {
    try store.read { db in
      let reader = AssetReader(db: db)
      var found: [AssetID: Asset] = [:]
      for id in ids { found[id] = try reader.asset(where: "a.asset = ?", [Data(id.bytes).databaseValue]) }
      return found
    }
  }

  package func asset(at path: BytePath) throws(CatalogError) -> Asset? {
    try store.read { db in try AssetReader(db: db).asset(where: "d.path = ?", [Data(path.bytes).databaseValue]) }
  }

  /// The assets whose ids begin with `prefix`, at most `limit`, ordered by id. Nothing for what is no prefix of an id.
  package func assets(withPrefix prefix: String, limit: Int = 10) throws(CatalogError) -> [Asset] {
    guard let range = BlobRange(hexPrefix: prefix.lowercased()) else { return [] }
    return try store.read { db in
      let statement = try db.cachedStatement(
        sql: "select id from asset where asset between ? and ? order by asset limit ?")
      let ids = try Int64.fetchAll(statement, arguments: [range.first, range.last, limit])
      return try AssetReader(db: db).assets(ids)
    }
  }

  /// What `sqlite3` and the full-text index find wrong; empty for a sound catalog. Reads the whole file.
  ///
  /// The index is asked by a statement that writes, so it is left out where nothing can be written, and while another process
  /// writes for long.
  package func problems() throws(CatalogError) -> [String] {
    do {
      return try store.perform { db in
        let found = try String.fetchAll(db, sql: "pragma quick_check(10)").filter { $0 != "ok" }
        guard found.isEmpty, store.obstacle == nil else { return found }
        do {
          try db.execute(sql: "insert into words (words, rank) values ('integrity-check', 1)")
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
          return ["the full-text index does not agree with the records"]
        } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {}
        return []
      }
    } catch .damaged(let detail, _) {
      return [detail]
    }
  }
}

/// The 32-byte keys that begin with some hexadecimal digits.
struct BlobRange {
  let first: Data
  let last: Data

  init?(hexPrefix: String) {
    guard (1...64).contains(hexPrefix.utf8.count),
      let low = AssetID(hex: hexPrefix + String(repeating: "0", count: 64 - hexPrefix.utf8.count)),
      let high = AssetID(hex: hexPrefix + String(repeating: "f", count: 64 - hexPrefix.utf8.count))
    else { return nil }
    first = Data(low.bytes)
    last = Data(high.bytes)
  }
}
