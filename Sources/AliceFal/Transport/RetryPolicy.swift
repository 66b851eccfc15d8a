/// What a request is for, as far as trying again is concerned.
package enum FalOperation: Sendable, Hashable, CaseIterable {
  /// Costs money, and fal has no key to recognise a second one by.
  case submit
  case status, result, cancel
  /// Both steps: asking for an address, and sending the bytes to it.
  case upload
  /// Prices, past requests, the account.
  case platform
  case download
}

/// When a request is sent again by itself, and when.
///
/// A submit only where it cannot have been accepted: nothing left, or the server said 429. Once more after a gateway's
/// HTML page of 502 or 503 that fal has put no request id on. Everything else as often as there is wait policy, for it
/// costs nothing; but a failure that is the *job's*, told by its result, is final.
package struct RetryPolicy: Sendable {
  /// Before the second try; doubles from there.
  package var base: Duration
  /// No wait is longer, whatever the server asks for.
  package var longest: Duration
  /// How often a request is sent at the most.
  package var attempts: Int
  /// After this much time no further try is made.
  package var waitPolicy: Duration

  package init(
    base: Duration = .seconds(1), longest: Duration = .seconds(60), attempts: Int = 6,
    waitPolicy: Duration = .seconds(300)
  ) {
    self.base = base
    self.longest = longest
    self.attempts = attempts
    self.waitPolicy = waitPolicy
  }

  /// How long to wait before the next try; nil for none.
  ///
  /// `failures` are those of this request so far, the last one last. `jitter` is from 0 to 1.
  package func delay(after failures: [FalError], of operation: FalOperation, jitter: Double) -> Duration? {
    guard let failure = failures.last, failures.count < attempts else { return nil }
    switch operation {
    case .submit: guard RetryPolicy.maySubmitAgain(failures) else { return nil }
    default: guard RetryPolicy.isTransient(failure, operation) else { return nil }
    }
    let exponent = Double(1 << min(failures.count - 1, 16))
    let backoff = base * exponent * (0.5 + min(max(jitter, 0), 1))
    guard case .rateLimited(let seconds?, _) = failure, seconds < 1e9 else {
      if case .rateLimited(.some, _) = failure { return longest }
      return min(backoff, longest)
    }
    return min(max(backoff, .seconds(seconds)), longest)
  }

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

/// How long to wait between two looks at a job: short at first, for fast models are done in two seconds.
package struct PollSchedule: Sendable {
  package var first: Duration
  package var longest: Duration

  package init(first: Duration = .seconds(1), longest: Duration = .seconds(5)) {
    self.first = first
    self.longest = longest
  }

  /// Short throughout for a simulator on this machine.
  package init(isLocal: Bool) {
    self = isLocal ? PollSchedule(first: .milliseconds(50), longest: .milliseconds(500)) : PollSchedule()
  }

  /// After the look number `attempt`, counted from 0.
  package func delay(attempt: Int) -> Duration {
    var delay = first
    for _ in 0..<min(max(attempt, 0), 64) where delay < longest { delay = delay * 3 / 2 }
    return min(delay, longest)
  }
}
