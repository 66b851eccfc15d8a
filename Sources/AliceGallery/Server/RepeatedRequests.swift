import AliceKit
import AliceNumbers
import Hummingbird
import Synchronization

/// The answers to requests with a key. A client that lost an answer repeats its request, and must not change anything
/// twice.
final class RepeatedRequests: Sendable {
  private struct Entry {
    let number: Int
    /// A digest of what was asked for, so that the body is not kept.
    let request: Int
    let reply: Task<Reply, any Error>
    /// The bytes of the answer; nil while there is none. Such an entry is never dropped.
    var size: Int?
  }

  private struct State {
    var next = 0
    var entries: [String: Entry] = [:]
    /// The keys that are answered, the oldest first.
    var answered: [String] = []
    var size = 0

    mutating func drop(_ key: String) {
      size -= entries.removeValue(forKey: key)?.size ?? 0
      answered.removeAll { $0 == key }
    }
  }

  private static let limit = 1_000
  private static let byteLimit = 16 << 20
  private let state = Mutex(State())

  func reply(
    to path: [String], _ body: JSONObject, key: String, _ answer: @escaping @Sendable () async throws -> Reply
  ) async throws -> Reply {
    var hasher = Hasher()
    hasher.combine(path)
    hasher.combine(body)
    let request = hasher.finalize()
    let entry = state.withLock { state in
      if let known = state.entries[key] { return known }
      state.next += 1
      let number = state.next
      let entry = Entry(
        number: number, request: request,
        reply: Task {
          do {
            let reply = try await answer()
            keep(key, number, size: reply.size)
            return reply
          } catch {
            // What failed may be tried again.
            forget(key, number)
            throw error
          }
        })
      state.entries[key] = entry
      return entry
    }
    guard entry.request == request else {
      throw Problem(.unprocessableContent, "the key belongs to another request")
    }
    return try await entry.reply.value
  }

  private func keep(_ key: String, _ number: Int, size: Int) {
    state.withLock { state in
      guard state.entries[key]?.number == number else { return }
      state.entries[key]?.size = size
      state.size += size
      state.answered.append(key)
      while state.answered.count > RepeatedRequests.limit || state.size > RepeatedRequests.byteLimit {
        guard state.answered.count > 1, let oldest = state.answered.first else { return }
        state.drop(oldest)
      }
    }
  }

  private func forget(_ key: String, _ number: Int) {
    state.withLock { state in if state.entries[key]?.number == number { state.drop(key) } }
  }
}

extension Reply {
  fileprivate var size: Int { if case .bytes(let bytes) = body { bytes.count } else { 0 } }
}

extension GalleryServer {
  /// Answers a repeated request with the same key with the first answer.
  func repeats(
    _ call: Call, _ body: JSONObject, _ answer: @escaping @Sendable () async throws -> Reply
  ) async throws -> Reply {
    guard let key = call.header("Idempotency-Key") else { return try await answer() }
    guard (1...200).contains(key.utf8.count) else { throw Problem.usage("a key has 1 to 200 characters") }
    return try await repeats.reply(to: call.path, body, key: key, answer)
  }

  /// Runs a change on the writer's thread, once for all requests with the same key.
  func once(
    _ call: Call, _ body: JSONObject, _ change: @escaping @Sendable () throws -> Reply
  ) async throws -> Reply {
    try await repeats(call, body) { [workers] in try await workers.write(change) }
  }
}
