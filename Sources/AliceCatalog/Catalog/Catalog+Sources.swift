package import AliceModel
import Foundation
import GRDB

/// What became of a source file the last time it was looked at.
package enum SourceOutcome: Sendable, Hashable {
  /// It is this asset of the library.
  case asset(AssetID)
  /// It was refused, for this reason.
  case refused(String)
}

/// A file outside of the library that was looked at.
package struct KnownSource: Sendable, Hashable {
  /// Absolute.
  package var path: BytePath
  package var stamp: FileStamp
  package var outcome: SourceOutcome

  package init(path: BytePath, stamp: FileStamp, outcome: SourceOutcome) {
    self.path = path
    self.stamp = stamp
    self.outcome = outcome
  }
}

/// What was made of a file outside of the library.
package struct TakenSource: Sendable, Hashable {
  package var asset: AssetID
  /// Relative to the library.
  package var place: BytePath

  package init(asset: AssetID, place: BytePath) {
    self.asset = asset
    self.place = place
  }
}

extension Catalog {
  /// What is known of the file, if it is still the one that was looked at, and its asset is still in the library.
  package func knownSource(path: BytePath, stamp: FileStamp) throws(CatalogError) -> KnownSource? {
    try store.read { db in try SourceReader(db: db).source(path, stamp) }
  }

  /// What became of many files, in their order: their assets, and where these lie in the library; nil for those that are not the
  /// ones that were taken in.
  package func taken(
    _ files: [(path: BytePath, stamp: FileStamp)]
  ) throws(CatalogError) -> [TakenSource?] {
    try store.read { db in
      try SourceMerge(db: db, files: files).taken()
    }
  }

  /// Call it after the assets are recorded.
  package func remember(sources: [KnownSource]) throws(CatalogError) {
    try store.write { db in
      let statement = try db.cachedStatement(
        sql: """
          insert or replace into source (path, device, inode, size, modified, changed, asset, refusal)
          values (?, ?, ?, ?, ?, ?, ?, ?)
          """)
      for source in sources {
        let outcome: [DatabaseValue] =
          switch source.outcome {
          case .asset(let id): [Data(id.bytes).databaseValue, .null]
          case .refused(let reason): [.null, reason.databaseValue]
          }
        let key = [Data(source.path.bytes).databaseValue]
        try statement.execute(arguments: StatementArguments(key + DocumentRow.stamp(source.stamp) + outcome))
      }
    }
  }

  /// Forgets refusals, so that files are tried again, and files whose assets are gone.
  package func forgetStaleSources() throws(CatalogError) {
    try store.write { db in
      try db.execute(
        sql: "delete from source where asset is null or asset not in (select asset from asset where missing = 0)")
    }
  }
}

private struct SourceReader {
  let db: Database

  func source(_ path: BytePath, _ stamp: FileStamp) throws -> KnownSource? {
    let statement = try db.cachedStatement(
      sql: """
        select s.asset, s.refusal, s.device, s.inode, s.size, s.modified, s.changed from source s
        left join asset a on a.asset = s.asset where s.path = ? and (s.asset is null or a.missing = 0)
        """)
    let rows = try Row.fetchCursor(statement, arguments: [Data(path.bytes)])
    guard let row = try rows.next(), FileStamp(row, from: 2) == stamp else { return nil }
    if let digest = row[0] as Data? {
      return AssetID(digest: [UInt8](digest)).map { KnownSource(path: path, stamp: stamp, outcome: .asset($0)) }
    }
    return KnownSource(path: path, stamp: stamp, outcome: .refused(row[1] ?? ""))
  }
}
