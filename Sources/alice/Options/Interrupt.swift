import Dispatch
import Foundation
import Synchronization

/// How often a person has asked to stop.
final class Interrupts: Sendable {
  private struct State {
    var count = 0
    /// Whoever ends a process by SIGTERM waits for nothing.
    var isHurried = false
  }

  private let state = Mutex(State())

  /// How often, with this one.
  fileprivate func add(_ signal: Int32) -> Int {
    state.withLock { state in
      state.count += 1
      if signal == SIGTERM { state.isHurried = true }
      return state.count
    }
  }

  /// True where a second one came, or comes within `grace`. Works in a task that is cancelled.
  func isRepeated(within grace: Duration) async -> Bool {
    let end = ContinuousClock.now + grace
    while true {
      let (count, isHurried) = state.withLock { ($0.count, $0.isHurried) }
      if count > 1 { return true }
      guard !isHurried, ContinuousClock.now < end else { return false }
      await Task { try? await Task.sleep(for: .milliseconds(50)) }.value
    }
  }
}

/// Runs `body` so that Ctrl-C cancels it; a second Ctrl-C ends the program at once.
func withInterrupt<Result: Sendable>(
  _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withInterrupts(endingAt: 2) { _ in try await body() }
}

/// The same where `body` itself has a use for the second Ctrl-C: the third ends the program.
func withInterrupts<Result: Sendable>(
  endingAt last: Int = 3, _ body: @escaping @Sendable (Interrupts) async throws -> Result
) async throws -> Result {
  let interrupts = Interrupts()
  let task = Task { try await body(interrupts) }
  // A thread of its own: the work may have all others.
  let queue = DispatchQueue(label: "alice.signals")
  let sources = [SIGINT, SIGTERM].map { number in
    signal(number, SIG_IGN)
    let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
    source.setEventHandler {
      // Not `exit`, which waits for what others do at the end.
      if interrupts.add(number) >= last { _exit(ExitStatus.interrupted.rawValue) }
      task.cancel()
    }
    source.resume()
    return source
  }
  defer {
    for source in sources { source.cancel() }
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
  return try await task.value
}
