package import AliceModel
import Foundation
import GRDB

/// A file outside of the library in its state at the time of ingest.
package struct KnownSource: Sendable, Hashable {
  /// The absolute path.
  package var path: BytePath
  package var stamp: FileStamp
  package var asset: AssetID

  package init(path: BytePath, stamp: FileStamp, asset: AssetID) {
    self.path = path
    self.stamp = stamp
    self.asset = asset
  }
}

/// The asset that was ingested from a file outside of the library.
package struct TakenSource: Sendable, Hashable {
  package var asset: AssetID
  /// The path relative to the library.
  package var place: BytePath

  package init(asset: AssetID, place: BytePath) {
    self.asset = asset
    self.place = place
  }
}

extension Catalog {
  /// Returns the assets of many files and their paths in the library, in the order of the files; nil for a file that is
  /// not the one that was ingested.
  package func taken(
    _ files: [(path: BytePath, stamp: FileStamp)]
  ) throws(CatalogError) -> [TakenSource?] {
    try store.read { db in
      try SourceMerge(db: db, files: files).taken()
    }
  }

  /// Returns the assets that were ingested from files, in the order of the files, also if the library has them no more;
  /// nil for a file that was not ingested or has changed since.
  package func ingested(_ files: [(path: BytePath, stamp: FileStamp)]) throws(CatalogError) -> [AssetID?] {
    try store.read { db in
      let statement = try db.cachedStatement(
        sql: "select asset, device, inode, size, modified, changed from source where path = ?")
      return try files.map { path, stamp in
        guard let row = try Row.fetchOne(statement, arguments: [Data(path.bytes)]), FileStamp(row, from: 1) == stamp
        else { return nil }
        return (row[0] as Data?).flatMap { AssetID(digest: [UInt8]($0)) }
      }
    }
  }

  /// Forgets from which files these assets were ingested, so that those files are read again.
  package func forgetSources(of assets: [AssetID]) throws(CatalogError) {
    guard !assets.isEmpty else { return }
    try store.write { db in
      let statement = try db.cachedStatement(sql: "delete from source where asset = ?")
      for asset in assets { try statement.execute(arguments: [Data(asset.bytes)]) }
    }
  }

  /// Records sources; call it after their assets are recorded.
  package func remember(sources: [KnownSource]) throws(CatalogError) {
    try store.write { db in
      let statement = try db.cachedStatement(
        sql: """
          insert or replace into source (path, device, inode, size, modified, changed, asset) values (?, ?, ?, ?, ?, ?, ?)
          """)
      for source in sources {
        let key = [Data(source.path.bytes).databaseValue]
        let asset = [Data(source.asset.bytes).databaseValue]
        try statement.execute(arguments: StatementArguments(key + DocumentRow.stamp(source.stamp) + asset))
      }
    }
  }
}
