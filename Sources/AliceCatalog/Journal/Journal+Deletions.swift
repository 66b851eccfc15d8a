package import AliceModel
import Foundation
import GRDB

/// A file that was moved to the trash, and the memory that its asset was deleted.
package struct Deletion: Sendable, Hashable {
  package var asset: AssetID
  /// The former path, relative to the library.
  package var path: BytePath
  /// The path in the trash, relative to the library; nil once the file is gone from there.
  package var trash: BytePath?
  package var bytes: UInt64
  package var time: Timestamp
  package var operation: Int64
  /// The path to which the file is being restored; nil if it is not.
  package private(set) var home: BytePath?

  package init(
    asset: AssetID, path: BytePath, trash: BytePath, bytes: UInt64, time: Timestamp, operation: Int64
  ) {
    self.asset = asset
    self.path = path
    self.trash = trash
    self.bytes = bytes
    self.time = time
    self.operation = operation
  }

  fileprivate init?(_ row: Row) {
    guard let asset = AssetID(digest: [UInt8](row[0] as Data)) else { return nil }
    self.asset = asset
    path = BytePath(bytes: [UInt8](row[1] as Data))
    trash = (row[2] as Data?).map { BytePath(bytes: [UInt8]($0)) }
    bytes = UInt64(bitPattern: row[3] as Int64)
    time = Timestamp(milliseconds: row[4], offsetMinutes: row[5])
    operation = row[6]
    home = (row[7] as Data?).map { BytePath(bytes: [UInt8]($0)) }
  }
}

extension Journal {
  private static let selection = """
    select asset, path, trash, bytes, deleted, deleted_offset, operation, home from deletion where trash is not null
    """

  /// Records files that are about to be moved to the trash. They are unsettled until `settle` or `forgetDeletions`.
  package func record(_ deletions: [Deletion]) throws(CatalogError) {
    try store.write { db in
      let statement = try db.cachedStatement(
        sql: """
          insert into deletion (asset, path, trash, bytes, deleted, deleted_offset, operation, moving)
          values (?, ?, ?, ?, ?, ?, ?, 1)
          """)
      for deletion in deletions {
        try statement.execute(arguments: [
          Data(deletion.asset.bytes), Data(deletion.path.bytes), deletion.trash.map { Data($0.bytes) },
          Int64(bitPattern: deletion.bytes), deletion.time.milliseconds, deletion.time.offsetMinutes,
          deletion.operation,
        ])
      }
    }
  }

  /// Returns the files that were moved to the trash and are not known to be gone from there, the latest first.
  package func trashed() throws(CatalogError) -> [Deletion] {
    try deletions("order by id desc")
  }

  /// Returns the files whose move to the trash or back was not recorded as complete.
  package func unsettled() throws(CatalogError) -> [Deletion] { try deletions("and moving order by id") }

  /// Returns the file at a path in the trash; nil if it is not known.
  package func deletion(at trash: BytePath) throws(CatalogError) -> Deletion? {
    try deletions("and trash = ?", [Data(trash.bytes)]).first
  }

  /// Returns the latest file in the trash of each of `assets`.
  package func trashed(among assets: [AssetID]) throws(CatalogError) -> [Deletion] {
    try store.read { db in
      let statement = try db.cachedStatement(sql: Journal.selection + " and asset = ? order by id desc limit 1")
      return try assets.compactMap { try Row.fetchOne(statement, arguments: [Data($0.bytes)]).flatMap(Deletion.init) }
    }
  }

  private func deletions(
    _ condition: String, _ arguments: StatementArguments = []
  ) throws(CatalogError) -> [Deletion] {
    try store.read { db in
      try Row.fetchAll(db, sql: Journal.selection + " " + condition, arguments: arguments).compactMap(Deletion.init)
    }
  }

  /// Records that a file is about to be moved from the trash to `home`. It is unsettled until `settle` or
  /// `forgetDeletions`.
  package func noteRestoring(_ trash: BytePath, to home: BytePath) throws(CatalogError) {
    try store.write { db in
      try db.execute(
        sql: "update deletion set moving = 1, home = ? where trash = ?",
        arguments: [Data(home.bytes), Data(trash.bytes)])
    }
  }

  /// Records that files are in the trash with all that belongs to them.
  package func settle(_ trash: [BytePath]) throws(CatalogError) {
    try each(trash.map { Data($0.bytes) }, "update deletion set moving = 0, home = null where trash = ?")
  }

  /// Returns those of `assets` that were deleted and that organizing skips.
  package func deleted(among assets: [AssetID]) throws(CatalogError) -> Set<AssetID> {
    try store.read { db in
      let statement = try db.cachedStatement(sql: "select 1 from deletion where asset = ? and remembered limit 1")
      return Set(try assets.filter { try Int.fetchOne(statement, arguments: [Data($0.bytes)]) != nil })
    }
  }

  /// Records that files are gone from the trash; that they were deleted stays known.
  package func noteEmptied(_ trash: [BytePath]) throws(CatalogError) {
    try each(trash.map { Data($0.bytes) }, "update deletion set trash = null where trash = ?")
  }

  /// Forgets the deletion of files that are in the library again.
  package func forgetDeletions(_ trash: [BytePath]) throws(CatalogError) {
    try store.write { db in
      // Earlier deletions of the asset must not outlive this one; those whose files are in the trash stay listed.
      let earlier = try db.cachedStatement(
        sql: "delete from deletion where trash is null and asset = (select asset from deletion where trash = ?)")
      let others = try db.cachedStatement(
        sql: "update deletion set remembered = 0 where asset = (select asset from deletion where trash = ?)")
      let own = try db.cachedStatement(sql: "delete from deletion where trash = ?")
      for path in trash {
        try earlier.execute(arguments: [Data(path.bytes)])
        try others.execute(arguments: [Data(path.bytes)])
        try own.execute(arguments: [Data(path.bytes)])
      }
    }
  }

  /// Lets organizing take in assets again, although they were deleted.
  package func allowAgain(_ assets: [AssetID]) throws(CatalogError) {
    try each(assets.map { Data($0.bytes) }, "update deletion set remembered = 0 where asset = ?")
  }

  private func each(_ keys: [Data], _ sql: String) throws(CatalogError) {
    guard !keys.isEmpty else { return }
    try store.write { db in
      let statement = try db.cachedStatement(sql: sql)
      for key in keys { try statement.execute(arguments: [key]) }
    }
  }
}
