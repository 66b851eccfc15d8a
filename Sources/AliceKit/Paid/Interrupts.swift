import Synchronization

/// The number of times that the user has asked to stop.
package final class Interrupts: Sendable {
  private struct State {
    var count = 0
    var first: ContinuousClock.Instant?
    var isHurried = false
  }

  private let state = Mutex(State())

  package init() {}

  /// This is not inlined: a `Mutex` that a function locks on both sides of an `await` may be unlocked by another
  /// thread.
  @inline(never)
  private func current() -> State { state.withLock { $0 } }

  /// Counts a request to stop; `isHurried` if the user does not want to wait at all.
  ///
  /// Returns whether the program must exit now: this is request number `last`, or the second one and one of them was
  /// hurried.
  package func add(isHurried: Bool, last: Int) -> Bool {
    state.withLock { state in
      state.count += 1
      state.first = state.first ?? .now
      if isHurried { state.isHurried = true }
      return state.count >= last || state.isHurried && state.count > 1
    }
  }

  /// Returns whether a second request came, or comes within `grace` of the first. Works in a cancelled task.
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
