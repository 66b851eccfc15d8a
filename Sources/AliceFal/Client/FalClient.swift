import AliceNumbers

/// A client of fal.ai: of its queue, its storage, its platform, and the hosts that serve generated media.
///
/// It sends the key only to the hosts of the configuration and to fal's own, and follows no redirect with it.
package final class FalClient: Sendable {
  package let configuration: FalConfiguration
  let transport: Transport
  let policy: RetryPolicy
  let clock: FalClock

  /// Retries quickly if this machine simulates fal, unless `policy` is given.
  package init(_ configuration: FalConfiguration, policy: RetryPolicy? = nil, clock: FalClock = .system) {
    self.configuration = configuration
    self.clock = clock
    self.policy = policy ?? (configuration.isLoopback ? RetryPolicy(base: .milliseconds(50)) : RetryPolicy())
    transport = Transport(configuration)
  }

  /// Closes all connections. The client cannot be used afterwards.
  package func shutdown() async { await transport.shutdown() }

  /// Sends a request with the key and returns a successful response, with as many attempts as the policy allows.
  func request(
    _ operation: FalOperation, _ exchange: Exchange, policy: RetryPolicy? = nil
  ) async throws(FalError) -> Answer {
    guard configuration.mayReceiveKey(exchange.address) else { throw .forbiddenAddress(exchange.address.text) }
    guard let key = configuration.key else { throw .noKey }
    var exchange = exchange
    exchange.headers += [
      ("Authorization", key.authorization), ("User-Agent", configuration.userAgent), ("Accept", "application/json"),
    ]
    let lane: Transport.Lane = operation == .submit ? .paid : .keyed
    return try await retrying(operation, policy: policy) { [exchange] () async throws(FalError) in
      try await self.attempt(operation, exchange, over: lane)
    }
  }

  /// Makes one attempt.
  func attempt(
    _ operation: FalOperation, _ exchange: Exchange, over lane: Transport.Lane
  ) async throws(FalError) -> Answer {
    let answer: Answer
    do {
      answer = try await transport.send(exchange, over: lane)
    } catch {
      throw FalError(error, operation, exchange.address)
    }
    guard answer.isSuccess else {
      exchange.onFailure?(answer)
      let failure = FalError(answer.hiding(configuration.key), of: operation)
      guard operation == .submit, case .unavailable(let status, let message, nil, _) = failure, status == 504 else {
        throw failure
      }
      throw .outcomeUnknown(message)
    }
    return answer.hiding(configuration.key)
  }

  /// Runs `body` until it succeeds, or until the policy allows no further attempt.
  ///
  /// A submit that is cancelled between two attempts throws the error of the last one, because that says whether fal
  /// accepted it.
  func retrying<Result>(
    _ operation: FalOperation, policy: RetryPolicy? = nil, _ body: () async throws(FalError) -> Result
  ) async throws(FalError) -> Result {
    let policy = policy ?? self.policy
    let start = clock.now()
    var failures: [FalError] = []
    while true {
      // A request that costs money does not start after the task was cancelled.
      if operation == .submit, Task.isCancelled { throw failures.last ?? .cancelled }
      do {
        return try await body()
      } catch {
        failures.append(error)
        guard let delay = policy.delay(after: failures, of: operation, jitter: clock.jitter()),
          clock.now() - start + delay <= policy.timeLimit
        else { throw error }
        do {
          try await pause(FalPause(error, next: delay))
        } catch let stop {
          throw operation == .submit ? error : stop
        }
      }
    }
  }

  func pause(_ delay: Duration) async throws(FalError) {
    do {
      try await clock.sleep(delay)
    } catch {
      throw .cancelled
    }
  }

  func address(_ url: String) throws(FalError) -> WebAddress {
    guard let address = WebAddress(url) else { throw .forbiddenAddress(FalError.clipped(url)) }
    return address
  }
}

extension FalError {
  init(_ failure: TransportFailure, _ operation: FalOperation, _ address: WebAddress) {
    let reason = "\(address.host): \(failure.reason)"
    switch failure.kind {
    case _ where operation == .submit && failure.wasSent: self = .outcomeUnknown(failure.reason)
    case .unreadable: self = .notRead(failure.reason)
    case .forbidden: self = .forbiddenAddress("\(address.text): \(failure.reason)")
    case .cancelled: self = .cancelled
    case _ where !failure.wasSent: self = .notSent(reason)
    case .tooLarge: self = .tooLarge(limit: UInt64(failure.reason) ?? 0)
    case .timedOut: self = .timedOut(reason)
    case .lost: self = .connectionLost(reason)
    }
  }
}
