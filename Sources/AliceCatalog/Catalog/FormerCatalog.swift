import AliceModel
import Foundation
import GRDB

/// The upgrade of earlier catalogs: from versions 1 to 4 every record is read from the former tables and recorded anew.
/// So what only the catalog knows stays: records of missing files, metadata as text, colours, and stamps. Version 5 only
/// lacks levels of tags, up to version 6 the index lacks words for kinds and for models of other requests, and up to
/// version 7 there are no looks, up to version 8 no features.
///
/// A row that cannot be decoded is left out, so that it does not cost all others: `check` then finds its file as one
/// that the catalog does not know, and `reindex` reads it anew.
struct FormerCatalog {
  let db: Database

  static func migrate(_ db: Database, from version: Int) throws {
    guard version < 5 else {
      try addPictures(db)
      guard version < 7 else { return }
      if version == 5 { try TagLevels.complete(db) }
      try WordIndex(db: db).removeAll()
      return try WordIndex(db: db).fill()
    }
    let former = FormerCatalog(db: db)
    try former.putAside()
    try db.execute(sql: CatalogSchema.tables + WordIndex.schema)
    try addPictures(db)
    try former.record()
    try db.execute(sql: "drop table former_asset; drop table former_document;")
    try db.execute(sql: CatalogSchema.count + CatalogSchema.triggers)
  }

  private static func addPictures(_ db: Database) throws {
    if try !db.tableExists("look") { try db.execute(sql: CatalogSchema.looks) }
    if try !db.tableExists("feature") { try db.execute(sql: CatalogSchema.pictures) }
  }

  private func putAside() throws {
    let names = try String.fetchAll(
      db, sql: "select name from sqlite_master where type in ('trigger', 'index') and sql is not null")
    let kinds = try Dictionary(
      Row.fetchAll(db, sql: "select name, type from sqlite_master").map { ($0[0] as String, $0[1] as String) },
      uniquingKeysWith: { first, _ in first })
    for name in names {
      if let kind = kinds[name] { try db.execute(sql: "drop \(kind) if exists \(name.quotedDatabaseIdentifier)") }
    }
    for table in ["words_terms", "words", "infix", "tag", "parent", "census"] {
      try db.execute(sql: "drop table if exists \(table)")
    }
    for table in ["asset", "document"] { try db.execute(sql: "alter table \(table) rename to former_\(table)") }
  }

  private func record() throws {
    let known = try Set(db.columns(in: "former_document").map(\.name))
    let stamps = DocumentRow.stampColumns.map { "d." + $0 }
    let sidecars = DocumentRow.sidecarColumns.map { known.contains($0) ? "d." + $0 : "null" }
    let hasColor = try db.columns(in: "former_asset").contains { $0.name == "color" }
    let columns =
      ["a.asset", "d.path", "a.format", "a.width", "a.height", "a.duration", "a.bytes", "a.flags", "a.missing"]
      + ["d.record", "d.prompt", "d.negative", "d.raw", hasColor ? "a.color" : "null"] + stamps + sidecars
    let rows = try Row.fetchCursor(
      db,
      sql: """
        select \(columns.joined(separator: ", ")) from former_asset a join former_document d on d.id = a.id order by a.id
        """)
    let writer = CatalogWriter(db: db, isIndexing: false)
    while let row = try rows.next() {
      guard let asset = FormerCatalog.asset(row) else { continue }
      let stamps = 14
      try writer.add(
        CatalogEntry(
          asset: asset, stamp: FileStamp(row, from: stamps),
          sidecar: SidecarStamp(row, from: stamps + DocumentRow.stampColumns.count), searchableRaw: row[12]))
      if let color = row[13] as Int64? { try writer.set(color: color, of: asset.id.bytes) }
    }
    try WordIndex(db: db).fill()
  }

  /// Returns nil for a row that is not an asset, or has a value of another kind than its column.
  private static func asset(_ row: Row) -> Asset? {
    func value<Value: DatabaseValueConvertible>(_ column: Int) -> Value? { Value.fromDatabaseValue(row[column]) }
    guard let digest: Data = value(0), let id = AssetID(digest: [UInt8](digest)), let path: Data = value(1),
      let name: String = value(2), let format = MediaFormat(rawValue: name), let bytes: Int64 = value(6),
      let flags: Int64 = value(7), let missing: Bool = value(8), let text: String = value(9),
      let json = try? JSONValue(parsing: text, limits: .init(depth: 512)),
      let record = AssetReader.record(json, prompt: value(10) ?? "", negative: value(11) ?? "")
    else { return nil }
    let facts = FileFacts(
      format: format, width: value(3), height: value(4), duration: value(5), bytes: UInt64(bitPattern: bytes),
      signed: AssetFlags(rawValue: flags).contains(.signed))
    return Asset(id: id, path: BytePath(bytes: [UInt8](path)), facts: facts, record: record, missing: missing)
  }
}
