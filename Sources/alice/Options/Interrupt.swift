import AliceKit
import Dispatch
import Foundation
import Synchronization

/// How often a person has asked to stop.
final class Interrupts: Sendable {
  private struct State {
    var count = 0
    var first: ContinuousClock.Instant?
    /// Whoever ends a process by SIGTERM waits for nothing.
    var isHurried = false
  }

  private let state = Mutex(State())

  /// Not inlined: a `Mutex` that a function takes on both sides of an `await` may be released in another thread's name.
  @inline(never)
  private func current() -> State { state.withLock { $0 } }

  /// True where this one is the last that is borne: number `last`, or the second of which one was a SIGTERM.
  fileprivate func add(_ signal: Int32, last: Int) -> Bool {
    state.withLock { state in
      state.count += 1
      state.first = state.first ?? .now
      if signal == SIGTERM { state.isHurried = true }
      return state.count >= last || state.isHurried && state.count > 1
    }
  }

  /// True where a second one came, or comes within `grace` of the first. Works in a task that is cancelled.
  func isRepeated(within grace: Duration) async -> Bool {
    let end = (current().first ?? .now) + grace
    while true {
      let now = current()
      if now.count > 1 { return true }
      guard !now.isHurried, ContinuousClock.now < end else { return false }
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
  SignalWatch.shared.tell { number in
    // Not `exit`, which waits for what others do at the end.
    if interrupts.add(number, last: last) { _exit(ExitStatus.interrupted.rawValue) }
    task.cancel()
  }
  defer { SignalWatch.shared.tell(nil) }
  return try await task.value
}

/// Hears Ctrl-C and SIGTERM from the first time that somebody listens; while nobody does, they end the program at once.
///
/// There is one for the process: libdispatch on Linux hears nothing more once a signal's disposition is set a second time,
/// so a command that listens twice, as one that looks something up and then asks, would hear only the first time.
private final class SignalWatch: Sendable {
  static let shared = SignalWatch()

  private let listener = Mutex<(@Sendable (Int32) -> Void)?>(nil)

  private init() {
    // A thread of its own: the work may have all others.
    let queue = DispatchQueue(label: "alice.signals")
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      // Its own handler holds it.
      source.setEventHandler { [self] in withExtendedLifetime(source) { hear(number) } }
      source.resume()
    }
  }

  /// Not inlined, for the same reason as `Interrupts.current`.
  @inline(never)
  func tell(_ listener: (@Sendable (Int32) -> Void)?) { self.listener.withLock { $0 = listener } }

  private func hear(_ number: Int32) {
    guard let tell = listener.withLock({ $0 }) else { _exit(ExitStatus.interrupted.rawValue) }
    tell(number)
  }
}
