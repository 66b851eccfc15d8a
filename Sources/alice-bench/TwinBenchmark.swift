import AliceModel
import Foundation

/// Measures how long it takes to compare every picture of a library with every other one, in all eight turns, relative
/// to comparing them pair by pair.
struct TwinBenchmark {
  /// The number of pictures.
  let count: Int

  /// The number of pictures that are compared pair by pair; the time for all follows from it.
  private static let sample = 200

  func run() {
    let hashes = TwinBenchmark.hashes(count)
    var found = 0
    let indexed = TwinBenchmark.time { found = TwinFinder(hashes).pairs(of: hashes.indices).count }
    var pairs = 0
    let wanted = hashes.suffix(TwinBenchmark.sample)
    let scan = TwinBenchmark.time {
      for hash in wanted {
        for turn in PictureTurn.allCases {
          let turned = hash.turned(turn)
          for other in hashes where turned.distance(toCopy: other, turned: turn) != nil { pairs += 1 }
        }
      }
    }
    // Each pair is compared once.
    let all = scan * count / (2 * max(1, wanted.count))
    let ratio = String(format: "%.1f", all / indexed)
    print(
      """
      comparing \(count.formatted()) pictures in eight turns: \(indexed), \(found) pairs
      pair by pair: \(ratio) times, \(all) from a sample with \(pairs) pairs

      """)
  }

  /// Returns the CPU time of the process while `body` runs.
  private static func time(_ body: () -> Void) -> Duration {
    let start = clock()
    body()
    return .microseconds(Int64(Double(clock() - start) * 1_000_000 / Double(CLOCKS_PER_SEC)))
  }

  /// Returns the hashes of pictures of which many are similar: noise around a tenth as many scenes, mostly beyond what
  /// counts as a copy.
  private static func hashes(_ count: Int) -> [PictureHash] {
    var random = SplitMix64(seed: 7)
    func any() -> PictureHash {
      PictureHash(low: random.next(), right: random.next(), below: random.next(), high: random.next())
    }
    func noise() -> UInt64 { random.next() & random.next() }
    let scenes = (0..<max(1, count / 10)).map { _ in any() }
    return (0..<count).map { _ in
      let scene = scenes[random.below(scenes.count)]
      return PictureHash(
        low: scene.low ^ noise(), right: scene.right ^ noise(), below: scene.below ^ noise(), high: scene.high ^ noise()
      )
    }
  }
}
