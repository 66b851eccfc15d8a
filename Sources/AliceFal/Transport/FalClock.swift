import AliceNumbers

/// The clock and the random numbers of the client; tests inject their own.
package struct FalClock: Sendable {
  /// Returns the time since a fixed moment; it never goes back.
  package var now: @Sendable () -> Duration
  package var sleep: @Sendable (Duration) async throws -> Void
  /// Returns a number from 0 to 1.
  package var jitter: @Sendable () -> Double

  package init(
    now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void,
    jitter: @escaping @Sendable () -> Double
  ) {
    self.now = now
    self.sleep = sleep
    self.jitter = jitter
  }

  package static let system: FalClock = {
    let start = ContinuousClock.now
    return FalClock(
      now: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) },
      jitter: { Double.random(in: 0...1) })
  }()
}
