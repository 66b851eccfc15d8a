import AliceNumbers
import Synchronization

/// Ends work that brings no news for some time.
///
/// The transport has timers of its own, which run only while it waits for the network. This one also ends work that
/// nothing would wake any more.
enum SilenceGuard {
  /// Returns the result of `work`, which calls its argument at each news, and whether it was cancelled because it
  /// brought none for `limit`. The work must end when its task is cancelled.
  static func run<Value: Sendable>(
    limit: Duration, _ work: @escaping @Sendable (_ news: @escaping @Sendable () -> Void) async -> Value
  ) async -> (value: Value, wasSilent: Bool) {
    let news = News()
    let task = Task { await work { news.came() } }
    let watch = Task {
      while let left = news.left(of: limit) { try await Task.sleep(for: left) }
      task.cancel()
    }
    defer { watch.cancel() }
    let value = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    return (value, news.wasSilent)
  }

  private final class News: Sendable {
    private struct State {
      var last = ContinuousClock.now
      var wasSilent = false
    }

    private let state = Mutex(State())

    var wasSilent: Bool { state.withLock { $0.wasSilent } }

    func came() { state.withLock { $0.last = .now } }

    /// Returns the time for which silence is allowed from now on; nil if there is none left.
    func left(of limit: Duration) -> Duration? {
      state.withLock { state in
        let left = state.last + limit - .now
        state.wasSilent = left <= .zero
        return state.wasSilent ? nil : left
      }
    }
  }
}
