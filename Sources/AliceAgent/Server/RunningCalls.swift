import AliceKit
import Synchronization

/// The requests that are being answered. Each is answered once, or not at all after it was cancelled.
final class RunningCalls: Sendable {
  private struct Call {
    var task: Task<Void, Never>?
    let stop: CallStop
  }

  private struct State {
    var calls: [JSONValue: Call] = [:]
    var isClosed = false
  }

  private let state = Mutex(State())

  /// Notes that a request begins. Returns nil if one with the same id is being answered.
  @inline(never)
  func begin(_ id: JSONValue) -> CallStop? {
    state.withLock { state in
      guard state.calls[id] == nil else { return nil }
      let stop = CallStop()
      state.calls[id] = Call(task: nil, stop: stop)
      return stop
    }
  }

  /// Keeps the task of a request, unless it has ended already.
  @inline(never)
  func keep(_ task: Task<Void, Never>, for id: JSONValue, _ stop: CallStop) {
    state.withLock { state in
      guard state.calls[id]?.stop === stop else { return }
      state.calls[id]?.task = task
    }
  }

  /// Ends a request. Returns whether it may be answered: nobody cancelled it.
  @inline(never)
  func end(_ id: JSONValue, _ stop: CallStop) -> Bool {
    state.withLock { state in
      guard state.calls[id]?.stop === stop else { return false }
      state.calls[id] = nil
      return true
    }
  }

  /// Cancels a request, which is not answered any more.
  @inline(never)
  func cancel(_ id: JSONValue) {
    let call = state.withLock { $0.calls.removeValue(forKey: id) }
    call?.stop.request(.cancel)
    call?.task?.cancel()
  }

  /// Ends all requests, because the client is gone; paid ones continue at the provider.
  @inline(never)
  func stopAll() {
    let calls = state.withLock { Array($0.calls.values) }
    for call in calls {
      call.stop.request(.detach)
      call.task?.cancel()
    }
  }

  @inline(never)
  func tasks() -> [Task<Void, Never>] { state.withLock { $0.calls.values.compactMap(\.task) } }
}

/// Why a request ends early.
final class CallStop: Sendable {
  enum Reason: Sendable {
    /// The client does not want the result.
    case cancel
    /// The client is gone.
    case detach
  }

  private let told = Mutex<Reason?>(nil)

  var reason: Reason? { told.withLock { $0 } }

  @inline(never)
  func request(_ reason: Reason) { told.withLock { $0 = $0 ?? reason } }
}
