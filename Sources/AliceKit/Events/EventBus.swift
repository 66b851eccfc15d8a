import Synchronization

/// Tells subscribers what happens, each event once to each subscriber, in the order in which it was published.
public final class EventBus: Sendable {
  private struct Subscriber {
    let pattern: EventPattern
    let continuation: AsyncStream<Event>.Continuation
  }

  private struct State {
    var next = 0
    var subscribers: [Int: Subscriber] = [:]
  }

  private let state = Mutex(State())

  public init() {}

  /// Events whose name matches `pattern`: a name (`generation.completed`), a family (`generation.*`) or `*`.
  ///
  /// The stream ends when the reader stops reading, or when the bus is closed. Up to 1,000 events wait for a slow reader; beyond
  /// that the oldest are dropped.
  public func events(_ pattern: String = "*") -> AsyncStream<Event> {
    let (stream, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(1000))
    let key = state.withLock { state in
      state.next += 1
      state.subscribers[state.next] = Subscriber(pattern: EventPattern(pattern), continuation: continuation)
      return state.next
    }
    continuation.onTermination = { [weak self] _ in
      self?.state.withLock { $0.subscribers[key] = nil }
    }
    return stream
  }

  /// Calls `handler` for each matching event until the returned task is cancelled or the bus is closed.
  @discardableResult
  public func subscribe(_ pattern: String, _ handler: @escaping @Sendable (Event) async -> Void) -> Task<Void, Never> {
    let stream = events(pattern)
    return Task { for await event in stream { await handler(event) } }
  }

  public func publish(_ event: Event) {
    let matching = state.withLock { state in
      state.subscribers.values.filter { $0.pattern.matches(event.name.rawValue) }.map(\.continuation)
    }
    for continuation in matching { continuation.yield(event) }
  }

  /// Ends every stream once its waiting events are read.
  public func close() {
    let all = state.withLock { state in state.subscribers.values.map(\.continuation) }
    for continuation in all { continuation.finish() }
  }
}

/// A name, or a family such as `generation.*`.
struct EventPattern: Sendable {
  private let prefix: String
  private let isFamily: Bool

  init(_ text: String) {
    isFamily = text.hasSuffix("*")
    prefix = isFamily ? String(text.dropLast()) : text
  }

  func matches(_ name: String) -> Bool { isFamily ? name.hasPrefix(prefix) : name == prefix }
}
