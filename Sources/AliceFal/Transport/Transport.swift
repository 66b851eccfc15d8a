import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Synchronization

/// One request, and the limits of its response.
struct Exchange: Sendable {
  var method: HTTPMethod = .GET
  var address: WebAddress
  var headers: [(name: String, value: String)] = []
  var body: RequestBody?
  /// The maximum size of the response's body, in bytes.
  var limit = 8 << 20
  /// Returns how long a cancelled task still waits for a response; nil cancels it at once.
  var farewell: (@Sendable () -> Duration)?
}

/// The reason why no complete response came.
struct TransportFailure: Error, Sendable {
  enum Kind: Sendable {
    case lost, timedOut, cancelled, tooLarge, forbidden
    /// The file that is sent cannot be read completely.
    case unreadable
  }

  let kind: Kind
  /// False only if the server cannot have received the whole request.
  let wasSent: Bool
  let reason: String
}

/// A transport that sends requests and follows no redirect. It has four clients. A paid request gets a connection of
/// its own, never one that the server may be closing. Status streams stay open for minutes and must not block a poll or
/// a cancel. The key never shares a client with URLs that come from a response.
final class Transport: Sendable {
  enum Lane: Sendable {
    case paid, keyed, streams, media
  }

  private let paid: HTTPClient
  private let keyed: HTTPClient
  private let streams: HTTPClient
  private let media: HTTPClient
  private let timeouts: FalTimeouts

  init(_ configuration: FalConfiguration) {
    timeouts = configuration.timeouts
    var settings = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: .init(
        connect: TimeAmount(timeouts.connect), read: TimeAmount(timeouts.idle), write: TimeAmount(timeouts.idle)))
    settings.httpVersion = .http1Only
    settings.connectionPool.retryConnectionEstablishment = false
    settings.proxy = configuration.proxy.map(HTTPClient.Configuration.Proxy.init)
    keyed = HTTPClient(configuration: settings)
    var single = settings
    single.maximumUsesPerConnection = 1
    single.timeout.read = TimeAmount(timeouts.answer)
    paid = HTTPClient(configuration: single)
    var many = settings
    many.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    streams = HTTPClient(configuration: many)
    if configuration.proxy == nil {
      let allowsLoopback = configuration.isLoopback
      settings.http1_1ConnectionDebugInitializer = {
        Transport.refusePrivateAddresses($0, allowsLoopback: allowsLoopback)
      }
    }
    media = HTTPClient(configuration: settings)
  }

  deinit {
    for client in [paid, keyed, streams, media] { client.shutdown { _ in _ = client } }
  }

  func shutdown() async {
    for client in [paid, keyed, streams, media] { try? await client.shutdown() }
  }

  /// Checks the resolved address before the request is sent, because a DNS name may point anywhere.
  static func refusePrivateAddresses(_ channel: any Channel, allowsLoopback: Bool) -> EventLoopFuture<Void> {
    let address = channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
    if let address, address.isPublic || allowsLoopback && address.isLoopback {
      return channel.eventLoop.makeSucceededVoidFuture()
    }
    channel.close(promise: nil)
    return channel.eventLoop.makeFailedFuture(PrivateAddressError())
  }

  private struct PrivateAddressError: Error {}

  /// Returns the complete response, of any status.
  func send(_ exchange: Exchange, over lane: Lane) async throws(TransportFailure) -> Answer {
    guard let farewell = exchange.farewell else { return try await talk(exchange, over: lane) }
    let talk = Task { () -> Result<Answer, TransportFailure> in
      do throws(TransportFailure) {
        return .success(try await self.talk(exchange, over: lane))
      } catch {
        return .failure(error)
      }
    }
    let result = await withTaskCancellationHandler {
      await talk.value
    } onCancel: {
      Task {
        try? await Task.sleep(for: farewell())
        talk.cancel()
      }
    }
    return try result.get()
  }

  private func talk(_ exchange: Exchange, over lane: Lane) async throws(TransportFailure) -> Answer {
    let (head, left) = try await open(exchange, over: lane)
    let begun = ContinuousClock.now
    do {
      var body: [UInt8] = []
      for try await chunk in head.body {
        guard chunk.readableBytes <= exchange.limit - body.count else {
          throw TransportFailure(kind: .tooLarge, wasSent: true, reason: "\(exchange.limit)")
        }
        body.append(contentsOf: chunk.readableBytesView)
        // The client's deadline ends with the head, and a slow body is never idle.
        guard ContinuousClock.now - begun < timeout(bytes: UInt64(body.count)) else {
          throw TransportFailure(kind: .timedOut, wasSent: true, reason: "no whole answer in time")
        }
      }
      // A body that this side cancelled may look like one that has ended.
      try Task.checkCancellation()
      return Answer(status: Int(head.status.code), headers: head.headers, body: body)
    } catch {
      throw Transport.failure(error, wasSent: left)
    }
  }

  /// Returns the head of the response; its body is still unread. `wasSent` has the meaning of
  /// `TransportFailure.wasSent`.
  func open(
    _ exchange: Exchange, over lane: Lane
  ) async throws(TransportFailure) -> (head: HTTPClientResponse, wasSent: Bool) {
    var request = HTTPClientRequest(url: exchange.address.text)
    request.method = exchange.method
    for (name, value) in exchange.headers { request.headers.replaceOrAdd(name: name, value: value) }
    let body = exchange.body.map { WatchedBody($0) }
    if let body { request.body = .stream(body, length: .known(Int64(clamping: body.count))) }
    let client =
      switch lane {
      case .paid: paid
      case .keyed: keyed
      case .streams: streams
      case .media: media
      }
    do {
      return (
        try await client.execute(request, deadline: .now() + TimeAmount(timeout(bytes: exchange.body?.count ?? 0))),
        true
      )
    } catch {
      if let reason = body?.failure { throw TransportFailure(kind: .unreadable, wasSent: true, reason: reason) }
      throw Transport.failure(error, wasSent: body?.wasRead ?? true)
    }
  }

  /// Returns the response timeout plus the time to transfer a body of this size at 50 kB a second.
  private func timeout(bytes: UInt64) -> Duration { timeouts.answer + .seconds(Int64(clamping: bytes / 50_000)) }

  static func failure(_ error: any Error, wasSent: Bool) -> TransportFailure {
    if let failure = error as? TransportFailure { return failure }
    if error is CancellationError {
      return TransportFailure(kind: .cancelled, wasSent: wasSent, reason: "cancelled")
    }
    if error is PrivateAddressError {
      return TransportFailure(kind: .forbidden, wasSent: wasSent, reason: "an address that is not public")
    }
    let (kind, reason): (TransportFailure.Kind, String) =
      switch error as? HTTPClientError {
      case .cancelled?: (.cancelled, "cancelled")
      case .readTimeout?, .writeTimeout?, .deadlineExceeded?: (.timedOut, "no answer in time")
      case .connectTimeout?, .tlsHandshakeTimeout?, .getConnectionFromPoolTimeout?:
        (.timedOut, "no connection in time")
      case .remoteConnectionClosed?: (.lost, "the server closed the connection")
      default: (.lost, phrase(error))
      }
    return TransportFailure(kind: kind, wasSent: wasSent, reason: reason)
  }

  /// Returns a short sentence for common errors.
  private static func phrase(_ error: any Error) -> String {
    if let error = error as? IOError { return String(cString: strerror(error.errnoCode)).lowercased() }
    let text = String(describing: error)
    if text.contains("onnection refused") { return "connection refused" }
    if text.contains("CERTIFICATE_VERIFY_FAILED") { return "its certificate is not trusted" }
    if text.contains("handshakeFailed") || text.contains("uncleanShutdown") { return "the TLS handshake failed" }
    if text.contains("dnsAError: Optional") || text.contains("EAI_") { return "its name cannot be resolved" }
    return FalError.clipped(text)
  }
}

