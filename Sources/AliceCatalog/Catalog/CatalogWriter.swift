package import AliceModel
import Foundation
import GRDB

/// Changes rows within one transaction. The body of `Catalog.rebuild` receives it.
package struct CatalogWriter {
  let db: Database
  private let index: WordIndex
  /// Whether the full-text index follows every change; a rebuild fills it at the end.
  private let isIndexing: Bool

  init(db: Database, isIndexing: Bool = true) {
    self.db = db
    self.isIndexing = isIndexing
    index = WordIndex(db: db)
  }

  /// Records an asset and replaces its previous record. Another asset that was recorded at its path becomes missing, or
  /// is removed if this asset was made from it.
  package func add(_ entry: CatalogEntry) throws {
    let row = AssetRow(entry.asset)
    let created = entry.asset.created.milliseconds
    try clearPath(for: entry.asset)
    let known = try known(row.asset)
    let raw = entry.searchableRaw.map { IndexedTexts.clip($0) } ?? known?.raw ?? ""
    let document = DocumentRow(entry, raw: raw)
    if let known, known.created == created {
      try indexing(known.id) {
        try update(.asset, row.values, known.id)
        try update(.document, document.values, known.id)
        for table in ["tag", "parent", "asset_lora"] {
          try db.cachedStatement(sql: "delete from \(table) where id = ?").execute(arguments: [known.id])
        }
        try addRelations(of: entry.asset, row.loras, id: known.id)
      }
      return
    }
    let look = try known.flatMap { try self.look(of: $0.id) }
    let picture = try known.map { try self.picture(of: $0.id) }
    if let known { try remove(id: known.id) }
    let id = try AssetPlaces(db: db, index: isIndexing ? index : nil).place(row.asset, created: created)
    try insert(.asset, row.values, id)
    if let color = known?.color { try set(color: color, of: row.asset) }
    if let look { try set(look: look, id: id) }
    if let picture { try set(picture: picture, id: id) }
    try insert(.document, document.values, id)
    try addRelations(of: entry.asset, row.loras, id: id)
    if isIndexing { try index.add(IndexedTexts(entry.asset, raw: raw), id: id) }
  }

  /// Records an asset without a file. If another asset has its path, it gets one that no library file has. Returns false
  /// if that asset was made from it, and so has all that is known of it.
  package func add(lost asset: Asset) throws -> Bool {
    var asset = asset
    asset.missing = true
    let sql = "select a.id from document d join asset a on a.id = d.id where d.path = ? and a.asset <> ?"
    let arguments: StatementArguments = [Data(asset.path.bytes), Data(asset.id.bytes)]
    if let id = try Int64.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) {
      let transferred = "select 1 from parent where parent = ? and id = ?"
      if try Int.fetchOne(db, sql: transferred, arguments: [Data(asset.id.bytes), id]) != nil { return false }
      asset.path = CatalogWriter.freePath(of: asset.id, at: asset.path)
    }
    try add(CatalogEntry(asset: asset))
    return true
  }

  /// Returns a path that no library file has.
  private static func freePath(of id: AssetID, at path: BytePath) -> BytePath {
    BytePath(bytes: path.bytes + Array("~\(id.hex)".utf8))
  }

  package func add(_ asset: Asset) throws { try add(CatalogEntry(asset: asset)) }

  /// Releases the paths of assets that move, so that assets can exchange paths in one batch without displacing each
  /// other.
  func leavePaths(of entries: [CatalogEntry]) throws {
    let others = try db.cachedStatement(
      sql: "select a.id from asset a join document d on d.id = a.id where a.asset = ? and d.path <> ?")
    let statement = try db.cachedStatement(sql: "update document set path = ? where id = ?")
    for entry in entries {
      let asset = entry.asset
      guard let id = try Int64.fetchOne(others, arguments: [Data(asset.id.bytes), Data(asset.path.bytes)]) else {
        continue
      }
      try indexing(id) { try statement.execute(arguments: [Data([0] + asset.id.bytes), id]) }
    }
  }

  func set(color: Int64, of asset: [UInt8]) throws {
    try db.cachedStatement(sql: "update asset set color = ? where asset = ?").execute(arguments: [color, Data(asset)])
  }

  /// Whether the catalog has the asset by now.
  package func has(_ asset: AssetID) throws -> Bool {
    try Int.fetchOne(db.cachedStatement(sql: "select 1 from asset where asset = ?"), arguments: [Data(asset.bytes)])
      != nil
  }

  func remove(_ asset: AssetID) throws {
    if let known = try known(asset.bytes) { try remove(id: known.id) }
  }

  private func remove(id: Int64) throws {
    if isIndexing, let texts = try AssetReader(db: db).texts(id) { try index.remove(texts, id: id) }
    try removeTwins(ofTheOthersOf: id)
    for table in CatalogSchema.assetTables {
      try db.cachedStatement(sql: "delete from \(table) where id = ?").execute(arguments: [id])
    }
    try AssetPlaces(db: db, index: isIndexing ? index : nil).close(id)
  }

  /// Changes rows of an asset, and its entry in the full-text index if its words change.
  private func indexing(_ id: Int64, _ change: () throws -> Void) throws {
    let before = isIndexing ? try AssetReader(db: db).texts(id) : nil
    try change()
    guard let before, let after = try AssetReader(db: db).texts(id), before.columns != after.columns else { return }
    try index.remove(before, id: id)
    try index.add(after, id: id)
  }

  private func known(_ asset: [UInt8]) throws -> (id: Int64, created: Int64, raw: String, color: Int64?)? {
    let statement = try db.cachedStatement(
      sql: "select a.id, a.created, d.raw, a.color from asset a join document d on d.id = a.id where a.asset = ?")
    return try Row.fetchOne(statement, arguments: [Data(asset)]).map { ($0[0], $0[1], $0[2], $0[3]) }
  }

  /// Releases the asset's path. Two files cannot have one path, so the asset that was recorded there is gone. Its
  /// record may exist nowhere else, so it stays, under a path that no library file has.
  private func clearPath(for asset: Asset) throws {
    let statement = try db.cachedStatement(
      sql: "select a.id, a.asset from document d join asset a on a.id = d.id where d.path = ?")
    guard let row = try Row.fetchOne(statement, arguments: [Data(asset.path.bytes)]),
      let other = AssetID(digest: [UInt8](row[1] as Data)), other != asset.id
    else { return }
    let id: Int64 = row[0]
    // Another program changed the image, and the record was transferred to the new asset.
    if asset.record.provenance.parents.contains(other) { return try remove(id: id) }
    let free = Data(CatalogWriter.freePath(of: other, at: asset.path).bytes)
    try indexing(id) {
      try db.cachedStatement(sql: "update document set path = ? where id = ?").execute(arguments: [free, id])
      try db.cachedStatement(sql: "update asset set missing = 1 where id = ?").execute(arguments: [id])
    }
  }

  private func insert(_ row: RowStatements, _ values: [DatabaseValue], _ id: Int64) throws {
    try db.cachedStatement(sql: row.insertion).execute(arguments: StatementArguments([id.databaseValue] + values))
  }

  private func update(_ row: RowStatements, _ values: [DatabaseValue], _ id: Int64) throws {
    try db.cachedStatement(sql: row.update).execute(arguments: StatementArguments(values + [id.databaseValue]))
  }
}

