import AliceModel
import AliceNumbers
import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
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
  /// Receives every response that is a failure.
  var onFailure: (@Sendable (Answer) -> Void)?
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

/// A transport that sends requests and follows no redirect. It has four clients for every way out. A paid request gets a connection of
/// its own, never one that the server may be closing. Status streams stay open for minutes and must not block a poll or
/// a cancel. The key never shares a client with URLs that come from a response.
final class Transport: Sendable {
  enum Lane: Sendable {
    case paid, keyed, streams, media
  }

  /// A client for each lane.
  private struct Clients: Sendable {
    let paid: HTTPClient
    let keyed: HTTPClient
    let streams: HTTPClient
    let media: HTTPClient

    var all: [HTTPClient] { [paid, keyed, streams, media] }
  }

  private let direct: Clients
  /// The clients for hosts that are reached through the proxy.
  private let proxied: Clients?
  private let proxies: ProxySettings
  private let allowsLoopback: Bool
  private let timeouts: FalTimeouts

  init(_ configuration: FalConfiguration) {
    timeouts = configuration.timeouts
    proxies = configuration.proxies
    allowsLoopback = configuration.isLoopback
    direct = Transport.clients(configuration, through: nil)
    proxied = configuration.proxies.proxy.map { Transport.clients(configuration, through: $0) }
  }

  private static func clients(_ configuration: FalConfiguration, through proxy: ProxyAddress?) -> Clients {
    let timeouts = configuration.timeouts
    var settings = HTTPClient.Configuration(
      tlsConfiguration: configuration.trust.tls, redirectConfiguration: .disallow,
      timeout: .init(
        connect: TimeAmount(timeouts.connect), read: TimeAmount(timeouts.idle), write: TimeAmount(timeouts.idle)))
    settings.httpVersion = .http1Only
    settings.connectionPool.retryConnectionEstablishment = false
    settings.proxy = proxy.map(HTTPClient.Configuration.Proxy.init)
    let keyed = HTTPClient(configuration: settings)
    var single = settings
    single.maximumUsesPerConnection = 1
    single.timeout.read = TimeAmount(timeouts.answer)
    let paid = HTTPClient(configuration: single)
    var many = settings
    many.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    let streams = HTTPClient(configuration: many)
    if proxy == nil {
      let allowsLoopback = configuration.isLoopback
      settings.http1_1ConnectionDebugInitializer = {
        Transport.refusePrivateAddresses($0, allowsLoopback: allowsLoopback)
      }
    }
    settings.decompression = .enabled(limit: .none)
    return Clients(paid: paid, keyed: keyed, streams: streams, media: HTTPClient(configuration: settings))
  }

  private var all: [HTTPClient] { direct.all + (proxied?.all ?? []) }

  deinit {
    for client in all { client.shutdown { _ in _ = client } }
  }

  func shutdown() async { await Closing.close(all) }

  /// Returns the client for an address; throws if the address must not be connected to.
  private func client(for address: WebAddress, over lane: Lane) async throws(TransportFailure) -> HTTPClient {
    let clients: Clients
    switch proxies.route(to: address) {
    case .none(let error): throw TransportFailure(kind: .forbidden, wasSent: false, reason: "\(error)")
    case .proxy: clients = proxied ?? direct
    case .direct:
      clients = direct
      // A proxy resolves names itself, and knows its own network.
      guard lane == .media else { break }
      guard await PublicHost.isAllowed(address.host, allowsLoopback: allowsLoopback) else {
        throw Transport.failure(PrivateAddressError(), wasSent: false)
      }
    }
    switch lane {
    case .paid: return clients.paid
    case .keyed: return clients.keyed
    case .streams: return clients.streams
    case .media: return clients.media
    }
  }

  /// Checks the address of a connection again before the request is sent, because a name may lead elsewhere every time
  /// that it is resolved.
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
    let body = exchange.body.map { WatchedBody($0) }
    let talk = Task { () -> Result<Answer, TransportFailure> in
      do throws(TransportFailure) {
        return .success(try await self.talk(exchange, over: lane, sending: body))
      } catch {
        return .failure(error)
      }
    }
    let result = await withTaskCancellationHandler {
      await talk.value
    } onCancel: {
      Task {
        // Nothing can come back for what was not sent.
        if body?.wasRead ?? true { try? await Task.sleep(for: farewell()) }
        talk.cancel()
      }
    }
    return try result.get()
  }

  private func talk(
    _ exchange: Exchange, over lane: Lane, sending body: WatchedBody? = nil
  ) async throws(TransportFailure) -> Answer {
    let (head, left) = try await open(exchange, over: lane, sending: body)
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
    _ exchange: Exchange, over lane: Lane, sending watched: WatchedBody? = nil
  ) async throws(TransportFailure) -> (head: HTTPClientResponse, wasSent: Bool) {
    var request = HTTPClientRequest(url: exchange.address.text)
    request.method = exchange.method
    for (name, value) in exchange.headers { request.headers.replaceOrAdd(name: name, value: value) }
    let body = watched ?? exchange.body.map { WatchedBody($0) }
    if let body { request.body = .stream(body, length: .known(Int64(clamping: body.count))) }
    let client = try await client(for: exchange.address, over: lane)
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
      case .proxyAuthenticationRequired?: (.lost, "the proxy asks for a login, or refuses it")
      case .invalidProxyResponse?: (.lost, "the proxy refuses the connection")
      case .httpProxyHandshakeTimeout?, .socksHandshakeTimeout?: (.timedOut, "no answer of the proxy in time")
      default: (.lost, phrase(error))
      }
    return TransportFailure(kind: kind, wasSent: wasSent, reason: reason)
  }

  /// Returns a short sentence for common errors.
  private static func phrase(_ error: any Error) -> String {
    if let error = error as? IOError { return String(cString: strerror(error.errnoCode)).lowercased() }
    let text = String(describing: error)
    if text.contains("onnection refused") { return "connection refused" }
    if text.contains("CERTIFICATE_VERIFY_FAILED") {
      return "its certificate is not trusted" + (clockDoubt(Date()) ?? "")
    }
    if text.contains("handshakeFailed") || text.contains("uncleanShutdown") { return "the TLS handshake failed" }
    if text.contains("dnsAError: Optional") || text.contains("EAI_") { return "its name cannot be resolved" }
    return FalError.clipped(text)
  }
}

extension Transport {
  /// The years, in seconds since 1970, in which a certificate is refused for itself: 2026 to 2037.
  private static let ownTime = 1_767_225_600.0..<2_145_916_800

  /// A wrong clock makes every certificate invalid. Returns nil if the clock may be right.
  static func clockDoubt(_ now: Date) -> String? {
    let seconds = now.timeIntervalSince1970
    guard !ownTime.contains(seconds) else { return nil }
    let day = Timestamp(milliseconds: Int64(seconds * 1000), offsetMinutes: 0).description.prefix(10)
    return "; this machine's clock says \(day), and a wrong clock makes every certificate invalid"
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
    guard proxy.kind == .http else {
      self = .socksServer(host: proxy.host, port: proxy.port)
      return
    }
    let login = proxy.user.map { HTTPClient.Authorization.basic(username: $0, password: proxy.password ?? "") }
    self =
      login.map { .server(host: proxy.host, port: proxy.port, authorization: $0) }
      ?? .server(host: proxy.host, port: proxy.port)
  }
}
