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
  /// Whether the operation has not ended: it may have been interrupted before the file was moved.
  package private(set) var isOpen = false

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
    isOpen = row[7]
  }
}

extension Journal {
  private static let selection = """
    select d.asset, d.path, d.trash, d.bytes, d.deleted, d.deleted_offset, d.operation, coalesce(o.state = 'running', 0)
    from deletion d left join operation o on o.id = d.operation
    """

  /// Records files that are about to be moved to the trash.
  package func record(_ deletions: [Deletion]) throws(CatalogError) {
    try store.write { db in
      let statement = try db.cachedStatement(
        sql: """
          insert into deletion (asset, path, trash, bytes, deleted, deleted_offset, operation) values (?, ?, ?, ?, ?, ?, ?)
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
    try store.read { db in
      try Row.fetchAll(db, sql: Journal.selection + " where d.trash is not null order by d.id desc")
        .compactMap(Deletion.init)
    }
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
      // An earlier deletion of the asset, whose file is gone, must not outlive this one.
      let earlier = try db.cachedStatement(
        sql: "delete from deletion where trash is null and asset = (select asset from deletion where trash = ?)")
      let own = try db.cachedStatement(sql: "delete from deletion where trash = ?")
      for path in trash {
        try earlier.execute(arguments: [Data(path.bytes)])
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
