import AliceNumbers

/// The purpose of a request, as far as retries are concerned.
package enum FalOperation: Sendable, Hashable, CaseIterable {
  /// A submit costs money, and fal has no idempotency key to recognise a repeated one.
  case submit
  case status, result, cancel
  /// Requesting the URL for an upload.
  case upload
  /// Sending the bytes to that URL, without the key.
  case store
  /// Prices, past requests, and the account.
  case platform
  case download
}

/// The rules for automatic retries.
///
/// A submit is retried only if fal cannot have accepted it: nothing was sent, or the server answered 429. It is retried
/// once after a gateway's HTML page with 502 or 503 and without fal's request id. Every other operation is retried
/// within the limits, because that costs nothing; but a failure of the *job*, which its result reports, is final.
package struct RetryPolicy: Sendable {
  /// The delay before the second attempt; it doubles from there.
  package var base: Duration
  /// The maximum delay. Only a submit waits longer if the server asks for it: it never comes before it may, and gives
  /// up if that is after the time limit. A status is not repeated by this policy then, but by who waits for it.
  package var longest: Duration
  /// The maximum number of attempts.
  package var attempts: Int
  /// The time after which no further attempt is made.
  package var timeLimit: Duration

  package init(
    base: Duration = .seconds(1), longest: Duration = .seconds(60), attempts: Int = 6,
    timeLimit: Duration = .seconds(300)
  ) {
    self.base = base
    self.longest = longest
    self.attempts = attempts
    self.timeLimit = timeLimit
  }

  /// Returns the delay before the next attempt; nil if there is none.
  ///
  /// `failures` are the failures of this request so far, in order. `jitter` is from 0 to 1.
  package func delay(after failures: [FalError], of operation: FalOperation, jitter: Double) -> Duration? {
    guard let failure = failures.last, failures.count < attempts else { return nil }
    switch operation {
    case .submit: guard RetryPolicy.maySubmitAgain(failures) else { return nil }
    default: guard RetryPolicy.isTransient(failure, operation) else { return nil }
    }
    let exponent = Double(1 << min(failures.count - 1, 16))
    let backoff = base * exponent * (0.5 + min(max(jitter, 0), 1))
    guard case .rateLimited(let seconds?, _) = failure, seconds > 0 else { return min(backoff, longest) }
    let told = max(min(backoff, longest), .seconds(min(seconds, RetryPolicy.year)))
    // Who waits for a state waits as long as it takes.
    if operation == .status, told > longest { return nil }
    return operation == .submit ? told : min(told, longest)
  }

  /// In seconds.
  private static let year: Double = 31_536_000

  private static func maySubmitAgain(_ failures: [FalError]) -> Bool {
    switch failures.last {
    case .notSent, .rateLimited: true
    case let failure? where isGatewayPage(failure): failures.filter(isGatewayPage).count == 1
    default: false
    }
  }

  private static func isGatewayPage(_ failure: FalError) -> Bool {
    switch failure {
    case .unavailable(status: 502, _, requestID: nil, isHTML: true): true
    case .unavailable(status: 503, _, requestID: nil, isHTML: true): true
    default: false
    }
  }

  private static func isTransient(_ failure: FalError, _ operation: FalOperation) -> Bool {
    switch failure {
    case .notSent, .connectionLost, .timedOut, .rateLimited: true
    case .unavailable(let status, _, _, _): (502...504).contains(status) || status == 500 && operation != .result
    case .failed(let status, _, _, _): operation != .result && (status == 408 || (500...504).contains(status))
    default: false
    }
  }
}

/// The delays between two polls of a job; they are short at first, because fast models are done in two seconds.
package struct PollSchedule: Sendable {
  package var first: Duration
  package var longest: Duration

  package init(first: Duration = .seconds(1), longest: Duration = .seconds(5)) {
    self.first = first
    self.longest = longest
  }

  /// Uses short delays for a simulator on this machine.
  package init(isLocal: Bool) {
    self = isLocal ? PollSchedule(first: .milliseconds(50), longest: .milliseconds(500)) : PollSchedule()
  }

  /// Returns the delay after poll number `attempt`, counted from 0.
  package func delay(attempt: Int) -> Duration {
    var delay = first
    for _ in 0..<min(max(attempt, 0), 64) where delay < longest { delay = delay * 3 / 2 }
    return min(delay, longest)
  }
}
