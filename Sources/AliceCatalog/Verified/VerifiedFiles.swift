package import AliceModel
import Foundation
import GRDB

/// A library file in its state when all its bytes were read.
package struct VerifiedFile: Sendable, Hashable {
  package var id: AssetID
  package var stamp: FileStamp
  /// A digest of all bytes of the file.
  package var digest: String

  package init(id: AssetID, stamp: FileStamp, digest: String) {
    self.id = id
    self.stamp = stamp
    self.digest = digest
  }
}

/// The database of what was verified when: the last state of each file that was read as a whole, and the run that read
/// it. It also knows which images are what a failing disk made of an asset.
///
/// It is neither in the catalog, which is rebuilt from the files, nor in the journal, which must stay small. If it is
/// deleted, all files count as not verified yet.
package final class VerifiedFiles: Sendable {
  private let store: SQLiteStore

  /// The digits of a digest that are kept: what must be recognised is an accident, not an attack.
  private static let digits = 32

  package init(at path: String, access: StoreAccess = .create) throws(CatalogError) {
    store = try SQLiteStore(path: path, schema: VerifiedFiles.schema, access: access)
  }

  /// The reason why nothing can be recorded; nil if it can.
  package var obstacle: CatalogError? { store.obstacle }

  package func close() throws(CatalogError) { try store.close() }

  /// Returns the number of a new run. A run over all files continues the last one that was interrupted, so that every
  /// file is read once.
  package func begin(isWhole: Bool, at time: Timestamp) throws(CatalogError) -> Int64 {
    try store.write { db in
      let open = "select id from run where whole and finished is null order by id desc limit 1"
      if isWhole, let id = try Int64.fetchOne(db, sql: open) { return id }
      try db.execute(sql: "insert into run (whole, begun) values (?, ?)", arguments: [isWhole, time.milliseconds])
      return db.lastInsertedRowID
    }
  }

  package func finish(_ run: Int64, at time: Timestamp) throws(CatalogError) {
    try store.write { db in
      try db.execute(sql: "update run set finished = ? where id = ?", arguments: [time.milliseconds, run])
    }
  }

  /// Returns the number of the last run that read each file; later runs have higher numbers.
  package func lastRuns() throws(CatalogError) -> [AssetID: Int64] {
    try store.read { db in
      var runs: [AssetID: Int64] = [:]
      let rows = try Row.fetchCursor(db, sql: "select asset, run from verified")
      while let row = try rows.next() {
        if let id = AssetID(digest: [UInt8](row[0] as Data)) { runs[id] = row[1] }
      }
      return runs
    }
  }

  package func file(of id: AssetID) throws(CatalogError) -> VerifiedFile? {
    try store.read { db in
      let statement = try db.cachedStatement(
        sql: "select digest, device, inode, size, modified, changed from verified where asset = ?")
      guard let row = try Row.fetchOne(statement, arguments: [Data(id.bytes)]), let stamp = FileStamp(row, from: 1)
      else { return nil }
      return VerifiedFile(id: id, stamp: stamp, digest: row[0])
    }
  }

  /// Records files that a run has read. A file without a new digest keeps the one that it had, by which its damage is
  /// found again.
  package func record(_ files: [(id: AssetID, file: VerifiedFile?)], run: Int64) throws(CatalogError) {
    try store.write { db in
      let insertion = try db.cachedStatement(
        sql: """
          insert or replace into verified (asset, device, inode, size, modified, changed, digest, run)
          values (?, ?, ?, ?, ?, ?, ?, ?)
          """)
      let update = try db.cachedStatement(sql: "update verified set run = ? where asset = ?")
      for (id, file) in files {
        let key = Data(id.bytes).databaseValue
        guard let file else {
          try update.execute(arguments: [run, key])
          continue
        }
        let digest = String(file.digest.prefix(VerifiedFiles.digits))
        let values = DocumentRow.stamp(file.stamp) + [digest.databaseValue, run.databaseValue]
        try insertion.execute(arguments: StatementArguments([key] + values))
      }
    }
  }

  /// Records images that are not made by any program: each is what became of an asset's file.
  package func record(damages: [(image: AssetID, asset: AssetID)]) throws(CatalogError) {
    guard !damages.isEmpty else { return }
    try store.write { db in
      let statement = try db.cachedStatement(sql: "insert or replace into damage (image, asset) values (?, ?)")
      for (image, asset) in damages { try statement.execute(arguments: [Data(image.bytes), Data(asset.bytes)]) }
    }
  }

  /// Returns the asset whose file became this image by damage; nil if that is not known.
  package func asset(damagedTo image: AssetID) throws(CatalogError) -> AssetID? {
    try store.read { db in
      let statement = try db.cachedStatement(sql: "select asset from damage where image = ?")
      return try Data.fetchOne(statement, arguments: [Data(image.bytes)]).flatMap { AssetID(digest: [UInt8]($0)) }
    }
  }

  /// Forgets assets that the library has no more.
  package func forget(_ ids: [AssetID]) throws(CatalogError) {
    guard !ids.isEmpty else { return }
    try store.write { db in
      let statement = try db.cachedStatement(sql: "delete from verified where asset = ?")
      for id in ids { try statement.execute(arguments: [Data(id.bytes)]) }
    }
  }

  private static let schema = StoreSchema(
    applicationID: 0x416C_6976, version: 1,
    statements: """
      create table run (
        id integer primary key autoincrement, whole integer not null, begun integer not null, finished integer
      );
      create table verified (
        asset blob primary key, device integer not null, inode integer not null, size integer not null,
        modified integer not null, changed integer not null, digest text not null, run integer not null
      ) without rowid;
      create table damage (image blob primary key, asset blob not null) without rowid;

      """,
    connection: "pragma synchronous = normal;")
}

extension VerifiedFile {
  /// Returns whether no program has written to the file since, replaced or renamed it.
  package func isOf(_ now: FileStamp) -> Bool {
    stamp.isStill(now) && stamp.changedNanoseconds == now.changedNanoseconds
  }

  /// Returns whether the file has the bytes that it had.
  package func hasBytes(of now: VerifiedFile) -> Bool { now.digest.hasPrefix(digest) }
}
