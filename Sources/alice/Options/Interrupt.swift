import AliceKit
import Dispatch
import Foundation
import Synchronization

/// Runs `body` so that Ctrl-C cancels it; a second Ctrl-C ends the program at once.
func withInterrupt<Result: Sendable>(
  _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withInterrupts(endingAt: 2) { _ in try await body() }
}

/// Runs `body`, which handles the second Ctrl-C itself; the third ends the program.
func withInterrupts<Result: Sendable>(
  endingAt last: Int = 3, _ body: @escaping @Sendable (Interrupts) async throws -> Result
) async throws -> Result {
  let interrupts = Interrupts()
  let task = Task { try await body(interrupts) }
  SignalWatch.shared.tell { number in
    // SIGTERM means that the program must not wait. `_exit` is used as `exit` would run exit handlers, which may wait.
    if interrupts.add(isHurried: number == SIGTERM, last: last) { SignalWatch.shared.leave() }
    task.cancel()
  }
  defer { SignalWatch.shared.tell(nil) }
  return try await task.value
}

/// Runs `body`, and `restore` before a signal ends the program meanwhile.
func restoringAtExit<Result>(_ restore: @escaping @Sendable () -> Void, _ body: () -> Result) -> Result {
  SignalWatch.shared.beforeLeaving(restore)
  defer { SignalWatch.shared.beforeLeaving(nil) }
  return body()
}

/// Listens for Ctrl-C and SIGTERM from its first use; without a listener, they end the program at once.
///
/// There is one for the process: libdispatch on Linux delivers no more signals once a signal's disposition is set a
/// second time, so a command that listens twice, for example to look something up and then to ask, would only hear the
/// first time.
private final class SignalWatch: Sendable {
  static let shared = SignalWatch()

  private let listener = Mutex<(@Sendable (Int32) -> Void)?>(nil)
  private let restore = Mutex<(@Sendable () -> Void)?>(nil)

  private init() {
    // A queue of its own is needed, as the work may use all other threads.
    let queue = DispatchQueue(label: "alice.signals")
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      // The handler keeps the source alive.
      source.setEventHandler { [self] in withExtendedLifetime(source) { hear(number) } }
      source.resume()
    }
  }

  /// This is not inlined, for the same reason as in `Interrupts`.
  @inline(never)
  func tell(_ listener: (@Sendable (Int32) -> Void)?) { self.listener.withLock { $0 = listener } }

  @inline(never)
  func beforeLeaving(_ restore: (@Sendable () -> Void)?) { self.restore.withLock { $0 = restore } }

  func leave() -> Never {
    restore.withLock { $0 }?()
    _exit(ExitStatus.interrupted.rawValue)
  }

  private func hear(_ number: Int32) {
    guard let tell = listener.withLock({ $0 }) else { leave() }
    tell(number)
  }
}
