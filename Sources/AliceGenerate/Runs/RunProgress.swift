import AliceWorkspace
import Synchronization

/// How far a batch, or a stage of a pipeline, has come.
package struct RunProgress: Sendable, Hashable {
  /// What is counted: `rows`, or the name of the stage.
  package let name: String
  package let total: Int
  /// Those that have ended, failed ones included.
  package fileprivate(set) var done = 0
  package fileprivate(set) var failed = 0
  /// Those that were complete when the run began.
  package fileprivate(set) var known = 0
  /// The cost of the whole run so far.
  package fileprivate(set) var spent: Money
  /// The estimated cost of the whole run; nil if it is not known.
  package let expected: Money?
  private let began = ContinuousClock.now

  init(_ name: String, total: Int, spent: Money = .zero, expected: Money?) {
    self.name = name
    self.total = total
    self.spent = spent
    self.expected = expected
  }

  /// The time that the rest will take at the present rate; nil if there is none yet.
  package func left(at now: ContinuousClock.Instant = .now) -> Duration? {
    let made = done - known
    guard made > 0, done < total else { return nil }
    let each = (now - began) / made
    return each * (total - done)
  }
}

/// Counts what ends in a run, in any order, and reports each change.
final class RunCounter: Sendable {
  private let state: Mutex<RunProgress>
  private let report: @Sendable (RunProgress) -> Void

  init(_ progress: RunProgress, _ report: @escaping @Sendable (RunProgress) -> Void) {
    state = Mutex(progress)
    self.report = report
    report(progress)
  }

  /// Adds the cost of a job if it has one; simulated work counts with the price that it would have.
  func spend(_ job: Job) {
    guard job.state == .done || job.billed != nil, let cost = job.cost else { return }
    state.withLock { $0.spent = $0.spent + cost.price }
  }

  /// Counts what consists of these jobs. What was only stopped has not ended.
  func end(_ outcomes: [JobRunner.Outcome]) {
    guard !outcomes.contains(where: { $0.failure?.isOfTheUser == true }) else { return }
    let isFailed = outcomes.contains { $0.failure != nil }
    let isKnown = outcomes.allSatisfy(\.isKnown)
    let now = state.withLock { progress in
      progress.done += 1
      if isFailed { progress.failed += 1 }
      if isKnown { progress.known += 1 }
      return progress
    }
    report(now)
  }
}

extension AliceError {
  /// Whether the user stopped the request, which may still be continued.
  fileprivate var isOfTheUser: Bool {
    switch self {
    case .detached, .notSent: true
    default: false
    }
  }
}
