import Foundation
import GRDB

/// The assignment of row ids, which order assets by their creation time.
///
/// An id consists of the milliseconds of creation and 20 bits: the first bits of the asset id, or the next free value.
/// If two assets want one slot, the lesser asset id gets it (Amble and Knuth's ordered hash table). So the ids of a set
/// of assets do not depend on the order of insertion, and a rebuilt catalog returns results in the same order.
enum AssetOrder {
  private static let slotBits: Int64 = 20
  private static let slots: Int64 = 1 << slotBits
  /// The range ends in the year 2248; times outside are clamped.
  private static let moments = -(Int64(1) << 43)...((Int64(1) << 43) - 1)

  static func home(created: Int64, asset: [UInt8]) -> Int64 {
    let bits = asset.prefix(3).reduce(Int64(0)) { $0 << 8 | Int64($1) } >> 4
    return first(at: created) | bits
  }

  /// Returns the least id of that millisecond.
  static func first(at milliseconds: Int64) -> Int64 {
    min(max(milliseconds, moments.lowerBound), moments.upperBound) << slotBits
  }

  /// Returns the least id after that millisecond; nil for the last one.
  static func first(after milliseconds: Int64) -> Int64? {
    milliseconds < moments.upperBound ? first(at: max(milliseconds, moments.lowerBound) + 1) : nil
  }

  static func milliseconds(of id: Int64) -> Int64 { id >> slotBits }

  /// Returns the next slot within the same millisecond.
  static func next(_ id: Int64) -> Int64 { (id & ~(slots - 1)) | ((id &+ 1) & (slots - 1)) }
}

/// Maintains the ids of `AssetOrder` when rows are inserted and removed.
struct AssetPlaces {
  let db: Database
  /// The full-text index, which moves with the rows; nil if it is filled later.
  let index: WordIndex?

  /// Makes room for an asset, moving other rows if necessary, and returns its id.
  func place(_ asset: [UInt8], created: Int64) throws -> Int64 {
    var slot = AssetOrder.home(created: created, asset: asset)
    let home = slot
    var carried = asset
    var moves: [(from: Int64, to: Int64)] = []
    var ownPlace: Int64?
    var origin: Int64?
    while let occupant = try occupant(of: slot) {
      if carried.lexicographicallyPrecedes(occupant) {
        if let origin { moves.append((origin, slot)) } else { ownPlace = slot }
        (carried, origin) = (occupant, slot)
      }
      slot = AssetOrder.next(slot)
      guard slot != home else { throw CatalogError.failed(code: -1, message: "a millisecond is full") }
    }
    if let origin { moves.append((origin, slot)) }
    // The moves start at the free end, so that every slot is free when it is taken.
    for move in moves.reversed() { try self.move(move.from, to: move.to) }
    return ownPlace ?? slot
  }

  /// Moves displaced rows up after a row was removed.
  func close(_ gap: Int64) throws {
    var run: [(id: Int64, asset: [UInt8], created: Int64)] = []
    var slot = AssetOrder.next(gap)
    while let row = try Row.fetchOne(
      db.cachedStatement(sql: "select asset, created from asset where id = ?"), arguments: [slot])
    {
      run.append((slot, [UInt8](row[0] as Data), row[1]))
      slot = AssetOrder.next(slot)
    }
    // All rows are first moved to ids below every regular id.
    for (index, row) in run.enumerated() { try move(row.id, to: Int64.min + 1 + Int64(index)) }
    for (index, row) in run.enumerated() {
      try move(Int64.min + 1 + Int64(index), to: place(row.asset, created: row.created))
    }
  }

  private func occupant(of id: Int64) throws -> [UInt8]? {
    let statement = try db.cachedStatement(sql: "select asset from asset where id = ?")
    return try Data.fetchOne(statement, arguments: [id]).map { [UInt8]($0) }
  }

  private func move(_ from: Int64, to destination: Int64) throws {
    let texts = index == nil ? nil : try AssetReader(db: db).texts(from)
    for table in CatalogSchema.assetTables {
      try db.cachedStatement(sql: "update \(table) set id = ? where id = ?").execute(arguments: [destination, from])
    }
    if let index, let texts {
      try index.remove(texts, id: from)
      try index.add(texts, id: destination)
    }
  }
}
