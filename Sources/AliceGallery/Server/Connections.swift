import NIOCore
import Synchronization

/// The open connections, and what each of them waits for. Slow or idle clients are disconnected, and when there are too
/// many, those that wait longest go first, so that no client can keep the others out.
final class Connections: Sendable {
  private enum Phase {
    /// Bytes of a request are awaited until this time.
    case waiting(until: ContinuousClock.Instant)
    /// A request is being answered.
    case busy
  }

  private struct Entry {
    let channel: any Channel
    var phase: Phase
    let opened: ContinuousClock.Instant
    /// Whether a request on it had the cookie.
    var isKnown = false
    /// Stops the work for the request that is being answered, if nobody else needs it.
    var stopWork: (@Sendable () -> Void)?
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var lastActivity = ContinuousClock.now
  }

  static let limit = 64
  /// The time for a request, from its first byte to the end of its body.
  static let requestTime = Duration.seconds(30)
  private static let idleTime = Duration.seconds(75)
  private static let closingTime = Duration.seconds(2)

  private let state = Mutex(State())

  /// The time since which no request was being answered; nil while one is.
  var idleSince: ContinuousClock.Instant? {
    state.withLock { state in
      let isBusy = state.entries.values.contains { if case .busy = $0.phase { true } else { false } }
      return isBusy ? nil : state.lastActivity
    }
  }

  func opened(_ channel: any Channel) {
    let surplus: (any Channel)? = state.withLock { state in
      state.entries[ObjectIdentifier(channel)] = Entry(
        channel: channel, phase: .waiting(until: .now + Connections.requestTime), opened: .now)
      guard state.entries.count > Connections.limit else { return nil }
      return Connections.mostDispensable(state.entries)?.channel ?? channel
    }
    surplus?.close(promise: nil)
  }

  func closed(_ channel: any Channel) {
    let entry = state.withLock { $0.entries.removeValue(forKey: ObjectIdentifier(channel)) }
    entry?.stopWork?()
  }

  /// Notes that the client will send nothing more, as one does that gave up its request.
  func inputEnded(_ channel: any Channel) {
    let stopWork = state.withLock { $0.entries[ObjectIdentifier(channel)]?.stopWork }
    stopWork?()
  }

  /// Runs work for the request of a connection, which is cancelled when the client goes away.
  func whileOpen<Value: Sendable>(
    _ channel: any Channel, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let task = Task { try await work() }
    let isOpen = set({ task.cancel() }, channel)
    if !isOpen { task.cancel() }
    defer { set(nil, channel) }
    return try await task.value
  }

  /// Returns false if the connection is closed.
  @discardableResult private func set(_ stopWork: (@Sendable () -> Void)?, _ channel: any Channel) -> Bool {
    state.withLock { state in
      state.entries[ObjectIdentifier(channel)]?.stopWork = stopWork
      return state.entries[ObjectIdentifier(channel)] != nil
    }
  }

  /// Notes that a request's body is being read, and that more of it arrived.
  func isReading(_ channel: any Channel) { set(.waiting(until: .now + Connections.requestTime), channel) }

  func isAnswering(_ channel: any Channel, known: Bool) {
    state.withLock { state in
      state.lastActivity = .now
      state.entries[ObjectIdentifier(channel)]?.phase = .busy
      if known { state.entries[ObjectIdentifier(channel)]?.isKnown = true }
    }
  }

  func hasAnswered(_ channel: any Channel, closes: Bool) {
    set(.waiting(until: .now + (closes ? Connections.closingTime : Connections.idleTime)), channel)
  }

  private func set(_ phase: Phase, _ channel: any Channel) {
    state.withLock { state in
      state.lastActivity = .now
      state.entries[ObjectIdentifier(channel)]?.phase = phase
    }
  }

  /// Closes the connections whose time is over.
  func sweep() {
    let now = ContinuousClock.now
    let late = state.withLock { state in
      state.entries.values.filter { if case .waiting(let end) = $0.phase { end <= now } else { false } }.map(\.channel)
    }
    for channel in late { channel.close(promise: nil) }
  }

  /// Returns the connection that waits longest, one without the cookie first.
  private static func mostDispensable(_ entries: [ObjectIdentifier: Entry]) -> Entry? {
    let waiting = entries.values.filter { if case .waiting = $0.phase { true } else { false } }
    return waiting.min { ($0.isKnown ? 1 : 0, $0.opened) < ($1.isKnown ? 1 : 0, $1.opened) }
  }
}

/// Reports when a connection opens and closes.
final class ConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  private let connections: Connections

  init(_ connections: Connections) { self.connections = connections }

  func handlerAdded(context: ChannelHandlerContext) {
    // The handler of the protocol holds back the end of the input until it has answered. A closed channel takes no
    // handler and needs none.
    try? context.pipeline.syncOperations.addHandler(InputEndHandler(connections), position: .first)
    if context.channel.isActive { connections.opened(context.channel) }
  }

  func channelActive(context: ChannelHandlerContext) {
    connections.opened(context.channel)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    connections.closed(context.channel)
    context.fireChannelInactive()
  }
}

/// Reports when a client ends its side of a connection.
private final class InputEndHandler: ChannelInboundHandler {
  typealias InboundIn = NIOAny

  private let connections: Connections

  init(_ connections: Connections) { self.connections = connections }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent { connections.inputEnded(context.channel) }
    context.fireUserInboundEventTriggered(event)
  }
}
