import AliceKit
import Synchronization

/// Questions to the user of a client of an earlier version, which answers them as requests of the server.
final class ClientQuestions: Sendable {
  private struct State {
    var next = 0
    var waiting: [String: CheckedContinuation<JSONObject?, Never>] = [:]
    var isClosed = false
  }

  private let outbox: Outbox
  private let state = Mutex(State())

  private static let patience = Duration.seconds(300)

  init(_ outbox: Outbox) { self.outbox = outbox }

  /// Returns the client's answer; nil if it refuses to ask, is gone, or does not answer in time.
  func ask(_ parameters: JSONObject) async -> JSONObject? {
    let id = nextID()
    let timer = Task {
      try? await Task.sleep(for: ClientQuestions.patience)
      resume(id, with: nil)
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        guard keep(continuation, id) else { return continuation.resume(returning: nil) }
        outbox.send(.request("elicitation/create", id: id, parameters))
        if Task.isCancelled { resume(id, with: nil) }
      }
    } onCancel: {
      resume(id, with: nil)
    }
  }

  /// Takes an answer of the client. One to no question is ignored.
  func take(_ result: JSONObject?, for id: JSONValue) {
    guard let id = id.stringValue else { return }
    resume(id, with: result)
  }

  @inline(never)
  func close() {
    let waiting = state.withLock { state in
      state.isClosed = true
      defer { state.waiting = [:] }
      return Array(state.waiting.values)
    }
    for continuation in waiting { continuation.resume(returning: nil) }
  }

  @inline(never)
  private func nextID() -> String {
    state.withLock { state in
      state.next += 1
      return "alice-\(state.next)"
    }
  }

  @inline(never)
  private func keep(_ continuation: CheckedContinuation<JSONObject?, Never>, _ id: String) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.waiting[id] = continuation
      return true
    }
  }

  @inline(never)
  private func resume(_ id: String, with result: JSONObject?) {
    state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: result)
  }
}
