/// The result of cancelling a job, as far as the provider's responses prove it.
public enum Cancellation: String, Sendable, Hashable {
  /// Nothing had been sent.
  case neverSent = "never-sent"
  /// The request was still in the queue and has no result: it is not billed.
  case beforeStart = "before-start"
  /// The request had started when it was stopped: it may be billed.
  case stopped
  /// The provider was asked to stop and has not: the request may complete and be billed.
  case asked
  /// The request was complete; its results can be fetched.
  case tooLate = "too-late"
  /// The job had ended before.
  case ended
  /// It is unknown whether the provider accepted the request, so there is nothing to cancel.
  case unknown
}
