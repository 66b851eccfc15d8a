package import AliceModel
import Foundation
import GRDB

/// Two assets that look alike.
package struct Twins: Sendable, Hashable {
  package let one: AssetID
  package let other: AssetID
  /// What was done to `one` to get `other`.
  package let turn: PictureTurn
  /// The distance of their hashes; nil if all of their pixels are equal.
  package let distance: Int?

  package init(_ one: AssetID, _ other: AssetID, turn: PictureTurn, distance: Int?) {
    self.one = one
    self.other = other
    self.turn = turn
    self.distance = distance
  }

  package var reversed: Twins { Twins(other, one, turn: turn.inverse, distance: distance) }
}

/// How images look. It is not in the files, so it may be recorded without the library's lock.
extension Catalog {
  /// Records how images look; nil for one that cannot be compared. Assets that are not recorded are left out.
  package func setLooks(_ looks: [(asset: AssetID, look: PictureLook?)]) throws(CatalogError) {
    try store.write { db in
      let writer = CatalogWriter(db: db)
      for (asset, look) in looks { try writer.set(look: look, of: asset) }
    }
  }

  /// Returns the recorded looks of `ids`; those that cannot be compared have nil.
  package func looks(of ids: [AssetID]) throws(CatalogError) -> [AssetID: PictureLook?] {
    try store.read { db in
      let statement = try db.cachedStatement(
        sql: "select l.look from asset a join look l on l.id = a.id where a.asset = ?")
      var found: [AssetID: PictureLook?] = [:]
      for id in ids {
        guard let bytes = try Data.fetchOne(statement, arguments: [Data(id.bytes)]) else { continue }
        found[id] = .some(PictureLook(bytes: bytes))
      }
      return found
    }
  }

  /// An image or a film that can be compared, and whether its look is recorded.
  package struct PictureFile: Sendable, Hashable {
    package let id: AssetID
    package let path: BytePath
    package let format: MediaFormat
    package let isSeen: Bool
  }

  /// Returns the images and films among the results of a query that can be compared: those of `formats`, newest first.
  package func images(_ query: SearchQuery, _ formats: [MediaFormat]) throws(CatalogError) -> [PictureFile] {
    try store.read { db in
      let found = try SearchRun(db: db, plan: SearchPlan(query, in: db)).ids(
        .newest, limit: nil, offset: 0, total: false)
      let marks = formats.map { _ in "?" }.joined(separator: ", ")
      let statement = try db.makeStatement(
        sql: """
          select a.asset, d.path, exists (select 1 from look l where l.id = a.id), a.format
          from asset a join document d on d.id = a.id where a.id = ? and a.format in (\(marks))
          """)
      var images: [PictureFile] = []
      for id in found.ids {
        let arguments = StatementArguments([id.databaseValue] + formats.map(\.rawValue.databaseValue))
        guard let row = try Row.fetchOne(statement, arguments: arguments),
          let asset = AssetID(digest: [UInt8](row[0] as Data)), let format = MediaFormat(rawValue: row[3])
        else { continue }
        let path = BytePath(bytes: [UInt8](row[1] as Data))
        images.append(PictureFile(id: asset, path: path, format: format, isSeen: row[2]))
      }
      return images
    }
  }

  /// Returns the number of images of these formats whose looks are not recorded.
  package func countUnseen(_ formats: [MediaFormat]) throws(CatalogError) -> Int {
    try store.read { db in
      let marks = formats.map { _ in "?" }.joined(separator: ", ")
      let sql = """
        select count(*) from asset a where a.missing = 0 and a.format in (\(marks))
          and not exists (select 1 from look l where l.id = a.id)
        """
      return try Int.fetchOne(db, sql: sql, arguments: StatementArguments(formats.map(\.rawValue))) ?? 0
    }
  }

  /// Returns all pairs, each once.
  package func twins() throws(CatalogError) -> [Twins] {
    try store.read { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          select t.other, a.asset, t.turn, t.distance from twin t join asset a on a.id = t.id
          where t.other < a.asset order by t.other, t.id
          """)
      var found: [Twins] = []
      while let row = try rows.next() {
        guard let one = AssetID(digest: [UInt8](row[0] as Data)) else { continue }
        if let twins = Twins(one, row, from: 1) { found.append(twins) }
      }
      return found
    }
  }

  /// Returns the pairs of which the first asset is one of `ids`.
  package func twins(of ids: [AssetID]) throws(CatalogError) -> [Twins] {
    try store.read { db in
      let statement = try db.cachedStatement(
        sql: """
          select a.asset, t.turn, t.distance from twin t join asset a on a.id = t.id where t.other = ? order by t.id
          """)
      var found: [Twins] = []
      for id in ids {
        let rows = try Row.fetchCursor(statement, arguments: [Data(id.bytes)])
        while let row = try rows.next() { if let twins = Twins(id, row) { found.append(twins) } }
      }
      return found
    }
  }
}

extension Twins {
  /// The row has the other asset, the turn and the distance, from a column on.
  fileprivate init?(_ one: AssetID, _ row: Row, from first: Int = 0) {
    guard let other = AssetID(digest: [UInt8](row[first] as Data)),
      let turn = UInt8(exactly: row[first + 1] as Int64).flatMap(PictureTurn.init(rawValue:))
    else { return nil }
    let distance: Int = row[first + 2]
    self.init(one, other, turn: turn, distance: distance < 0 ? nil : distance)
  }
}

extension CatalogWriter {
  func look(of id: Int64) throws -> Data? {
    try Data.fetchOne(db.cachedStatement(sql: "select look from look where id = ?"), arguments: [id])
  }

  /// Records how an asset looks, if it is recorded itself; nil for one that cannot be compared.
  func set(look: PictureLook?, of asset: AssetID) throws {
    let statement = try db.cachedStatement(sql: "select id from asset where asset = ?")
    guard let id = try Int64.fetchOne(statement, arguments: [Data(asset.bytes)]) else { return }
    let bytes = Data(look?.bytes ?? [])
    if try self.look(of: id) != bytes { try set(look: bytes, id: id) }
  }

  /// The look is not compared with the others yet.
  func set(look: Data, id: Int64) throws {
    let sql = "insert or replace into look (id, look, compared) values (?, ?, ?)"
    // An image that cannot be compared has no copies.
    try db.cachedStatement(sql: sql).execute(arguments: [id, look, look.isEmpty ? 1 : 0])
  }

  /// Removes the rows of other assets that name the asset with this id.
  func removeTwins(ofTheOthersOf id: Int64) throws {
    try db.cachedStatement(sql: "delete from twin where other = (select asset from asset where id = ?)")
      .execute(arguments: [id])
  }
}
