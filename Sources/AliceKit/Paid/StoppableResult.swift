package import AliceGenerate
import AliceWorkspace

/// The result of work that the user may stop, while its requests continue at the provider.
package protocol StoppableResult: Sendable {
  /// The jobs that a second request to stop cancels.
  var cancellable: [String] { get }

  /// Takes over what became of these jobs.
  mutating func take(_ outcomes: [CancelledJob])
}

/// What became of a job that was to be cancelled.
package struct CancelledJob: Sendable {
  /// The job; nil if it could not be cancelled.
  let job: Job?
  let failures: [AliceError]
}

extension GenerationResult: StoppableResult {
  package var cancellable: [String] {
    failures.flatMap { failure -> [String] in
      switch failure {
      case .detached(let jobs): jobs
      case .notSent(let job): [job]
      default: []
      }
    }
  }

  package mutating func take(_ outcomes: [CancelledJob]) {
    failures.removeAll { failure in
      switch failure {
      case .detached, .notSent: true
      default: false
      }
    }
    for outcome in outcomes {
      if let job = outcome.job, let index = jobs.firstIndex(where: { $0.id == job.id }) { jobs[index] = job }
      failures += outcome.failures
    }
  }
}

/// Requests that were not sent stay, as the same command resumes the run.
extension BatchResult: StoppableResult {
  package var cancellable: [String] { rows.flatMap { AliceError.openJobs(in: $0.result.failures) } }

  package mutating func take(_ outcomes: [CancelledJob]) { cancelled = outcomes.flatMap(\.failures) }
}

extension PipelineResult: StoppableResult {
  package var cancellable: [String] { AliceError.openJobs(in: failures) }

  package mutating func take(_ outcomes: [CancelledJob]) { cancelled = outcomes.flatMap(\.failures) }
}

extension AliceError {
  fileprivate static func openJobs(in failures: [AliceError]) -> [String] {
    failures.flatMap { if case .detached(let jobs) = $0 { jobs } else { [String]() } }
  }
}
