import AliceVision
import Foundation
import Testing

@Suite struct ScoringTimedTests {
  private let scorer = QualityScorer()

  @Test(.needsOptimisation)
  func `scoring takes at most 200 milliseconds of one core`() {
    let picture = Painting.waves(width: 1024, height: 1024)
    _ = scorer.score(picture)
    let times = (0..<5).map { _ in
      let start = Self.coreMilliseconds()
      _ = scorer.score(picture)
      return Self.coreMilliseconds() - start
    }
    #expect(times.contains { $0 <= 200 }, "\(times)")
  }

  /// Of this thread: other tests do not count.
  private static func coreMilliseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
  }
}
