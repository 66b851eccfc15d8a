import Synchronization

/// Delivers events to subscribers: each event once to each subscriber, in the order of publication.
///
/// Publishing never waits: up to 1,000 events are buffered for a slow reader. Beyond that, the oldest are dropped and
/// counted by its subscription.
public final class EventBus: Sendable {
  private struct Subscriber {
    let pattern: EventPattern
    let continuation: AsyncStream<Event>.Continuation
    let missed: EventSubscription.Count
  }

  private struct State {
    var next = 0
    var subscribers: [Int: Subscriber] = [:]
    var recorders: [EventRecorder] = []
    var isClosed = false
  }

  private let state = Mutex(State())

  public init() {}

  /// Returns the events whose name matches `pattern`: a name (`generation.completed`), a family (`generation.*`) or
  /// `*`.
  ///
  /// The sequence ends when the reader stops reading or the bus is closed. The subscription begins when this returns,
  /// not when reading begins.
  public func events(_ pattern: String = "*") -> EventSubscription { subscription(EventPattern(pattern)) }

  /// Returns the events of one name.
  public func events(named name: Event.Name) -> EventSubscription { subscription(EventPattern(name.rawValue)) }

  private func subscription(_ pattern: EventPattern) -> EventSubscription {
    let (stream, continuation) = AsyncStream.makeStream(
      of: Event.self, bufferingPolicy: .bufferingNewest(EventSubscription.room))
    let missed = EventSubscription.Count()
    let key: Int? = state.withLock { state in
      guard !state.isClosed else { return nil }
      state.next += 1
      state.subscribers[state.next] = Subscriber(pattern: pattern, continuation: continuation, missed: missed)
      return state.next
    }
    if let key {
      continuation.onTermination = { [weak self] _ in
        self?.state.withLock { $0.subscribers[key] = nil }
      }
    } else {
      continuation.finish()
    }
    return EventSubscription(stream: stream, count: missed)
  }

  /// Calls `handler` for each matching event until the returned task is cancelled or the bus is closed.
  @discardableResult
  public func subscribe(_ pattern: String, _ handler: @escaping @Sendable (Event) async -> Void) -> Task<Void, Never> {
    let events = events(pattern)
    return Task { for await event in events { await handler(event) } }
  }

  public func publish(_ event: Event) {
    // The lock covers delivery so that all subscribers see the same order; nothing inside waits or calls back.
    state.withLock { state in
      for recorder in state.recorders { recorder.take(event) }
      for subscriber in state.subscribers.values where subscriber.pattern.matches(event.name) {
        if case .dropped = subscriber.continuation.yield(event) { subscriber.missed.add() }
      }
    }
  }

  /// Ends every stream after its buffered events are read. Later subscriptions end at once.
  public func close() {
    let all = state.withLock { state in
      state.isClosed = true
      return state.subscribers.values.map(\.continuation)
    }
    for continuation in all { continuation.finish() }
  }

  /// Records all events published from now on, and replaces an earlier recorder of the same library.
  func attach(_ recorder: EventRecorder) {
    state.withLock { state in
      state.recorders.removeAll { $0.library == recorder.library }
      state.recorders.append(recorder)
    }
  }

  func detach(_ recorder: EventRecorder) { state.withLock { $0.recorders.removeAll { $0 === recorder } } }
}

/// The events of one subscriber, which can be iterated once.
public struct EventSubscription: AsyncSequence, Sendable {
  public typealias Element = Event
  public typealias Failure = Never

  package final class Count: Sendable {
    private let value = Mutex(0)
    var current: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
  }

  /// The maximum number of events that are buffered for a slow reader.
  package static let room = 1000

  package let stream: AsyncStream<Event>
  package let count: Count

  /// The number of events that were dropped because the reader was too slow.
  public var missed: Int { count.current }

  public func makeAsyncIterator() -> AsyncStream<Event>.Iterator { stream.makeAsyncIterator() }
}
