package import AliceWorkspace

extension Cancellation {
  /// Returns the words that follow the job's name.
  package func words(_ job: String) -> String {
    switch self {
    case .neverSent: "was cancelled before it was sent: not billed"
    case .beforeStart: "was cancelled before it started: not billed"
    case .stopped: "was asked to cancel; it had started and may still be billed"
    case .asked:
      "was asked to cancel; it had started and may still be billed: 'alice jobs resume \(job)' fetches the result"
    case .tooLate: "is done already: 'alice jobs resume \(job)' fetches it"
    case .ended: "has ended already"
    case .unknown:
      "cannot be cancelled, as it is unknown whether fal.ai accepted it: it may run and be billed; "
        + "'alice jobs resume \(job)' asks again"
    }
  }
}
