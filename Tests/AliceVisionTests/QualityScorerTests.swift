import AliceModel
import AliceTestSupport
import AliceVision
import Foundation
import Testing

@Suite struct QualityScorerTests {
  private let scorer = QualityScorer()

  @Test func `the same picture gets the same bits again and in parallel`() async throws {
    let picture = Painting.waves(width: 640, height: 480)
    let alone = scorer.score(picture)
    let scores = await withTaskGroup(of: Double.self) { group in
      for _ in 0..<6 { group.addTask { QualityScorer().score(picture) } }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(scores.map(\.bitPattern) == Array(repeating: alone.bitPattern, count: 6))
  }

  @Test(arguments: [(224, 224), (225, 900), (1600, 1024), (100, 40), (1, 3000)])
  func `every size has a score in range`(width: Int, height: Int) {
    let score = scorer.score(Painting.waves(width: width, height: height))
    #expect((-2...6).contains(score), "\(score)")
  }

  @Test func `a picture is scored upright, however it is stored`() throws {
    let stored = Painting.waves(width: 320, height: 240)
    let png = try ImageEncoder.png(stored)
    let turned = try ImageDecoder.decode(png, format: .png, orientation: 6).pixels
    let score = scorer.assess(png, format: .png, orientation: 6, problems: []).score
    #expect(score == Score(value: scorer.score(turned), scorer: QualityScorer.id))
    #expect(score?.value != scorer.score(stored))
  }

  @Test(.needsQuality)
  func `scores agree with those that the reference computed`() throws {
    let golden = try QualityCollection.golden()
    #expect(golden.count == 40)
    var largest = 0.0
    for row in golden {
      let image = try ImageDecoder.decode(QualityCollection.bytes(row.path), format: .jpeg)
      let score = scorer.score(image.pixels)
      largest = max(largest, abs(score - row.score))
      #expect(abs(score - row.score) < 0.03, "\(row.path)")
    }
    print("largest difference from the reference: \(largest)")
  }

  @Test(.needsQuality)
  func `stars agree with those of the reference`() throws {
    let same = try QualityCollection.golden().count { row in
      let image = try ImageDecoder.decode(QualityCollection.bytes(row.path), format: .jpeg)
      let score = Score(value: scorer.score(image.pixels), scorer: QualityScorer.id)
      return Calibration.standard.stars(for: score, defects: []) == row.stars
    }
    // A score next to a cut may fall on its other side.
    #expect(same >= 39)
  }
}
