package import AliceModel
import Foundation
import GRDB

extension Catalog {
  /// Every file of the library that is recorded, in no order. `body` must not use the catalog.
  package func forEachFile(_ body: (CatalogFile) throws -> Void) throws {
    try store.passing { db in
      let sql = """
        select a.asset, d.path, a.missing, d.device, d.inode, d.size, d.modified, d.changed
        from document d cross join asset a on a.id = d.id
        """
      let rows = try Row.fetchCursor(db, sql: sql)
      while let row = try rows.next() {
        guard let id = AssetID(digest: [UInt8](row[0] as Data)) else { continue }
        let path = BytePath(bytes: [UInt8](row[1] as Data))
        try body(CatalogFile(id: id, path: path, stamp: FileStampRow(row, from: 3), missing: row[2]))
      }
    }
  }

  /// The file recorded at `path`.
  package func file(at path: BytePath) throws(CatalogError) -> CatalogFile? {
    try store.read { db in
      let statement = try db.cachedStatement(
        sql: """
          select a.asset, a.missing, d.device, d.inode, d.size, d.modified, d.changed
          from document d join asset a on a.id = d.id where d.path = ?
          """)
      guard let row = try Row.fetchOne(statement, arguments: [Data(path.bytes)]),
        let id = AssetID(digest: [UInt8](row[0] as Data))
      else { return nil }
      return CatalogFile(id: id, path: path, stamp: FileStampRow(row, from: 2), missing: row[1])
    }
  }

  /// Tells what files look like now that were written after their assets were recorded.
  package func setStamps(_ stamps: [(id: AssetID, stamp: FileStampRow?)]) throws(CatalogError) {
    try store.write { db in
      let statement = try db.cachedStatement(
        sql: """
          update document set device = ?, inode = ?, size = ?, modified = ?, changed = ?
          where id = (select id from asset where asset = ?)
          """)
      for (id, stamp) in stamps {
        let arguments = DocumentRow.stamp(stamp) + [Data(id.bytes).databaseValue]
        try statement.execute(arguments: StatementArguments(arguments))
      }
    }
  }
}

extension FileStampRow {
  /// Nil where the row holds none.
  init?(_ row: Row, from first: Int) {
    guard let device = row[first] as Int64?, let inode = row[first + 1] as Int64?, let size = row[first + 2] as Int64?,
      let modified = row[first + 3] as Int64?, let changed = row[first + 4] as Int64?
    else { return nil }
    self.init(
      device: UInt64(bitPattern: device), inode: UInt64(bitPattern: inode), size: UInt64(bitPattern: size),
      modified: modified, changed: changed)
  }
}
