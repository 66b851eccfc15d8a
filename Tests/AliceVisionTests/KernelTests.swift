import AliceModel
import AliceVision
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

  @Test(.needsQuality, arguments: levels.dropFirst())
  func `pictures with human scores have the bits of the plain level`(level: KernelLevel) throws {
    for row in try QualityCollection.golden().prefix(Optimisation.affordable) {
      let pixels = try ImageDecoder.decode(QualityCollection.bytes(row.path), format: .jpeg).pixels
      let (score, plain) = (QualityScorer().score(pixels, level: level), QualityScorer().score(pixels, level: .plain))
      #expect(score.bitPattern == plain.bitPattern, "\(row.path)")
    }
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
      ((x * x + y * y) / 64 % 256, x * y / 32 % 256, (3 * x + 5 * y) % 256)
    }
  }
}
