import AliceModel
import Testing

@Suite struct `The hash of a picture` {
  private func random(_ seed: UInt64) -> PictureHash {
    var random = SplitMix64(seed: seed)
    return PictureHash(low: random.next(), right: random.next(), below: random.next(), high: random.next())
  }

  /// The bit of a horizontal and a vertical frequency.
  private func bit(_ hash: PictureHash, _ horizontal: Int, _ vertical: Int) -> Bool {
    let word = [[hash.low, hash.right], [hash.below, hash.high]][vertical / 8][horizontal / 8]
    return word >> UInt64(vertical % 8 * 8 + horizontal % 8) & 1 == 1
  }

  @Test(arguments: PictureTurn.allCases) func `turns as its frequencies do`(_ turn: PictureTurn) {
    let hash = random(7)
    let turned = hash.turned(turn)
    for vertical in 0..<16 {
      for horizontal in 0..<16 {
        let isSwapped = turn.rawValue & 4 != 0
        var expected = isSwapped ? bit(hash, vertical, horizontal) : bit(hash, horizontal, vertical)
        if turn.rawValue & 1 != 0, horizontal % 2 == 1 { expected.toggle() }
        if turn.rawValue & 2 != 0, vertical % 2 == 1 { expected.toggle() }
        #expect(bit(turned, horizontal, vertical) == expected, "\(horizontal) \(vertical)")
      }
    }
    #expect(turned.turned(turn.inverse) == hash)
  }

  @Test func `is turned in eight different ways, which people can tell apart`() {
    #expect(Set(PictureTurn.allCases.map { random(3).turned($0) }).count == 8)
    #expect(Set(PictureTurn.allCases.map(\.description)).count == 8)
    #expect(PictureTurn.turned90.inverse == .turned270 && PictureTurn.transposed.inverse == .transposed)
    #expect(PictureTurn.flipped.description == "mirrored and turned by 180°")
  }

  @Test func `is a copy within the limits of both of its parts, and is none beyond either`() {
    let one = random(1)
    func changed(_ low: Int, _ high: Int) -> PictureHash {
      PictureHash(
        low: one.low ^ (1 << UInt64(low) - 1), right: one.right, below: one.below,
        high: one.high ^ (high < 64 ? (1 << UInt64(high) - 1) : .max))
    }
    #expect(one.distance(toCopy: changed(13, 60)) == 73)
    #expect(one.distance(toCopy: changed(14, 0)) == nil)
    #expect(one.distance(toCopy: changed(10, 0), turned: .mirrored) == nil)
    #expect(one.distance(toCopy: changed(9, 60), turned: .mirrored) == 69)
    var far = changed(13, 64)
    #expect(one.distance(toCopy: far) == 77)
    far = PictureHash(low: far.low, right: far.right ^ 0xF, below: far.below, high: far.high)
    #expect(one.distance(to: far) == 81 && one.distance(toCopy: far) == nil)
  }

  @Test func `is written in 40 bytes with its checksum, and read from no other number`() throws {
    let look = PictureLook(hash: random(5), pixels: 0x0102_0304_0506_0708)
    #expect(look.bytes.count == 40 && look.bytes.suffix(8) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(PictureLook(bytes: look.bytes) == look)
    for count in [0, 8, 39, 41] { #expect(PictureLook(bytes: [UInt8](repeating: 1, count: count)) == nil) }
  }
}

@Suite struct `The search for twins` {
  private static func noisy(_ hash: PictureHash, _ random: inout SplitMix64, _ most: Int) -> PictureHash {
    var words = [hash.low, hash.right, hash.below, hash.high]
    for _ in 0..<random.below(most) { words[random.below(4)] ^= 1 << UInt64(random.below(64)) }
    return PictureHash(low: words[0], right: words[1], below: words[2], high: words[3])
  }

  /// Pictures by chance, copies of them at all distances, and copies in all turns.
  private static func pictures(_ count: Int) -> [PictureHash] {
    var random = SplitMix64(seed: 11)
    var hashes: [PictureHash] = []
    for _ in 0..<count {
      if hashes.isEmpty || random.below(2) == 0 {
        hashes.append(
          PictureHash(low: random.next(), right: random.next(), below: random.next(), high: random.next()))
      } else {
        let turn = PictureTurn.allCases[random.below(8)]
        hashes.append(noisy(hashes[random.below(hashes.count)], &random, 100).turned(turn))
      }
    }
    return hashes
  }

  /// The numbers of a pair: both pictures, the turn and the distance.
  private static func numbers(_ pairs: [TwinFinder.Pair]) -> [[Int]] {
    pairs.map { [$0.index, $0.other, Int($0.turn.rawValue), $0.distance] }
  }

  @Test func `finds what comparing each with each finds`() {
    let hashes = Self.pictures(300)
    let finder = TwinFinder(hashes)
    var all: [[Int]] = []
    for (index, hash) in hashes.enumerated() {
      let expected = (0..<index).compactMap { other in
        PictureTurn.allCases.compactMap { turn in
          hash.turned(turn).distance(toCopy: hashes[other], turned: turn).map {
            [index, other, Int(turn.rawValue), $0]
          }
        }.min { $0[3] < $1[3] }
      }
      #expect(Self.numbers(finder.pairs(of: index..<index + 1)) == expected)
      all += expected
    }
    #expect(all.count > 60 && Self.numbers(finder.pairs(of: 0..<300)) == all)
    #expect(Self.numbers(finder.pairs(of: 100..<200)) == all.filter { (100..<200).contains($0[0]) })
    #expect(TwinFinder([PictureHash]()).pairs(of: 0..<0).isEmpty)
  }

  @Test func `of many that all look alike tells the nearest`() {
    var random = SplitMix64(seed: 3)
    let scene = PictureHash(low: random.next(), right: random.next(), below: random.next(), high: random.next())
    // Each differs from the one before in one more bit.
    let hashes = (0..<64).map { number in
      let bits = number == 0 ? 0 : UInt64.max >> UInt64(64 - number)
      return PictureHash(low: scene.low, right: scene.right ^ bits, below: scene.below, high: scene.high)
    }
    let pairs = TwinFinder(hashes).pairs(of: 0..<64)
    let counts = Dictionary(grouping: pairs, by: \.index).mapValues(\.count)
    for number in 1..<64 { #expect(counts[number] == min(number, TwinFinder.most)) }
    #expect(pairs.allSatisfy { $0.distance == $0.index - $0.other && $0.distance <= TwinFinder.most })
  }
}
