package import AliceModel
import Foundation
import GRDB

/// The marks of a tile, with the numbers that the page of the gallery knows.
package struct TileFlags: OptionSet, Sendable, Hashable {
  package let rawValue: Int

  package init(rawValue: Int) { self.rawValue = rawValue }

  package static let picked = TileFlags(rawValue: 1)
  package static let rejected = TileFlags(rawValue: 2)
  package static let nsfw = TileFlags(rawValue: 4)
  package static let favourite = TileFlags(rawValue: 8)
  package static let missing = TileFlags(rawValue: 16)
  package static let defect = TileFlags(rawValue: 32)
  package static let signed = TileFlags(rawValue: 64)
  package static let hasParents = TileFlags(rawValue: 128)
  package static let hasChildren = TileFlags(rawValue: 256)

  fileprivate init(_ flags: AssetFlags) {
    self = []
    if flags.contains(.picked) { insert(.picked) }
    if flags.contains(.rejected) { insert(.rejected) }
    if flags.contains(.nsfw) { insert(.nsfw) }
    if flags.contains(.signed) { insert(.signed) }
    if flags.contains(.parent) { insert(.hasParents) }
    if !flags.isDisjoint(with: .anyDefect) { insert(.defect) }
  }
}

/// What one tile of the gallery shows.
package struct TileRow: Sendable, Hashable {
  package var row: Int64
  package var asset: AssetID
  package var ratio: UInt8
  /// The average colour as 0xRRGGBB; nil if it is not known yet.
  package var color: Int?
  package var quality: Int?
  package var rating: Int?
  package var flags: TileFlags
  package var format: MediaFormat
  package var duration: Double?
  package var elo: Double?
  /// The beginning of the prompt; empty if there is none.
  package var prompt: String
  package var path: BytePath
  package var model: String
}

extension Catalog {
  /// The tag that marks a favourite.
  package static let favouriteTag = "favourite"
  /// The number of characters of a prompt that a tile shows.
  private static let promptLength = 160

  private static let tileColumns = """
    select a.id, a.asset, a.ratio, a.color, a.quality, a.rating, a.flags, a.missing, a.format, a.duration, a.elo,
      substr(d.prompt, 1, \(promptLength)), d.path, a.model, d.record,
      exists(select 1 from tag g where g.name = '\(favouriteTag)' and g.id = a.id and g.own > 0),
      exists(select 1 from parent p where p.parent = a.asset)
    from asset a join document d on d.id = a.id where
    """

  /// Returns the tiles with these row ids, in their order; nil for those that are gone.
  package func tiles(_ ids: [Int64]) throws(CatalogError) -> [TileRow?] {
    try store.read { db in
      let statement = try db.cachedStatement(sql: Catalog.tileColumns + " a.id = ?")
      return try ids.map { id in try Row.fetchOne(statement, arguments: [id]).flatMap(TileRow.init) }
    }
  }

  /// Returns the tiles of these assets, in their order; nil for those that are gone.
  package func tiles(of assets: [AssetID]) throws(CatalogError) -> [TileRow?] {
    try store.read { db in
      let statement = try db.cachedStatement(sql: Catalog.tileColumns + " a.asset = ?")
      return try assets.map { asset in
        try Row.fetchOne(statement, arguments: [Data(asset.bytes)]).flatMap(TileRow.init)
      }
    }
  }

  /// Orders the members of a stack, best first: picked ones before others and rejected ones last, then by quality,
  /// score and time.
  package func ranked(_ members: [Int64]) throws(CatalogError) -> [Int64] {
    guard members.count > 1 else { return members }
    return try store.read { db in
      let statement = try db.cachedStatement(sql: "select flags, quality, score from asset where id = ?")
      let rated = try members.map { id in
        guard let row = try Row.fetchOne(statement, arguments: [id]) else { return StackMember(id: id) }
        let flags = AssetFlags(rawValue: row[0])
        let choice = flags.contains(.picked) ? 1 : flags.contains(.rejected) ? -1 : 0
        return StackMember(id: id, choice: choice, quality: row[1] ?? 0, score: row[2] ?? -.infinity)
      }
      return rated.sorted(by: >).map(\.id)
    }
  }

