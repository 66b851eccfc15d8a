/// Bounds the work for a client: four requests at a time, and twenty calls of tools a second. Others wait for their turn.
actor CallTurns {
  /// Too many requests wait already.
  struct Refused: Error {}

  private static let width = 4
  private static let mostWaiting = 128
  private static let interval = Duration.milliseconds(50)
  /// The time for which calls may come faster.
  private static let burst = Duration.seconds(1)

  private struct Waiter {
    let key: Int
    let continuation: CheckedContinuation<Bool, Never>
  }

  private var running = 0
  private var pending = 0
  private var nextKey = 0
  private var waiters: [Waiter] = []
  /// The time at which the next call would come if all came evenly.
  private var due = ContinuousClock.now

  /// Waits for a turn, which `leave` ends. `isPaced` says that it is a call of a tool.
  func enter(isPaced: Bool) async throws {
    guard pending < CallTurns.mostWaiting else { throw Refused() }
    pending += 1
    defer { pending -= 1 }
    if isPaced {
      let now = ContinuousClock.now
      due = max(due, now - CallTurns.burst) + CallTurns.interval
      if due > now { try await Task.sleep(until: due) }
    }
    try Task.checkCancellation()
    guard running >= CallTurns.width else {
      running += 1
      return
    }
    guard await wait() else { throw CancellationError() }
  }

  func leave() {
    guard waiters.isEmpty else { return waiters.removeFirst().continuation.resume(returning: true) }
    running -= 1
  }

  /// Returns false if the task was cancelled before its turn.
  private func wait() async -> Bool {
    nextKey += 1
    let key = nextKey
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        waiters.append(Waiter(key: key, continuation: continuation))
      }
    } onCancel: {
      Task { await self.giveUp(key) }
    }
  }

  private func giveUp(_ key: Int) {
    guard let index = waiters.firstIndex(where: { $0.key == key }) else { return }
    waiters.remove(at: index).continuation.resume(returning: false)
  }
}
