import Synchronization

/// The writes that have begun and not ended: a reader such as a pager may take nothing for hours.
final class OpenWrites: Sendable {
  static let shared = OpenWrites()

  private struct State {
    var open: [Int: (descriptor: Int32, moment: ContinuousClock.Instant)] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  @inline(never)
  func begin(on descriptor: Int32) -> Int {
    state.withLock { state in
      state.next += 1
      state.open[state.next] = (descriptor: descriptor, moment: ContinuousClock.now)
      return state.next
    }
  }

  /// Notes that the reader has taken something.
  @inline(never)
  func note(_ key: Int) { state.withLock { state -> Void in state.open[key]?.moment = ContinuousClock.now } }

  @inline(never)
  func end(_ key: Int) { _ = state.withLock { $0.open.removeValue(forKey: key) } }

  /// The streams whose reader has taken nothing for this time.
  @inline(never)
  func stuck(for time: Duration) -> Set<Int32> {
    let now = ContinuousClock.now
    return state.withLock { state in Set(state.open.values.filter { now - $0.moment > time }.map(\.descriptor)) }
  }
}
