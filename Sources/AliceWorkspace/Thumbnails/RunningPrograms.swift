import Synchronization

/// The other programs that run for thumbnails. They are in sessions of their own, so nothing else ends them with alice.
final class RunningPrograms: Sendable {
  private struct State {
    var next = 0
    var tasks: [Int: Task<Void, Never>] = [:]
    var hasEnded = false
  }

  private static let pause = Duration.milliseconds(20)

  private let state = Mutex(State())

  /// Runs the body in a task, which is cancelled at once if the programs were ended.
  func start(_ body: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      state.next += 1
      let key = state.next
      let task = Task { [self] in
        await body()
        self.state.withLock { $0.tasks[key] = nil }
      }
      if state.hasEnded { task.cancel() }
      state.tasks[key] = task
    }
  }

  /// Ends all programs, now and later.
  func end() {
    let tasks = state.withLock { state in
      state.hasEnded = true
      return Array(state.tasks.values)
    }
    for task in tasks { task.cancel() }
  }

  /// Waits until no program runs, at most for this time, even if the caller's task is cancelled.
  func wait(atMost limit: Duration) async {
    let end = ContinuousClock.now + limit
    await Task { [self] in
      while state.withLock({ !$0.tasks.isEmpty }), ContinuousClock.now < end {
        try? await Task.sleep(for: RunningPrograms.pause)
      }
    }.value
  }
}