extension CatalogWriter {
  private func addRelations(of asset: Asset, _ loras: [LoraName], id: Int64) throws {
    try addTags(of: asset, id: id)
    try addParents(of: asset, id: id)
    try add(loras, id: id)
  }

  /// A tag `a/b` is found by `tag:a` and `tag:b` as well, so it has rows for its levels.
  private func addTags(of asset: Asset, id: Int64) throws {
    guard !asset.record.tags.isEmpty else { return }
    let statement = try db.cachedStatement(sql: TagLevels.insertion)
    for tag in asset.record.tags {
      for level in TagLevels.rows(of: TextFolding.fold(tag)) {
        try statement.execute(arguments: [level.name, id, level.own])
      }
    }
  }

  private func addParents(of asset: Asset, id: Int64) throws {
    guard !asset.record.provenance.parents.isEmpty else { return }
    let statement = try db.cachedStatement(sql: "insert or ignore into parent (parent, id) values (?, ?)")
    for parent in asset.record.provenance.parents { try statement.execute(arguments: [Data(parent.bytes), id]) }
  }

  private func add(_ loras: [LoraName], id: Int64) throws {
    for lora in loras {
      try db.cachedStatement(sql: "insert or ignore into lora (name) values (?)").execute(arguments: [lora.text])
      try db.cachedStatement(sql: "insert or ignore into asset_lora (lora, id) select id, ? from lora where name = ?")
        .execute(arguments: [id, lora.text])
    }
  }
}

/// The statements that write whole rows, built once.
private struct RowStatements {
  let insertion: String
  let update: String

  init(_ table: String, _ columns: [String]) {
    let marks = String(repeating: ", ?", count: columns.count)
    insertion = "insert into \(table) (id, \(columns.joined(separator: ", "))) values (?\(marks))"
    update = "update \(table) set \(columns.map { $0 + " = ?" }.joined(separator: ", ")) where id = ?"
  }

  static let asset = RowStatements("asset", AssetRow.columns)
  static let document = RowStatements("document", DocumentRow.columns)
}
