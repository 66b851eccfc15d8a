import AliceKit
import Hummingbird
import Synchronization

/// The answers to requests with a key. A client that lost an answer repeats its request, and must not change anything
/// twice.
final class RepeatedRequests: Sendable {
  private struct Entry {
    let path: String
    let body: JSONObject
    let reply: Task<Reply, any Error>
  }

  private static let limit = 1_000
  private let state = Mutex<(entries: [String: Entry], order: [String])>(([:], []))

  func reply(
    to path: String, _ body: JSONObject, key: String, _ answer: @escaping @Sendable () async throws -> Reply
  ) async throws -> Reply {
    let entry = state.withLock { state in
      if let known = state.entries[key] { return known }
      let entry = Entry(path: path, body: body, reply: Task { try await answer() })
      state.entries[key] = entry
      state.order.append(key)
      if state.order.count > RepeatedRequests.limit { state.entries[state.order.removeFirst()] = nil }
      return entry
    }
    guard entry.path == path, entry.body == body else {
      throw Problem(.unprocessableContent, "the key belongs to another request")
    }
    do {
      return try await entry.reply.value
    } catch {
      // What failed may be tried again.
      state.withLock { $0.entries[key] = nil }
      throw error
    }
  }
}
