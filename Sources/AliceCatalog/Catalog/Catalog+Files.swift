package import AliceModel
import Foundation
import GRDB

extension Catalog {
  /// Calls `body` for every recorded file of the library, in no particular order or in that of their paths. `body` must
  /// not use the catalog.
  package func forEachFile(inPathOrder: Bool = false, _ body: (CatalogFile) throws -> Void) throws {
    try store.passing { db in
      let rows = try Row.fetchCursor(db, sql: FileReader.selection + (inPathOrder ? " order by d.path" : ""))
      while let row = try rows.next() { if let file = CatalogFile(row) { try body(file) } }
    }
  }

  /// Returns the recorded file of an asset.
  package func file(of id: AssetID) throws(CatalogError) -> CatalogFile? {
    try store.read { db in
      let statement = try db.cachedStatement(sql: FileReader.selection + " where a.asset = ?")
      return try Row.fetchOne(statement, arguments: [Data(id.bytes)]).flatMap(CatalogFile.init)
    }
  }

  /// Returns the file that is recorded at a path.
  package func file(at path: BytePath) throws(CatalogError) -> CatalogFile? {
    try store.read { db in
      let statement = try db.cachedStatement(sql: FileReader.selection + " where d.path = ?")
      return try Row.fetchOne(statement, arguments: [Data(path.bytes)]).flatMap(CatalogFile.init)
    }
  }

  /// Updates the stamps of files and sidecars, if nothing else changed.
  package func setStamps(_ stamps: [(id: AssetID, stamp: FileStamp?, sidecar: SidecarStamp)]) throws(CatalogError) {
    try store.write { db in
      let columns = (DocumentRow.stampColumns + DocumentRow.sidecarColumns).map { $0 + " = ?" }
      let statement = try db.cachedStatement(
        sql: """
          update document set \(columns.joined(separator: ", ")) where id = (select id from asset where asset = ?)
          """)
      for (id, stamp, sidecar) in stamps {
        let arguments = DocumentRow.stamp(stamp) + DocumentRow.stamp(sidecar) + [Data(id.bytes).databaseValue]
        try statement.execute(arguments: StatementArguments(arguments))
      }
    }
  }
}

private enum FileReader {
  private static let stamps = (DocumentRow.stampColumns + DocumentRow.sidecarColumns).map { "d." + $0 }

  static let selection = """
    select a.asset, d.path, a.missing, \(stamps.joined(separator: ", "))
    from document d join asset a on a.id = d.id
    """
}

extension CatalogFile {
  /// Decodes a row of `FileReader.selection`.
  fileprivate init?(_ row: Row) {
    guard let id = AssetID(digest: [UInt8](row[0] as Data)) else { return nil }
    let stamps = 3 + DocumentRow.stampColumns.count
    self.init(
      id: id, path: BytePath(bytes: [UInt8](row[1] as Data)), stamp: FileStamp(row, from: 3),
      sidecar: SidecarStamp(row, from: stamps), missing: row[2])
  }
}

extension SidecarStamp {
  /// An inode of 0 means that there is no sidecar.
  init(_ row: Row, from first: Int) {
    guard let stamp = FileStamp(row, from: first) else {
      self = .unknown
      return
    }
    self = stamp.inode == 0 ? .none : .present(stamp)
  }
}

extension FileStamp {
  /// Returns nil if the row holds no stamp.
  init?(_ row: Row, from first: Int) {
    guard let device = row[first] as Int64?, let inode = row[first + 1] as Int64?, let size = row[first + 2] as Int64?,
      let modified = row[first + 3] as Int64?, let changed = row[first + 4] as Int64?
    else { return nil }
    self.init(
      device: UInt64(bitPattern: device), inode: UInt64(bitPattern: inode), size: UInt64(bitPattern: size),
      modifiedNanoseconds: modified, changedNanoseconds: changed)
  }
}
