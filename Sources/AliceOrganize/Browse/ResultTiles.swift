import AliceCatalog
package import AliceModel

/// The tiles of a search result in one state of the catalog. What one request made is one tile, if that is wanted.
///
/// The positions of tiles stay while the library changes: a user interface shows a result, and asks for a new one.
package struct ResultTiles: Sendable {
  package let query: SearchQuery
  package let order: SearchOrder
  package let isStacked: Bool
  /// The version of the catalog; see `Browser.version`.
  package let version: Int64
  /// The ratios of the tiles, 1 to 255.
  package let ratios: [UInt8]
  /// The days of creation with the number of their tiles; empty unless the order is that of time.
  package let days: [Day]
  /// The row ids of all assets; the members of a tile are adjacent.
  let ids: [Int64]
  /// The index in `ids` of each tile's first member, and the count of `ids`; nil if every tile has one member.
  private let starts: [UInt32]?

  package struct Day: Sendable, Hashable {
    /// The days since 1970-01-01 in local time.
    package let day: Int32
    package internal(set) var tiles: Int
  }

  init(_ shape: ResultShape, of query: SearchQuery, stacked: Bool, version: Int64, clock: LocalDays) {
    self.query = query
    order = shape.order
    isStacked = stacked
    self.version = version
    if stacked, let stacks = Stacks(shape.stacks) {
      ids = stacks.arranged(shape.ids)
      starts = stacks.starts
      ratios = stacks.firsts.map { shape.ratios[Int($0)] }
    } else {
      ids = shape.ids
      starts = nil
      ratios = shape.ratios
    }
    days = [.newest, .oldest].contains(order) ? ResultTiles.days(ids, starts, clock) : []
  }

  /// The number of assets.
  package var total: Int { ids.count }
  package var count: Int { ratios.count }

  /// Returns the row ids of a tile's members.
  func members(of tile: Int) -> ArraySlice<Int64> {
    guard let starts else { return ids[tile...tile] }
    return ids[Int(starts[tile])..<Int(starts[tile + 1])]
  }

  /// Returns the row ids of adjacent tiles.
  func members(of tiles: Range<Int>) -> ArraySlice<Int64> {
    guard let starts else { return ids[tiles] }
    return ids[Int(starts[tiles.lowerBound])..<Int(starts[tiles.upperBound])]
  }

  /// Returns the tile that contains an asset.
  func tile(containing row: Int64) -> Int? {
    guard let index = ids.firstIndex(of: row) else { return nil }
    guard let starts else { return index }
    var (low, high) = (0, count)
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if Int(starts[middle]) <= index { low = middle } else { high = middle }
    }
    return low
  }

  /// Returns the tiles of a range of days.
  package func tiles(ofDay index: Int) -> Range<Int> {
    let start = days[..<index].reduce(0) { $0 + $1.tiles }
    return start..<(start + days[index].tiles)
  }

  private static func days(_ ids: [Int64], _ starts: [UInt32]?, _ clock: LocalDays) -> [Day] {
    var clock = clock
    var days: [Day] = []
    func add(_ row: Int64) {
      let day = clock.day(ofMilliseconds: Catalog.milliseconds(of: row))
      if days.last?.day == day { days[days.count - 1].tiles += 1 } else { days.append(Day(day: day, tiles: 1)) }
    }
    if let starts {
      for start in starts.dropLast() { add(ids[Int(start)]) }
    } else {
      for id in ids { add(id) }
    }
    return days
  }
}

/// The assignment of assets to stacks, in one pass over a result.
private struct Stacks {
  /// The index of each tile's first asset in the result.
  private(set) var firsts: [UInt32] = []
  private(set) var starts: [UInt32] = []
  /// The tile of each asset.
  private var tiles: [UInt32] = []

  /// Returns nil if no two assets share a stack.
  init?(_ stacks: [Int64]) {
    guard UInt32(exactly: stacks.count) != nil else { return nil }
    tiles.reserveCapacity(stacks.count)
    firsts.reserveCapacity(stacks.count)
    var recent = RecentStacks()
    var counts: [UInt32] = []
    counts.reserveCapacity(stacks.count)
    for (index, stack) in stacks.enumerated() {
      if stack >= 0, let tile = recent.tile(of: stack) {
        tiles.append(tile)
        counts[Int(tile)] += 1
        continue
      }
      let tile = UInt32(firsts.count)
      if stack >= 0 { recent.add(stack, tile) }
      firsts.append(UInt32(index))
      tiles.append(tile)
      counts.append(1)
    }
    guard firsts.count < stacks.count else { return nil }
    starts.reserveCapacity(counts.count + 1)
    starts.append(0)
    for count in counts { starts.append((starts.last ?? 0) + count) }
  }

  /// Returns the ids in the order of the tiles.
  func arranged(_ ids: [Int64]) -> [Int64] {
    var next = starts
    var arranged = ids
    for (index, tile) in tiles.enumerated() {
      arranged[Int(next[Int(tile)])] = ids[index]
      next[Int(tile)] += 1
    }
    return arranged
  }
}

/// The stacks that were met last. What one request made is near each other, so older stacks are forgotten, and a result
/// of any size needs little memory.
private struct RecentStacks {
  private var current = StackTable()
  private var former = StackTable()

  func tile(of stack: Int64) -> UInt32? { current.tile(of: stack) ?? former.tile(of: stack) }

  mutating func add(_ stack: Int64, _ tile: UInt32) {
    if current.isFull {
      swap(&former, &current)
      current.removeAll()
    }
    current.add(stack, tile)
  }
}

/// The tiles of at most 65,536 stacks, which are not negative. A million lookups in a dictionary cost more than reading
/// the result.
private struct StackTable {
  private static let bits = 17
  private static let mask = 1 << bits - 1

  /// A random factor, so that no file can choose where its stack is placed.
  private let factor = UInt64.random(in: 0 ... .max) | 1
  private var stacks: [Int64] = []
  private var tiles: [UInt32] = []
  private var count = 0

  var isFull: Bool { count > StackTable.mask / 2 }

  mutating func removeAll() {
    stacks = []
    count = 0
  }

  func tile(of stack: Int64) -> UInt32? {
    guard count > 0 else { return nil }
    let slot = slot(of: stack)
    return stacks[slot] == stack ? tiles[slot] : nil
  }

  mutating func add(_ stack: Int64, _ tile: UInt32) {
    if count == 0 {
      stacks = Array(repeating: -1, count: StackTable.mask + 1)
      tiles = Array(repeating: 0, count: StackTable.mask + 1)
    }
    let slot = slot(of: stack)
    stacks[slot] = stack
    tiles[slot] = tile
    count += 1
  }

  /// Returns the slot of the stack, or the free one where it belongs. Half of them are free.
  private func slot(of stack: Int64) -> Int {
    var slot = Int((UInt64(bitPattern: stack) &* factor) >> (64 - UInt64(StackTable.bits)))
    while stacks[slot] >= 0, stacks[slot] != stack { slot = (slot + 1) & StackTable.mask }
    return slot
  }
}
