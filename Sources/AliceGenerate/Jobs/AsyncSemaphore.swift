import Synchronization

/// Limits the number of tasks that run at a time; the others wait in the order of their arrival.
final class AsyncSemaphore: Sendable {
  private struct State {
    var free: Int
    var next = 0
    var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    /// The tickets of tasks that were cancelled before they began to wait.
    var refused: Set<Int> = []
  }

  private let state: Mutex<State>

  init(places: Int) { state = Mutex(State(free: max(1, places))) }

  /// This is not inlined: a `Mutex` that a function locks on both sides of an `await` may be unlocked by another
  /// thread.
  @inline(never)
  private func change<Result: Sendable>(_ body: (inout State) -> Result) -> Result { state.withLock { body(&$0) } }

  /// Runs `body` once there is a place. Throws `CancellationError` if the task is cancelled before that.
  func within<Result>(_ body: () async throws -> Result) async throws -> Result {
    try await enter()
    defer { leave() }
    return try await body()
  }

  private func enter() async throws {
    let ticket = change { state in
      state.next += 1
      return state.next
    }
    let isIn = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: Bool? = change { state in
          if state.refused.remove(ticket) != nil { return false }
          guard state.free == 0 else {
            state.free -= 1
            return true
          }
          state.waiting.append((ticket, continuation))
          return nil
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      let waiting = change { state -> CheckedContinuation<Bool, Never>? in
        guard let index = state.waiting.firstIndex(where: { $0.ticket == ticket }) else {
          state.refused.insert(ticket)
          return nil
        }
        return state.waiting.remove(at: index).continuation
      }
      waiting?.resume(returning: false)
    }
    _ = change { $0.refused.remove(ticket) }
    guard isIn else { throw CancellationError() }
  }

  private func leave() {
    let next = change { state -> CheckedContinuation<Bool, Never>? in
      guard !state.waiting.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst().continuation
    }
    next?.resume(returning: true)
  }
}
