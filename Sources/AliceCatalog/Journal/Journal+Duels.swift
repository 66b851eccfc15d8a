package import AliceModel
import Foundation
import GRDB

/// Duels between assets, and the ratings after them. A rating is pending until it is in the file.
extension Journal {
  /// Records a duel and returns the ratings after it; they are durable when this returns.
  ///
  /// `written` are the ratings in the files, which count unless a later one is pending; nil means that there is none.
  package func recordDuel(
    winner: AssetID, loser: AssetID, written: (winner: Double?, loser: Double?), at time: Timestamp
  ) throws(CatalogError) -> (winner: Double, loser: Double) {
    try store.write { db in
      let table = EloTable(db: db)
      let before = (
        winner: try table.rating(of: winner, written: written.winner),
        loser: try table.rating(of: loser, written: written.loser)
      )
      let after = Elo.after(winner: before.winner ?? Elo.start, loser: before.loser ?? Elo.start)
      try db.execute(
        sql: """
          insert into duel (winner, loser, winner_before, loser_before, fought, fought_offset) values (?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          Data(winner.bytes), Data(loser.bytes), before.winner, before.loser, time.milliseconds, time.offsetMinutes,
        ])
      try table.set(winner, after.winner)
      try table.set(loser, after.loser)
      return after
    }
  }

  /// Takes back the last duel: both assets get the ratings that they had before. Returns nil if there is none.
  package func takeBackDuel() throws(CatalogError) -> (winner: AssetID, loser: AssetID)? {
    try store.write { db in
      let sql = "select id, winner, loser, winner_before, loser_before from duel order by id desc limit 1"
      guard let row = try Row.fetchOne(db, sql: sql), let winner = AssetID(digest: [UInt8](row[1] as Data)),
        let loser = AssetID(digest: [UInt8](row[2] as Data))
      else { return nil }
      let table = EloTable(db: db)
      try table.set(winner, row[3])
      try table.set(loser, row[4])
      try db.execute(sql: "delete from duel where id = ?", arguments: [row[0] as Int64])
      return (winner, loser)
    }
  }

  /// Returns the ratings that are not in the files yet; nil for an asset that has none any more.
  package func pendingElo() throws(CatalogError) -> [(asset: AssetID, rating: Double?)] {
    try store.read { db in
      try Row.fetchAll(db, sql: "select asset, rating from elo where pending order by asset").compactMap { row in
        AssetID(digest: [UInt8](row[0] as Data)).map { ($0, row[1]) }
      }
    }
  }

  /// Records that ratings are in the files. A rating that has changed since is pending: another process may have written
  /// the later one before.
  package func noteWritten(_ ratings: [(asset: AssetID, rating: Double?)]) throws(CatalogError) {
    try store.write { db in
      let statement = try db.cachedStatement(sql: "update elo set pending = rating is not ? where asset = ?")
      for (asset, rating) in ratings { try statement.execute(arguments: [rating, Data(asset.bytes)]) }
    }
  }
}

private struct EloTable {
  let db: Database

  func rating(of asset: AssetID, written: Double?) throws -> Double? {
    let sql = "select rating from elo where asset = ? and pending"
    guard let row = try Row.fetchOne(db.cachedStatement(sql: sql), arguments: [Data(asset.bytes)]) else {
      return written
    }
    return row[0]
  }

  func set(_ asset: AssetID, _ rating: Double?) throws {
    let sql = "insert or replace into elo (asset, rating, pending) values (?, ?, 1)"
    try db.cachedStatement(sql: sql).execute(arguments: [Data(asset.bytes), rating])
  }
}
