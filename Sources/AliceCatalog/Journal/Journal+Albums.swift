package import AliceModel
import Foundation
import GRDB

/// The order of albums. Which assets belong to an album is in their files; those without a place come last.
extension Journal {
  /// Returns the assets of an album that have a place, in order.
  package func order(ofAlbum name: String) throws(CatalogError) -> [AssetID] {
    try store.read { db in
      guard try db.tableExists("album") else { return [] }
      return try AlbumTable(db: db, name).assets()
    }
  }

  /// Puts assets at the end of an album, except those that have a place in it.
  package func append(_ assets: [AssetID], toAlbum name: String) throws(CatalogError) {
    guard !assets.isEmpty else { return }
    try store.write { db in
      let table = AlbumTable(db: db, name)
      let known = try table.assets()
      let places = Set(known)
      try table.replace(known + assets.filter { !places.contains($0) })
    }
  }

  /// Puts assets, in this order, before another one of the album; nil, or one without a place, is the end.
  package func arrange(
    _ assets: [AssetID], inAlbum name: String, before next: AssetID?
  ) throws(CatalogError) {
    guard !assets.isEmpty else { return }
    try store.write { db in
      let table = AlbumTable(db: db, name)
      let moved = Set(assets)
      let known = try table.assets()
      // What is put before one of the moved assets comes before the next one that stays.
      let from = next.flatMap { known.firstIndex(of: $0) } ?? known.endIndex
      let anchor = known[from...].first { !moved.contains($0) }
      var order = known.filter { !moved.contains($0) }
      order.insert(contentsOf: assets, at: anchor.flatMap { order.firstIndex(of: $0) } ?? order.endIndex)
      try table.replace(order)
    }
  }

  /// Forgets the places of assets that left an album.
  package func remove(_ assets: [AssetID], fromAlbum name: String) throws(CatalogError) {
    guard !assets.isEmpty else { return }
    try store.write { db in
      let table = AlbumTable(db: db, name)
      let removed = Set(assets)
      let known = try table.assets()
      guard known.contains(where: removed.contains) else { return }
      try table.replace(known.filter { !removed.contains($0) })
    }
  }
}

/// The places of one album, from 0 on without a gap.
private struct AlbumTable {
  let db: Database
  let key: String

  init(db: Database, _ name: String) {
    self.db = db
    key = TextFolding.fold(name)
  }

  func assets() throws -> [AssetID] {
    try Data.fetchAll(db, sql: "select asset from album where key = ? order by place", arguments: [key])
      .compactMap { AssetID(digest: [UInt8]($0)) }
  }

  func replace(_ assets: [AssetID]) throws {
    try db.execute(sql: "delete from album where key = ?", arguments: [key])
    let statement = try db.cachedStatement(sql: "insert or ignore into album (key, asset, place) values (?, ?, ?)")
    for (place, asset) in assets.enumerated() { try statement.execute(arguments: [key, Data(asset.bytes), place]) }
  }
}
