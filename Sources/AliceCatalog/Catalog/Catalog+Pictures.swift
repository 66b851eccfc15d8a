package import AliceModel
import Foundation
import GRDB

/// What images show, and their colours. Both are not in the files, so they may be recorded without the library's lock.
extension Catalog {
  /// Records what images show; nil for one that cannot be compared. Assets that are not recorded are left out.
  package func setFeatures(_ features: [(asset: AssetID, features: PictureFeatures?)]) throws(CatalogError) {
    try store.write { db in
      let writer = CatalogWriter(db: db)
      for (asset, features) in features { try writer.set(.feature, Data(features?.bytes ?? []), of: asset) }
    }
  }

  /// Records the colours of images. Assets that are not recorded are left out.
  package func setPalettes(_ palettes: [(asset: AssetID, palette: PicturePalette)]) throws(CatalogError) {
    try store.write { db in
      let writer = CatalogWriter(db: db)
      for (asset, palette) in palettes { try writer.set(.palette, Data(palette.bytes), of: asset) }
    }
  }

  /// Returns what is recorded of the images of `ids`; those that cannot be compared have nil.
  package func features(of ids: [AssetID]) throws(CatalogError) -> [AssetID: PictureFeatures?] {
    try store.read { db in
      let statement = try db.cachedStatement(
        sql: "select f.numbers from asset a join feature f on f.id = a.id where a.asset = ?")
      var found: [AssetID: PictureFeatures?] = [:]
      for id in ids {
        guard let bytes = try Data.fetchOne(statement, arguments: [Data(id.bytes)]) else { continue }
        found[id] = .some(PictureFeatures(bytes: bytes))
      }
      return found
    }
  }

  /// Returns the number of assets of these formats of which it is not known what they show.
  package func countWithoutFeatures(_ formats: [MediaFormat]) throws(CatalogError) -> Int {
    try count(without: .feature, formats)
  }

  /// Returns the number of assets of these formats of which no colour is known.
  package func countWithoutColors(_ formats: [MediaFormat]) throws(CatalogError) -> Int {
    try count(without: .palette, formats)
  }

  private func count(without table: PictureTable, _ formats: [MediaFormat]) throws(CatalogError) -> Int {
    try store.read { db in
      let marks = formats.map { _ in "?" }.joined(separator: ", ")
      let sql = """
        select count(*) from asset a where a.missing = 0 and a.format in (\(marks))
          and not exists (select 1 from \(table.rawValue) t where t.id = a.id)\(table.condition)
        """
      return try Int.fetchOne(db, sql: sql, arguments: StatementArguments(formats.map(\.rawValue))) ?? 0
    }
  }
}

/// A table of what is known of images.
enum PictureTable: String, CaseIterable {
  case feature, palette

  var column: String {
    switch self {
    case .feature: "numbers"
    case .palette: "colors"
    }
  }

  /// The average colour stands in for a palette.
  fileprivate var condition: String { self == .palette ? " and a.color is null" : "" }
}

extension CatalogWriter {
  fileprivate func set(_ table: PictureTable, _ value: Data, of asset: AssetID) throws {
    let statement = try db.cachedStatement(sql: "select id from asset where asset = ?")
    guard let id = try Int64.fetchOne(statement, arguments: [Data(asset.bytes)]) else { return }
    try set(table, value, id: id)
  }

  private func set(_ table: PictureTable, _ value: Data, id: Int64) throws {
    let sql = "insert or replace into \(table.rawValue) (id, \(table.column)) values (?, ?)"
    try db.cachedStatement(sql: sql).execute(arguments: [id, value])
  }

  /// Returns what is known of an image whose row is removed and inserted again.
  func picture(of id: Int64) throws -> [(table: PictureTable, value: Data)] {
    try PictureTable.allCases.compactMap { table in
      let statement = try db.cachedStatement(sql: "select \(table.column) from \(table.rawValue) where id = ?")
      return try Data.fetchOne(statement, arguments: [id]).map { (table, $0) }
    }
  }

  func set(picture: [(table: PictureTable, value: Data)], id: Int64) throws {
    for (table, value) in picture { try set(table, value, id: id) }
  }
}
