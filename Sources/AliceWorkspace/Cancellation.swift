/// What became of the wish to cancel a job, as far as the provider's answers prove it.
public enum Cancellation: String, Sendable, Hashable {
  /// No byte had left.
  case neverSent = "never-sent"
  /// It was still in the queue, and has no result: not billed.
  case beforeStart = "before-start"
  /// It had started when it was stopped: it may be billed.
  case stopped
  /// It was asked to stop, and has not: it may complete and be billed.
  case asked
  /// It was done already; its results can be fetched.
  case tooLate = "too-late"
  /// It has ended before, one way or another.
  case ended
  /// Nobody knows whether the provider took it, so there is nothing to cancel.
  case unknown
}
