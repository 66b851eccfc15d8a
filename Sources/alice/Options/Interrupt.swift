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

/// The same where `body` itself has a use for the second Ctrl-C: the third ends the program.
func withInterrupts<Result: Sendable>(
  endingAt last: Int = 3, _ body: @escaping @Sendable (Interrupts) async throws -> Result
) async throws -> Result {
  let interrupts = Interrupts()
  let task = Task { try await body(interrupts) }
  SignalWatch.shared.tell { number in
    // Whoever ends a process by SIGTERM waits for nothing.
    // Not `exit`, which waits for what others do at the end.
    if interrupts.add(isHurried: number == SIGTERM, last: last) { _exit(ExitStatus.interrupted.rawValue) }
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

  /// Not inlined, for the same reason as in `Interrupts`.
  @inline(never)
  func tell(_ listener: (@Sendable (Int32) -> Void)?) { self.listener.withLock { $0 = listener } }

  private func hear(_ number: Int32) {
    guard let tell = listener.withLock({ $0 }) else { _exit(ExitStatus.interrupted.rawValue) }
    tell(number)
  }
}