/// A body that records whether it was read.
///
/// The client reads it only after a connection is established, so an unread body proves that the server has no complete
/// request.
private struct WatchedBody: AsyncSequence, Sendable {
  private struct State {
    var wasRead = false
    var failure: String?
  }

  private final class Mark: Sendable {
    let state = Mutex(State())
  }

  private let bytes: RequestBody
  private let mark = Mark()

  init(_ bytes: RequestBody) { self.bytes = bytes }

  var count: UInt64 { bytes.count }
  var wasRead: Bool { mark.state.withLock { $0.wasRead } }
  /// The reason why it could not be read to its end.
  var failure: String? { mark.state.withLock { $0.failure } }

  func makeAsyncIterator() -> Iterator { Iterator(body: self) }

  struct Iterator: AsyncIteratorProtocol {
    let body: WatchedBody
    var at: UInt64 = 0

    mutating func next() async throws -> ByteBuffer? {
      body.mark.state.withLock { $0.wasRead = true }
      do {
        guard let chunk = try body.bytes.chunk(at: at) else { return nil }
        at += UInt64(chunk.count)
        return ByteBuffer(bytes: chunk)
      } catch {
        body.mark.state.withLock { $0.failure = "\(error)" }
        throw error
      }
    }
  }
}

extension TimeAmount {
  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self = .seconds(min(seconds, 1_000_000_000)) + .nanoseconds(attoseconds / 1_000_000_000)
  }
}

extension HTTPClient.Configuration.Proxy {
  init(_ proxy: ProxyAddress) {
    let login = proxy.user.map { HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "") }
    self =
      login.map { .server(host: proxy.address.host, port: proxy.address.port, authorization: $0) }
      ?? .server(host: proxy.address.host, port: proxy.address.port)
  }
}
