import AliceNumbers
import NIOCore
import Synchronization

/// The open connections, and what each of them waits for. Slow or idle clients are disconnected. When there are too many,
/// the oldest ones without the cookie go first, whatever they do, and then those that wait longest, so that no client can
/// keep the others out.
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
    /// Whether the last answer was sent; further requests do not prolong its time.
    var isClosing = false
    /// The time until which the client must read some of the answer; nil if it keeps up.
    var blockedUntil: ContinuousClock.Instant?

    var isWaiting: Bool { if case .waiting = phase { true } else { false } }

    func isLate(at now: ContinuousClock.Instant) -> Bool {
      if let blockedUntil, blockedUntil <= now { return true }
      if case .waiting(let end) = phase { return end <= now }
      return false
    }
  }

  private struct State {
    var entries: [ObjectIdentifier: Entry] = [:]
    var lastActivity = ContinuousClock.now
  }

  static let limit = 64
  /// The number of connections that had no cookie yet, so that the last places are left to the owner's browser.
  static let unknownLimit = 48
  /// The time for a request, from its first byte to the end of its body.
  static let requestTime = Duration.seconds(30)
  private static let idleTime = Duration.seconds(75)
  /// The time in which a client must read some of an answer that is longer than the buffers.
  private static let writeTime = Duration.seconds(30)
  private static let closingTime = Duration.seconds(2)

  private let state = Mutex(State())

  /// The time since which no request was being answered; nil while one is.
  var idleSince: ContinuousClock.Instant? {
    state.withLock { state in
      let isBusy = state.entries.values.contains { !$0.isWaiting }
      return isBusy ? nil : state.lastActivity
    }
  }

  func opened(_ channel: any Channel) {
    let surplus: Entry? = state.withLock { state in
      state.entries[ObjectIdentifier(channel)] = Entry(
        channel: channel, phase: .waiting(until: .now + Connections.requestTime), opened: .now)
      // It is removed at once: before it is closed, more connections may open, and each of them needs another's place.
      return Connections.surplus(state.entries, opened: ObjectIdentifier(channel)).flatMap {
        state.entries.removeValue(forKey: ObjectIdentifier($0.channel))
      }
    }
    surplus?.stopWork?()
    surplus?.channel.close(promise: nil)
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
    set(.busy, channel)
    if known { state.withLock { $0.entries[ObjectIdentifier(channel)]?.isKnown = true } }
  }

  func hasAnswered(_ channel: any Channel, closes: Bool) {
    set(.waiting(until: .now + (closes ? Connections.closingTime : Connections.idleTime)), channel)
    if closes { state.withLock { $0.entries[ObjectIdentifier(channel)]?.isClosing = true } }
  }

  /// Notes whether the buffers of an answer are full.
  func isBlocked(_ channel: any Channel, _ isBlocked: Bool) {
    state.withLock {
      $0.entries[ObjectIdentifier(channel)]?.blockedUntil = isBlocked ? .now + Connections.writeTime : nil
    }
  }

  private func set(_ phase: Phase, _ channel: any Channel) {
    state.withLock { state in
      state.lastActivity = .now
      guard var entry = state.entries[ObjectIdentifier(channel)], !entry.isClosing else { return }
      entry.phase = phase
      state.entries[ObjectIdentifier(channel)] = entry
    }
  }

  /// Closes the connections whose time is over.
  func sweep() {
    let now = ContinuousClock.now
    let late = state.withLock { state in state.entries.values.filter { $0.isLate(at: now) }.map(\.channel) }
    for channel in late { channel.close(promise: nil) }
  }

  func closeAll() {
    let channels = state.withLock { $0.entries.values.map(\.channel) }
    for channel in channels { channel.close(promise: nil) }
  }

  /// Returns the connection that goes because another one opened; nil if there is room for both.
  private static func surplus(_ entries: [ObjectIdentifier: Entry], opened: ObjectIdentifier) -> Entry? {
    let others = entries.filter { $0.key != opened }.values
    let unknown = others.filter { !$0.isKnown }
    guard others.count >= limit || unknown.count >= unknownLimit else { return nil }
    return unknown.min { $0.opened < $1.opened } ?? others.filter(\.isWaiting).min { $0.opened < $1.opened }
      ?? entries[opened]
  }
}

/// Reports when a connection opens and closes, and when its client does not read.
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

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    connections.isBlocked(context.channel, !context.channel.isWritable)
    context.fireChannelWritabilityChanged()
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
