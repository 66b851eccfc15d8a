package import AliceModel
import Foundation
import GRDB

/// The row ids of a whole result in order, with what the layout of its page needs.
package struct ResultShape: Sendable {
  package var ids: [Int64] = []
  /// The width by the height in 64ths, 1 to 255; 64 if the size is not known.
  package var ratios: [UInt8] = []
  /// The number that the assets of one request share, and -1 for assets of no request; empty if it was not asked for.
  package var stacks: [Int64] = []
  /// The order that was used if none was given.
  package var order = SearchOrder.newest

  fileprivate mutating func reserve(_ count: Int, stacked: Bool) {
    ids.reserveCapacity(count)
    ratios.reserveCapacity(count)
    if stacked { stacks.reserveCapacity(count) }
  }
}

extension Catalog {
  /// A number that changes with every commit of another connection, of this process or of another one. It is compared
  /// with earlier numbers of this connection only.
  package func version() throws(CatalogError) -> Int64 {
    try store.read { db in try Int64.fetchOne(db, sql: "pragma data_version") ?? 0 }
  }

  /// Opens the catalog once more, for readers that must not wait for this connection. `cacheKilobytes` limits the
  /// memory for its pages.
  package func openedAgain(cacheKilobytes: Int) throws(CatalogError) -> Catalog {
    let other = try Catalog(at: store.path, access: .existing)
    try other.limitCache(toKilobytes: cacheKilobytes)
    return other
  }

  /// Limits the memory for pages of the file.
  package func limitCache(toKilobytes kilobytes: Int) throws(CatalogError) {
    try store.perform { db in try db.execute(sql: "pragma cache_size = -\(max(256, kilobytes))") }
  }

  /// Returns the shape of all results of a query, from one state of the catalog. `stacked` includes the stacks.
  ///
  /// All assets in the order of their ids cost one scan of a narrow index, and no sort.
  package func shape(
    of query: SearchQuery, order: SearchOrder?, stacked: Bool
  ) throws(CatalogError) -> ResultShape {
    try store.read { db in
      let reader = ShapeReader(db: db)
      var shape: ResultShape
      let plan = try SearchPlan(query, in: db)
      if plan.matchesAll, let isDescending = ShapeReader.isDescending(order) {
        shape = try reader.all(isDescending: isDescending, stacked: stacked, isComplete: !plan.excludesMissing)
        shape.order = order ?? .newest
      } else {
        let found = try SearchRun(db: db, plan: plan).ordered(order)
        shape = try reader.shape(of: found.ids, stacked: stacked)
        shape.order = found.order
      }
      return shape
    }
  }

  /// Returns the milliseconds since 1970 at which the asset of a row was made.
  package static func milliseconds(of row: Int64) -> Int64 { AssetOrder.milliseconds(of: row) }

  /// Returns the row id of an asset; nil if it is not recorded.
  package func place(of asset: AssetID) throws(CatalogError) -> Int64? {
    try store.read { db in
      let statement = try db.cachedStatement(sql: "select id from asset where asset = ?")
      return try Int64.fetchOne(statement, arguments: [Data(asset.bytes)])
    }
  }
}

/// Reads the index `asset_shape`.
private struct ShapeReader {
  let db: Database

  /// Above this share of all assets, a scan of the whole index is faster than lookups.
  private static let scannedShare = 8

  /// Returns nil for orders other than those of the ids.
  static func isDescending(_ order: SearchOrder?) -> Bool? {
    switch order {
    case nil, .newest, .relevance, .album: true
    case .oldest: false
    default: nil
    }
  }

  /// `isComplete` includes assets whose files are missing.
  func all(isDescending: Bool, stacked: Bool, isComplete: Bool = true) throws -> ResultShape {
    let left = "select id from asset indexed by asset_missing where missing <> 0"
    let missing = isComplete ? [] : try Set(Int64.fetchCursor(db, sql: left))
    var shape = ResultShape()
    shape.reserve(try census(), stacked: stacked)
    let sql = "select id, ratio, stack from asset order by id \(isDescending ? "desc" : "asc")"
    let rows = try Row.fetchCursor(db, sql: sql)
    while let row = try rows.next() {
      if missing.isEmpty || !missing.contains(row[0]) { append(row, to: &shape, stacked: stacked) }
    }
    return shape
  }

  func shape(of ids: [Int64], stacked: Bool) throws -> ResultShape {
    guard try ids.count <= census() / ShapeReader.scannedShare else { return try scanned(ids, stacked: stacked) }
    var shape = ResultShape()
    shape.reserve(ids.count, stacked: stacked)
    let statement = try db.makeStatement(sql: "select id, ratio, stack from asset indexed by asset_shape where id = ?")
    for id in ids {
      if let row = try Row.fetchOne(statement, arguments: [id]) { append(row, to: &shape, stacked: stacked) }
    }
    return shape
  }

  /// Scans all assets once and picks the results by binary search.
  private func scanned(_ ids: [Int64], stacked: Bool) throws -> ResultShape {
    let all = try all(isDescending: false, stacked: stacked)
    var shape = ResultShape()
    shape.reserve(ids.count, stacked: stacked)
    for id in ids {
      var (low, high) = (0, all.ids.count)
      while low < high {
        let middle = low + (high - low) / 2
        if all.ids[middle] < id { low = middle + 1 } else { high = middle }
      }
      guard low < all.ids.count, all.ids[low] == id else { continue }
      shape.ids.append(id)
      shape.ratios.append(all.ratios[low])
      if stacked { shape.stacks.append(all.stacks[low]) }
    }
    return shape
  }

  private func append(_ row: Row, to shape: inout ResultShape, stacked: Bool) {
    shape.ids.append(row[0])
    shape.ratios.append(UInt8(clamping: (row[1] as Int64?) ?? 64))
    if stacked { shape.stacks.append((row[2] as Int64?) ?? -1) }
  }

  private func census() throws -> Int { try Int.fetchOne(db, sql: "select assets from census") ?? 0 }
}
