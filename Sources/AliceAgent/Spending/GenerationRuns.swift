import Synchronization

/// The generations that run, also after their calls were answered. They end with the server; their requests continue at
/// the provider.
final class GenerationRuns: Sendable {
  struct Run: Sendable {
    let stop: CallStop
    fileprivate let task: Task<Void, Never>

    /// Ends the run early.
    func end(_ reason: CallStop.Reason) {
      stop.request(reason)
      task.cancel()
    }
  }

  private let state = Mutex<(next: Int, runs: [Int: Run])>((0, [:]))

  @inline(never)
  func start(_ stop: CallStop, _ body: @escaping @Sendable () async -> Void) -> Run {
    state.withLock { state in
      state.next += 1
      let key = state.next
      let task = Task { [weak self] in
        await body()
        self?.forget(key)
      }
      let run = Run(stop: stop, task: task)
      state.runs[key] = run
      return run
    }
  }

  @inline(never)
  private func forget(_ key: Int) { state.withLock { $0.runs[key] = nil } }

  @inline(never)
  private func all() -> [Run] { state.withLock { Array($0.runs.values) } }

  /// Stops waiting for all of them.
  func stop() async {
    let runs = all()
    for run in runs { run.end(.detach) }
    for run in runs { await run.task.value }
  }
}
