import AliceKit
import Dispatch
import Foundation
import Synchronization

/// Runs `body` so that Ctrl-C cancels it; a second Ctrl-C ends the program at once. `patience` is called if `body`
/// does not end soon.
func withInterrupt<Result: Sendable>(
  patience: (@Sendable () -> Void)? = nil, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withInterrupts(endingAt: 2, patience: patience) { _ in try await body() }
}

/// The time that work has to end after the first Ctrl-C, in seconds, before the user is told.
private let patienceTime = 0.7

/// Ends the program if it waits for the reader of its output, such as a pager: that may take hours.
private func leaveIfStuck() {
  let stuck = OpenWrites.shared.stuck(for: .milliseconds(300))
  guard !stuck.isEmpty else { return }
  if !stuck.contains(STDERR_FILENO) {
    Console.write("alice: stopped: nothing reads the output; the same command goes on\n", to: STDERR_FILENO)
  }
  SignalWatch.shared.leave()
}

/// Runs `body`, which handles the second Ctrl-C itself; the third ends the program.
func withInterrupts<Result: Sendable>(
  endingAt last: Int = 3, patience: (@Sendable () -> Void)? = nil,
  _ body: @escaping @Sendable (Interrupts) async throws -> Result
) async throws -> Result {
  let interrupts = Interrupts()
  let task = Task { try await body(interrupts) }
  let end = End()
  SignalWatch.shared.tell { number in
    // SIGTERM means that the program must not wait. `_exit` is used as `exit` would run exit handlers, which may wait.
    if interrupts.add(isHurried: number == SIGTERM, last: last) { SignalWatch.shared.leave() }
    task.cancel()
    SignalWatch.shared.queue.asyncAfter(deadline: .now() + patienceTime) {
      guard !end.isReached else { return }
      leaveIfStuck()
      patience?()
    }
  }
  defer {
    SignalWatch.shared.tell(nil)
    end.reach()
  }
  return try await task.value
}

/// Whether the work that a signal stops has ended.
private final class End: Sendable {
  private let reached = Atomic(false)

  var isReached: Bool { reached.load(ordering: .relaxed) }

  func reach() { reached.store(true, ordering: .relaxed) }
}

/// Runs `body`, and `restore` before a signal ends the program meanwhile.
func restoringAtExit<Result>(_ restore: @escaping @Sendable () -> Void, _ body: () -> Result) -> Result {
  let key = SignalWatch.shared.beforeLeaving(restore)
  defer { SignalWatch.shared.forget(key) }
  return body()
}

/// Listens for Ctrl-C and SIGTERM from its first use.
///
/// There is one for the process: libdispatch on Linux delivers no more signals once a signal's disposition is set a
/// second time, so a command that listens twice, for example to look something up and then to ask, would only hear the
/// first time.
final class SignalWatch: Sendable {
  static let shared = SignalWatch()

  /// A queue of its own is needed, as the work may use all other threads.
  fileprivate let queue = DispatchQueue(label: "alice.signals")
  private let listener = Mutex<(@Sendable (Int32) -> Void)?>(nil)
  private let last = Mutex(LastActions())

  private struct LastActions {
    var actions: [Int: @Sendable () -> Void] = [:]
    var next = 0
  }

  private static let numbers = [SIGINT, SIGTERM]

  /// Ends the program at once at a signal, with the status of an interruption, until something listens. This costs
  /// nothing, unlike a listener.
  static func leaveAtOnce() {
    for number in numbers { signal(number) { _ in _exit(ExitStatus.interrupted.rawValue) } }
  }

  private init() {
    for number in SignalWatch.numbers {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      // The handler keeps the source alive.
      source.setEventHandler { [self] in withExtendedLifetime(source) { hear(number) } }
      source.resume()
    }
  }

  /// This is not inlined, for the same reason as in `Interrupts`.
  @inline(never)
  fileprivate func tell(_ listener: (@Sendable (Int32) -> Void)?) { self.listener.withLock { $0 = listener } }

  /// Has `action` run before a signal ends the program. Returns the key by which `forget` removes it.
  @inline(never)
  func beforeLeaving(_ action: @escaping @Sendable () -> Void) -> Int {
    last.withLock { last in
      last.next += 1
      last.actions[last.next] = action
      return last.next
    }
  }

  @inline(never)
  func forget(_ key: Int) { last.withLock { $0.actions[key] = nil } }

  func leave() -> Never {
    for (_, action) in last.withLock({ $0.actions }).sorted(by: { $0.key > $1.key }) { action() }
    _exit(ExitStatus.interrupted.rawValue)
  }

  private func hear(_ number: Int32) {
    guard let tell = listener.withLock({ $0 }) else { leave() }
    tell(number)
  }
}
