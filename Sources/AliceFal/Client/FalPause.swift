/// A long pause before a request is repeated.
package struct FalPause: Sendable, Hashable {
  /// The time for which the server asked; nil if it named none.
  package let told: Duration?
  /// The time until the next attempt.
  package let next: Duration
  /// What the server said.
  package let reason: String

  /// Receives the pauses of the task that are longer than `noticed`.
  @TaskLocal package static var listener: Listener?

  /// A task-local closure crashes Swift's runtime in optimized builds.
  package final class Listener: Sendable {
    private let heard: @Sendable (FalPause) -> Void

    package init(_ heard: @escaping @Sendable (FalPause) -> Void) { self.heard = heard }

    fileprivate func hear(_ pause: FalPause) { heard(pause) }
  }

  /// Shorter pauses are not told.
  private static let noticed = Duration.seconds(10)
  /// The longest pause before the state of a request is asked for again, whatever the server says.
  private static let longest = Duration.seconds(180)

  init(told: Duration?, next: Duration, reason: String) {
    self.told = told
    self.next = next
    self.reason = reason
  }

  /// Makes the pause before a state is asked for again, of which the server said when it may be.
  init(told seconds: Double, reason: String) {
    let told = Duration.seconds(max(1, seconds))
    self.init(told: told, next: min(told, FalPause.longest), reason: reason)
  }

  init(_ failure: FalError, next: Duration) {
    guard case .rateLimited(let seconds, let reason) = failure else {
      self.init(told: nil, next: next, reason: "\(failure)")
      return
    }
    self.init(told: seconds.flatMap { $0 > 0 ? Duration.seconds($0) : nil }, next: next, reason: reason)
  }

  func tell() {
    if next >= FalPause.noticed { FalPause.listener?.hear(self) }
  }
}

extension FalClient {
  func pause(_ pause: FalPause) async throws(FalError) {
    pause.tell()
    try await self.pause(pause.next)
  }
}
