import AliceKit
import Synchronization

/// One message of the event stream.
struct LiveEvent: Sendable {
  let name: String
  let data: JSONObject

  var text: String { "event: \(name)\ndata: \(JSONValue.object(data).text)\n\n" }

  static func added(_ count: Int) -> LiveEvent { LiveEvent(name: "added", data: ["n": JSONValue(count)]) }
  static func changed(_ ids: [AssetID]) -> LiveEvent { LiveEvent(name: "changed", data: list(ids)) }
  static func removed(_ ids: [AssetID]) -> LiveEvent { LiveEvent(name: "removed", data: list(ids)) }
  static func version(_ version: Int64) -> LiveEvent {
    LiveEvent(name: "version", data: ["version": .string("\(version)")])
  }

  private static func list(_ ids: [AssetID]) -> JSONObject { ["ids": .array(ids.map { .string($0.hex) })] }
}

/// Passes messages on to all open pages.
final class EventHub: Sendable {
  private struct State {
    var next = 0
    var pages: [Int: AsyncStream<String>.Continuation] = [:]
  }

  /// A page that does not read loses the oldest messages; it asks for the present state anyway.
  private static let room = 256

  private let state = Mutex(State())

  var hasPages: Bool { state.withLock { !$0.pages.isEmpty } }

  func messages() -> AsyncStream<String> {
    let (stream, continuation) = AsyncStream.makeStream(
      of: String.self, bufferingPolicy: .bufferingNewest(EventHub.room))
    let key = state.withLock { state in
      state.next += 1
      state.pages[state.next] = continuation
      return state.next
    }
    continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.pages[key] = nil } }
    return stream
  }

  func send(_ event: LiveEvent) { send(event.text) }

  func send(_ text: String) { for page in state.withLock({ Array($0.pages.values) }) { page.yield(text) } }
}
