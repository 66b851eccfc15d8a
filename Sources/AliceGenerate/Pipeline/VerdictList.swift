import AliceWorkspace
import Synchronization

/// Collects verdicts in the order in which they are appended.
final class VerdictList: Sendable {
  private let collected = Mutex<[PipelineVerdict]>([])

  var values: [PipelineVerdict] { collected.withLock { $0 } }

  func append(_ result: ScoredFile) {
    let assessment = result.assessment
    collected.withLock {
      $0.append(PipelineVerdict(score: assessment.score?.value, stars: result.stars, defects: assessment.defects))
    }
  }
}
