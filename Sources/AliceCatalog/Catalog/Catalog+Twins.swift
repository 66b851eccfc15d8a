import AliceModel
import Foundation
import GRDB

/// Finds the assets that look alike.
extension Catalog {
  /// The number of looks that are compared before the pairs are recorded.
  private static let batchSize = 16_384

  /// Compares the looks that are not compared yet with all others, and records which look alike. Cancelling the task
  /// ends this; what is compared stays.
  package func compareLooks() throws {
    guard try store.passing({ try Int.fetchOne($0, sql: "select 1 from look where compared = 0 limit 1") }) != nil
    else {
      return
    }
    let recorded = try store.passing(RecordedLooks.init)
    let finder = TwinFinder(recorded.looks)
    var start = recorded.firstNew
    while start < recorded.ids.count {
      let end = min(start + Catalog.batchSize, recorded.ids.count)
      try Task.checkCancellation()
      let pairs = finder.pairs(of: start..<end)
      try store.transaction { db in try recorded.record(pairs, of: start..<end, db) }
      start = end
    }
  }
}

/// The looks in the catalog at one moment: first those that are compared, then the new ones.
private struct RecordedLooks {
  var ids: [Int64] = []
  var looks: [PictureLook] = []
  var firstNew = 0

  init(_ db: Database) throws {
    for compared in [true, false] {
      let rows = try Row.fetchCursor(
        db, sql: "select id, look from look where compared = ? and length(look) > 0 order by id", arguments: [compared])
      while let row = try rows.next() {
        let bytes: Data = row[1]
        guard let look = PictureLook(bytes: bytes) else { continue }
        ids.append(row[0])
        looks.append(look)
      }
      if compared { firstNew = ids.count }
    }
  }

  /// Records pairs, and that the looks of `range` are compared. What changed since they were read stays to be compared.
  func record(_ pairs: [TwinFinder.Pair], of range: Range<Int>, _ db: Database) throws {
    let compared = try db.cachedStatement(sql: "update look set compared = 1 where id = ? and look = ?")
    for index in range { try compared.execute(arguments: [ids[index], Data(looks[index].bytes)]) }
    let twin = try db.cachedStatement(
      sql: "insert or replace into twin (other, id, turn, distance) values (?, ?, ?, ?)")
    for pair in pairs {
      let (one, other, turn) = (pair.index, pair.other, pair.turn)
      guard let first = try asset(one, db), let second = try asset(other, db) else { continue }
      let isExact = turn == .same && looks[one].hasPixels(of: looks[other])
      let distance = isExact ? -1 : pair.distance
      // `turn` makes the other of the one.
      try twin.execute(arguments: [first, ids[other], Int(turn.rawValue), distance])
      try twin.execute(arguments: [second, ids[one], Int(turn.inverse.rawValue), distance])
    }
  }

  /// Returns the asset of a look that is still as it was read.
  private func asset(_ index: Int, _ db: Database) throws -> Data? {
    try Data.fetchOne(
      db.cachedStatement(sql: "select a.asset from look l join asset a on a.id = l.id where l.id = ? and l.look = ?"),
      arguments: [ids[index], Data(looks[index].bytes)])
  }
}
