import Synchronization

/// The generations that run in the background. They end with the server; their requests continue at the provider.
final class Generations: Sendable {
  private let state = Mutex<(next: Int, tasks: [Int: Task<Void, Never>])>((0, [:]))

  func start(_ body: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      state.next += 1
      let key = state.next
      state.tasks[key] = Task { [weak self] in
        await body()
        self?.state.withLock { $0.tasks[key] = nil }
      }
    }
  }

  /// Stops waiting for all of them.
  func stop() async {
    let tasks = state.withLock { Array($0.tasks.values) }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
  }
}
