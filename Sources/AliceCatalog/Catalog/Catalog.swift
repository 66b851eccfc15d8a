package import AliceModel
import Foundation
import GRDB

/// The SQLite index of a library, which caches the content of its files.
///
/// It may be used from any thread, and by several processes at once: readers never wait, and writers wait for each
/// other for up to ten seconds. A power cut may lose recorded rows, because the files are the source of truth.
package final class Catalog: Sendable {
  let store: SQLiteStore

  /// Opens the catalog at `path`. `access` says whether a missing catalog is created, readable only by this user.
  package init(at path: String, access: StoreAccess = .create) throws(CatalogError) {
    store = try SQLiteStore(path: path, schema: CatalogSchema.schema, functions: SearchFunctions.all, access: access)
  }

  /// The reason why the catalog cannot be written, although it can be read; nil if it can.
  package var obstacle: CatalogError? { store.obstacle }

  /// Closes the catalog, which cannot be used afterwards; all data is then in its one file.
  package func close() throws(CatalogError) { try store.close() }

  /// Records all entries in one transaction. The newest record of an asset counts, and the newest asset of a path.
  package func record(_ entries: [CatalogEntry]) throws(CatalogError) {
    let newest = Dictionary(entries.map { ($0.asset.id, $0) }, uniquingKeysWith: { $1 }).values
    // Ascending ids keep the full-text index from flushing its buffer.
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

  /// Marks assets whose files are missing, or exist again.
  package func setMissing(_ ids: [AssetID], _ missing: Bool = true) throws(CatalogError) {
    try store.write { db in
      let statement = try db.cachedStatement(sql: "update asset set missing = ? where asset = ?")
      for id in ids { try statement.execute(arguments: [missing, Data(id.bytes)]) }
    }
  }

  /// Records the average colours of images as 0xRRGGBB. Updating an asset keeps its colour.
  package func setColors(_ colors: [(asset: AssetID, color: UInt32)]) throws(CatalogError) {
    try store.write { db in
      let writer = CatalogWriter(db: db)
      for (asset, color) in colors { try writer.set(color: Int64(color & 0xFF_FFFF), of: asset.bytes) }
    }
  }

  /// Records colours, and how images look. Returns the versions that `reader` sees before and after, which differ in
  /// nothing else; nil if another connection changed the catalog at the same time.
  package func setColors(
    _ colors: [(asset: AssetID, color: UInt32)], looks: [(asset: AssetID, look: PictureLook)] = [],
    seenBy reader: Catalog
  ) throws(CatalogError) -> (before: Int64, after: Int64)? {
    if let obstacle { throw obstacle }
    return try store.perform { db in
      // This number changes with the commits of other connections only.
      func othersVersion() throws -> Int64? { try Int64.fetchOne(db, sql: "pragma data_version") }
      var start: (others: Int64?, seen: Int64)?
      try db.inTransaction(.immediate) {
        start = (try othersVersion(), try reader.version())
        let writer = CatalogWriter(db: db)
        for (asset, color) in colors { try writer.set(color: Int64(color & 0xFF_FFFF), of: asset.bytes) }
        for (asset, look) in looks { try writer.set(look: look, of: asset) }
        return .commit
      }
      let after = try reader.version()
      guard let start, try othersVersion() == start.others else { return nil }
      return (start.seen, after)
    }
  }

  package func setColor(_ color: UInt32, of asset: AssetID) throws(CatalogError) {
    try setColors([(asset, color)])
  }

  package func asset(_ id: AssetID) throws(CatalogError) -> Asset? {
    try store.read { db in try AssetReader(db: db).asset(where: "a.asset = ?", [Data(id.bytes).databaseValue]) }
  }

  /// Returns the assets of `ids` that are recorded, in one read transaction.
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

  /// Returns the assets whose ids begin with `prefix`, at most `limit`, ordered by id. Returns none if `prefix` is not
  /// a prefix of an id.
  package func assets(withPrefix prefix: String, limit: Int = 10) throws(CatalogError) -> [Asset] {
    guard let range = BlobRange(hexPrefix: prefix.lowercased()) else { return [] }
    return try store.read { db in
      let statement = try db.cachedStatement(
        sql: "select id from asset where asset between ? and ? order by asset limit ?")
      let ids = try Int64.fetchAll(statement, arguments: [range.first, range.last, limit])
      return try AssetReader(db: db).assets(ids)
    }
  }

  /// Returns the problems that `sqlite3` and the full-text index find; it is empty for an intact catalog. Reads the
  /// whole file.
  ///
  /// The check of the index is a statement that writes, so it is skipped if nothing can be written, and while another
  /// process holds the write lock for long.
  package func problems() throws(CatalogError) -> [String] {
    do {
      return try store.perform { db in
        let found = try String.fetchAll(db, sql: "pragma quick_check(10)").filter { $0 != "ok" }
        guard found.isEmpty, store.obstacle == nil else { return found }
        return try WordIndex(db: db).problem().map { [$0] } ?? []
      }
    } catch .damaged(let detail, _) {
      return [detail]
    }
  }
}

/// The range of the 32-byte keys that begin with the given hexadecimal digits.
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
