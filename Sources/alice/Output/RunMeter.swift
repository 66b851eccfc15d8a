import AliceKit
import Synchronization

/// The totals of a run of many requests, such as `rows 3/12, 1 failed, 0.072 of 0.29 USD, 2 min left`.
final class RunMeter: Sendable {
  private let state = Mutex(State())

  private struct State {
    var now: RunProgress?
    var pace = Pace()
  }

  func take(_ progress: RunProgress) { state.withLock { $0.now = progress } }

  /// Nil before the run has begun.
  func standing(at now: ContinuousClock.Instant, note: () -> String?) -> Standing? {
    let (run, rate) = state.withLock { state in
      if let run = state.now { state.pace.note(run.done, of: run.name, at: now) }
      return (state.now, state.pace.rate)
    }
    return run.map { Standing($0, rate: rate, note: note()) }
  }
}
