import AliceModel
import AliceVision
import Foundation
import Testing

/// A score stays what it is, whatever processor computes it.
@Suite struct `Kernels of the scorer` {
  private static let levels = KernelLevel.allCases.filter(\.isAvailable)

  @Test func `every processor has a level`() {
    #expect(Self.levels.contains(.plain))
  }

  @Test(arguments: levels, Painting.knownScores)
  func `the score has the known bits at every level`(level: KernelLevel, known: Painting.KnownScore) {
    let score = QualityScorer().score(Painting.rings(width: known.width, height: known.height), level: level)
    #expect(score.bitPattern == known.bits)
  }

  @Test(arguments: levels.dropFirst(), [(224, 224), (700, 300), (999, 1_300)])
  func `every feature has the bits of the plain level`(level: KernelLevel, size: (width: Int, height: Int)) {
    let picture = Painting.grainyWaves(width: size.width, height: size.height)
    let features = QualityScorer.features(of: picture, level: level).map(\.bitPattern)
    #expect(features == QualityScorer.features(of: picture, level: .plain).map(\.bitPattern))
  }

  @Test(arguments: levels, [(1, 1), (2, 3), (63, 5), (64, 2), (65, 4), (130, 7), (5_000, 2)])
  func `the statistics of a picture are exact at every level`(level: KernelLevel, size: (width: Int, height: Int)) {
    let noise = Painting.noise(width: size.width, height: size.height, seed: 5)
    #expect(LumaSurvey(noise, level: level).statistics == Self.statistics(noise))
    var grey = Pixels(width: size.width, height: size.height, filledWith: 129)
    #expect(LumaSurvey(grey, level: level).statistics == Self.statistics(grey))
    // A single pixel that is no grey is found wherever it is.
    for at in [0, grey.rgb.count / 2, grey.rgb.count - 1] {
      grey.rgb[at] = 126
      #expect(LumaSurvey(grey, level: level).statistics == Self.statistics(grey))
      grey.rgb[at] = 129
    }
  }

  /// ALICE_EVERY_PICTURE has all rated pictures compared, which takes some minutes, instead of a few.
  private static let step = ProcessInfo.processInfo.environment["ALICE_EVERY_PICTURE"] == nil ? 60 : 1

  @Test(.needsQuality) func `pictures with human scores have the bits of the plain level at all levels`() async throws {
    let golden = try QualityCollection.golden().map(\.path)
    let trained = try QualityCollection.trained()
    let paths = golden + stride(from: 0, to: trained.count, by: Self.step).map { trained[$0] }
    let compared = try await withThrowingTaskGroup(of: Int.self) { group in
      for part in 0..<4 {
        group.addTask { try stride(from: part, to: paths.count, by: 4).reduce(0) { try $0 + Self.compare(paths[$1]) } }
      }
      return try await group.reduce(0, +)
    }
    #expect(compared == paths.count * (Self.levels.count - 1))
    print("\(paths.count) pictures have the same scores with \(Self.levels)")
  }

  /// Returns at how many levels the score of a picture has the bits of the plain level.
  private static func compare(_ path: String) throws -> Int {
    let pixels = try ImageDecoder.decode(QualityCollection.bytes(path), format: .jpeg).pixels
    let plain = QualityScorer().score(pixels, level: .plain)
    return levels.dropFirst().count { level in
      let score = QualityScorer().score(pixels, level: level)
      #expect(score.bitPattern == plain.bitPattern, "\(path)")
      return score.bitPattern == plain.bitPattern
    }
  }
}

extension `Kernels of the scorer` {
  /// Computes what a survey holds, one pixel after the other.
  private static func statistics(_ picture: Pixels) -> [Int] {
    let (width, height): (Int, Int) = (picture.width, picture.height)
    let rgb: [Int] = picture.rgb.map { Int($0) }
    let weighted: [Int] = (0..<width * height).map { at in
      let (red, green, blue): (Int, Int, Int) = (19595 * rgb[at * 3], 38470 * rgb[at * 3 + 1], 7471 * rgb[at * 3 + 2])
      return (red + green + blue) >> 8
    }
    let luma: [Int] = weighted.map { ($0 + 128) >> 8 }
    let isGrey: [Bool] = (0..<height).map { y in
      rgb[y * width * 3..<(y + 1) * width * 3].allSatisfy { (127...129).contains($0) }
    }
    func step(_ one: Int, _ other: Int) -> Int { abs(luma[one] - luma[other]) }
    let columns: [Int] = (0..<width - 1).map { x in
      (0..<height).reduce(0) { sum, y in sum + step(y * width + x, y * width + x + 1) }
    }
    let rows: [Int] = (0..<height - 1).map { y in
      (0..<width).reduce(0) { sum, x in sum + step(y * width + x, (y + 1) * width + x) }
    }
    let dark: Int = weighted.count { $0 < 4 << 8 }
    let sums: [Int] = [dark, luma.reduce(0, +), luma.reduce(0) { $0 + $1 * $1 }]
    return sums + [isGrey.reversed().prefix { $0 }.count, isGrey[0] ? 1 : 0] + columns + rows
  }
}

extension Painting {
  struct KnownScore: Sendable {
    let width: Int
    let height: Int
    let bits: UInt64
  }

  /// Computed by the first implementation of version 1 of the scorer. Another score is another version.
  static let knownScores = [
    KnownScore(width: 224, height: 224, bits: 0x3FF7_DF10_FA98_810A),
    KnownScore(width: 300, height: 260, bits: 0x3FF8_31B1_1557_F65E),
    KnownScore(width: 640, height: 480, bits: 0x3FF1_8852_8334_FF34),
    KnownScore(width: 1_024, height: 1_024, bits: 0x3FF3_1F90_B529_0886),
    KnownScore(width: 513, height: 700, bits: 0x3FF3_0008_4155_0F45),
    KnownScore(width: 100, height: 40, bits: 0x3FF0_95E3_AE00_6F3E),
    KnownScore(width: 1_201, height: 977, bits: 0x3FF4_E05C_0807_7A24),
  ]

  /// Rings and stripes from whole numbers only, which are the same bytes on every system.
  static func rings(width: Int, height: Int) -> Pixels {
    paint(width: width, height: height) { x, y in
      let (ring, stripe): (Int, Int) = (x * x + y * y, 3 * x + 5 * y)
      let wedge: Int = x * y
      return (ring / 64 % 256, wedge / 32 % 256, stripe % 256)
    }
  }
}