  /// Returns the ids of the assets that share a request with this one, including itself, best first, at most `limit`.
  package func stack(of asset: AssetID, limit: Int) throws(CatalogError) -> [AssetID] {
    let members = try store.read { db in
      try Int64.fetchAll(
        db,
        sql: """
          select b.id from asset a join asset b on b.stack = a.stack where a.asset = ? and a.stack is not null
          order by b.id desc limit ?
          """, arguments: [Data(asset.bytes), limit])
    }
    let ranked = try ranked(members)
    return try store.read { db in
      let statement = try db.cachedStatement(sql: "select asset from asset where id = ?")
      return try ranked.compactMap { id in
        try Data.fetchOne(statement, arguments: [id]).flatMap { AssetID(digest: [UInt8]($0)) }
      }
    }
  }

  /// What was paid for an asset. Rows of earlier versions have what simulated work would have cost.
  private static let paid = "case when flags & \(AssetFlags.simulated.rawValue) then 0 else cost end"

  /// Returns the sum of the known costs of these rows; nil if none is known.
  package func cost(of ids: some Collection<Int64>) throws(CatalogError) -> Money? {
    guard let first = ids.min(), let last = ids.max() else { return nil }
    return try store.read { db in
      // If there are as many rows between the ids, they are the same, and SQLite adds them. The two sums cannot overflow.
      let range = try db.cachedStatement(
        sql: """
          select count(*), count(cost), sum(cost / 1000000000), sum(cost % 1000000000)
          from (select \(Catalog.paid) cost from asset where id between ? and ? limit ?)
          """)
      if let row = try Row.fetchOne(range, arguments: [first, last, ids.count + 1]), row[0] == ids.count {
        guard let whole = row[2] as Int64?, let part = row[3] as Int64? else { return nil }
        let (nanos, isOver) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, isOverToo) = nanos.addingReportingOverflow(part)
        return Money(nanos: isOver || isOverToo ? .max : sum)
      }
      let statement = try db.cachedStatement(sql: "select \(Catalog.paid) from asset where id = ?")
      var sum: Int64?
      for id in ids {
        guard let cost = try Int64.fetchOne(statement, arguments: [id]) else { continue }
        let (total, isOver) = (sum ?? 0).addingReportingOverflow(cost)
        sum = isOver ? .max : total
      }
      return sum.map { Money(nanos: $0) }
    }
  }
}

/// The facts that decide which member of a stack is on top.
private struct StackMember: Comparable {
  let id: Int64
  var choice = 0
  var quality = 0
  var score = -Double.infinity

  static func < (left: StackMember, right: StackMember) -> Bool {
    (left.choice, left.quality, left.score, left.id) < (right.choice, right.quality, right.score, right.id)
  }
}

extension TileRow {
  /// Decodes a row of `Catalog.tileColumns`.
  fileprivate init?(_ row: Row) {
    guard let asset = AssetID(digest: [UInt8](row[1] as Data)), let format = MediaFormat(rawValue: row[8]) else {
      return nil
    }
    var flags = TileFlags(AssetFlags(rawValue: row[6]))
    if row[7] as Bool { flags.insert(.missing) }
    if row[15] as Bool { flags.insert(.favourite) }
    if row[16] as Bool { flags.insert(.hasChildren) }
    self.init(
      row: row[0], asset: asset, ratio: UInt8(clamping: (row[2] as Int64?) ?? 64), color: row[3], quality: row[4],
      rating: row[5], flags: flags, format: format, duration: row[9], elo: row[10], prompt: row[11],
      path: BytePath(bytes: [UInt8](row[12] as Data)),
      model: PackedReader.member("model", of: row[14])?.stringValue ?? row[13] ?? "")
  }
}
