import Synchronization

/// How often a person has asked to stop.
package final class Interrupts: Sendable {
  private struct State {
    var count = 0
    var first: ContinuousClock.Instant?
    var isHurried = false
  }

  private let state = Mutex(State())

  package init() {}

  /// Not inlined: a `Mutex` that a function takes on both sides of an `await` may be released in another thread's name.
  @inline(never)
  private func current() -> State { state.withLock { $0 } }

  /// Counts one. Whoever `isHurried` waits for nothing.
  ///
  /// True where this is the last that is borne: number `last`, or the second of which one was hurried.
  package func add(isHurried: Bool, last: Int) -> Bool {
    state.withLock { state in
      state.count += 1
      state.first = state.first ?? .now
      if isHurried { state.isHurried = true }
      return state.count >= last || state.isHurried && state.count > 1
    }
  }

  /// True where a second one came, or comes within `grace` of the first. Works in a task that is cancelled.
  package func isRepeated(within grace: Duration) async -> Bool {
    let end = (current().first ?? .now) + grace
    while true {
      let now = current()
      if now.count > 1 { return true }
      guard !now.isHurried, ContinuousClock.now < end else { return false }
      await Task { try? await Task.sleep(for: .milliseconds(50)) }.value
    }
  }
}
