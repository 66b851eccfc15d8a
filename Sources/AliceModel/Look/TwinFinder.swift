/// Finds pictures and films that look alike among many.
///
/// Two hashes whose 64 low bits differ in at most 13 places differ in at most 3, 3, 2 and 2 places of one of their four
/// parts of 16 bits (Norouzi's multi-index hashing). So a picture is compared with those only of which a part is that
/// near: of 100,000, with some thousands.
package struct TwinFinder: Sendable {
  /// Two pictures that look alike.
  package struct Pair: Sendable, Hashable {
    package let index: Int
    /// The other picture, which comes before.
    package let other: Int
    /// What was done to the picture at `index` to get the other.
    package let turn: PictureTurn
    package let distance: Int

    package init(index: Int, other: Int, turn: PictureTurn, distance: Int) {
      (self.index, self.other, self.turn, self.distance) = (index, other, turn, distance)
    }
  }

  /// The number of pairs of one picture with those before it that are told, the nearest ones: a thousand pictures that
  /// all look alike have half a million pairs.
  package static let most = 50

  private let hashes: [PictureHash]
  /// What moves, by its index.
  private let moving: [Int: PictureLook]
  private let tables: [Table]

  package init(_ looks: [PictureLook]) {
    let moving = looks.enumerated().filter { $0.element.motion != nil }.map { ($0.offset, $0.element) }
    self.init(looks.map(\.hash), moving: Dictionary(uniqueKeysWithValues: moving))
  }

  package init(_ hashes: [PictureHash]) { self.init(hashes, moving: [:]) }

  private init(_ hashes: [PictureHash], moving: [Int: PictureLook]) {
    self.hashes = hashes
    self.moving = moving
    tables = (0..<4).map { part in
      Table(hashes.enumerated().map { Entry(low: $1.low, index: UInt32(truncatingIfNeeded: $0)) }, part: part)
    }
  }

  /// Returns the pairs of the pictures in `range` with those before them, each with its nearest turn, in order; at most
  /// `most` for each picture in `range`.
  ///
  /// Many are faster at once than one by one.
  package func pairs(of range: Range<Int>) -> [Pair] {
    var found = range.map { _ in Nearest() }
    for turn in PictureTurn.allCases {
      let wanted = range.map { index in
        Entry(low: hashes[index].turned(turn).low, index: UInt32(truncatingIfNeeded: index))
      }
      let reach = turn == .same ? TwinFinder.reach : TwinFinder.reachTurned
      let limit = turn == .same ? PictureHash.nearestLow : PictureHash.nearestLowTurned
      for (part, masks) in reach.enumerated() {
        let sorted = wanted.sorted { Table.key($0.low, part) < Table.key($1.low, part) }
        tables[part].forEachPair(with: sorted, masks, limit: limit) { index, other in
          guard let distance = distance(of: index, to: other, turn) else { return }
          found[index - range.lowerBound].add(Pair(index: index, other: other, turn: turn, distance: distance))
        }
      }
    }
    return found.flatMap { $0.pairs.sorted { $0.other < $1.other } }
  }

  private func distance(of index: Int, to other: Int, _ turn: PictureTurn) -> Int? {
    let hash = hashes[index].turned(turn)
    guard let distance = hash.distance(toCopy: hashes[other], turned: turn) else { return nil }
    if moving.isEmpty { return distance }
    switch (moving[index], moving[other]) {
    case (nil, nil): return distance
    case (let one?, let match?): return one.distance(toCopy: match, turned: turn)
    default: return nil
    }
  }

  // The numbers are those of bits that may differ: their sum and their count make the limit plus one.
  private static let reach = [3, 3, 2, 2].map(masks)
  private static let reachTurned = [2, 2, 1, 1].map(masks)

  /// Returns all words of 16 bits with at most `most` bits.
  private static func masks(_ most: Int) -> [Int] { (0...0xFFFF).filter { $0.nonzeroBitCount <= most } }

  /// The nearest pairs of one picture.
  private struct Nearest {
    private(set) var pairs: [Pair] = []
    private var farthest = -1

    mutating func add(_ pair: Pair) {
      let isFull = pairs.count == TwinFinder.most
      guard !isFull || pair.distance < farthest else { return }
      if let known = pairs.firstIndex(where: { $0.other == pair.other }) {
        guard pair.distance < pairs[known].distance else { return }
        pairs[known] = pair
      } else if isFull, let last = pairs.firstIndex(where: { $0.distance == farthest }) {
        pairs[last] = pair
      } else {
        pairs.append(pair)
      }
      farthest = pairs.reduce(-1) { max($0, $1.distance) }
    }
  }

  private struct Entry: Sendable {
    let low: UInt64
    let index: UInt32
  }

  /// The pictures by 16 bits of their hashes.
  private struct Table: Sendable {
    private let part: Int
    /// Where the entries of each key begin; they end where those of the next one do.
    private var starts = [UInt32](repeating: 0, count: 65_537)
    private var entries: [Entry]

    init(_ pictures: [Entry], part: Int) {
      self.part = part
      for picture in pictures { starts[Table.key(picture.low, part) + 1] += 1 }
      for key in 1..<starts.count { starts[key] += starts[key - 1] }
      entries = pictures
      var next = starts
      for picture in pictures {
        let key = Table.key(picture.low, part)
        entries[Int(next[key])] = picture
        next[key] += 1
      }
    }

    static func key(_ low: UInt64, _ part: Int) -> Int { Int(truncatingIfNeeded: low >> UInt64(16 * part) & 0xFFFF) }

    /// Calls `body` with pairs whose keys differ by one of `masks`, and whose low bits by `limit` at most; a pair may come
    /// several times.
    ///
    /// The wanted ones are sorted by their keys, so that their neighbours under one mask are close to each other in memory.
    func forEachPair(with wanted: [Entry], _ masks: [Int], limit: Int, _ body: (Int, Int) -> Void) {
      starts.withUnsafeBufferPointer { starts in
        entries.withUnsafeBufferPointer { entries in
          for mask in masks {
            for one in wanted {
              let near = Table.key(one.low, part) ^ mask
              // The entries of a key are in the order of the pictures.
              for place in Int(starts[near])..<Int(starts[near + 1]) {
                let other = entries[place]
                if other.index >= one.index { break }
                if (other.low ^ one.low).nonzeroBitCount <= limit { body(Int(one.index), Int(other.index)) }
              }
            }
          }
        }
      }
    }
  }
}
