import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// The reason why an event did not reach its target.
package enum WebhookError: Error, Sendable, Hashable {
  case badAddress(String)
  case refusedAddress(String)
  case status(Int)
  case unreachable(String)
  case unsigned
}

extension WebhookError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .badAddress(let reason): reason
    case .refusedAddress(let host): "\(host) is not a public address; allow_private: true allows it"
    case .status(let status): "answered with HTTP \(status)"
    case .unreachable(let reason): reason
    case .unsigned: "the event could not be signed"
    }
  }
}

/// The address of a webhook: any public host over https, or this machine over http.
package struct WebhookAddress: Sendable, Hashable {
  let address: WebAddress
  let allowsPrivate: Bool

  package init(_ url: String, allowsPrivate: Bool) throws(WebhookError) {
    guard let address = WebAddress(url) else { throw .badAddress("it is not an http or https address") }
    guard address.isEncrypted || address.isLoopback else {
      throw .badAddress("http is only for this machine, \(address.host) needs https")
    }
    if !allowsPrivate, !address.isLoopback, let host = IPAddress(address.host), !host.isPublic {
      throw .refusedAddress(address.host)
    }
    self.address = address
    self.allowsPrivate = allowsPrivate
  }

  /// The address without the query, which may hold a secret.
  package var shown: String { String(address.text.prefix { $0 != "?" }) }
}

/// A sender of events. It follows no redirect and does not retry a refusal.
package final class WebhookSender: Sendable {
  private let strict: HTTPClient
  private let open: HTTPClient
  /// The client for hosts that are reached through a proxy, which resolves their names.
  private let proxied: HTTPClient?
  private let proxies: ProxySettings
  /// The reason why the certificates of the environment cannot be used.
  private let distrust: FalConfigurationError?
  private let clock: FalClock

  private static let tries = 3
  private static let perTry = Duration.seconds(9)
  /// The time limit including all attempts and the delays between them.
  package static let longest = Duration.seconds(30)

  /// Uses the proxies and the certificates of the environment.
  package init(environment: [String: String], clock: FalClock = .system) {
    self.clock = clock
    proxies = ProxySettings(environment: environment)
    var roots: TrustRoots?
    do throws(FalConfigurationError) {
      roots = try TrustRoots(environment: environment)
      distrust = nil
    } catch {
      distrust = error
    }
    var settings = HTTPClient.Configuration(
      tlsConfiguration: roots?.tls, redirectConfiguration: .disallow,
      timeout: .init(connect: .seconds(5), read: .seconds(9), write: .seconds(9)))
    settings.httpVersion = .http1Only
    settings.connectionPool.retryConnectionEstablishment = false
    open = HTTPClient(configuration: settings)
    proxied = proxies.proxy.map { proxy in
      var settings = settings
      settings.proxy = HTTPClient.Configuration.Proxy(proxy)
      return HTTPClient(configuration: settings)
    }
    settings.http1_1ConnectionDebugInitializer = { Transport.refusePrivateAddresses($0, allowsLoopback: false) }
    strict = HTTPClient(configuration: settings)
  }

  private var all: [HTTPClient] { [strict, open] + [proxied].compactMap { $0 } }

  deinit {
    for client in all { client.shutdown { _ in _ = client } }
  }

  package func shutdown() async { await Closing.close(all) }

  private func client(for place: WebhookAddress) async throws(WebhookError) -> HTTPClient {
    if let distrust, place.address.isEncrypted { throw .unreachable("\(distrust)") }
    if place.allowsPrivate || place.address.isLoopback { return open }
    switch proxies.route(to: place.address) {
    case .proxy: return proxied ?? strict
    case .none(let error): throw .unreachable("\(error)")
    case .direct:
      guard await PublicHost.isAllowed(place.address.host, allowsLoopback: false) else {
        throw .refusedAddress(place.address.host)
      }
      return strict
    }
  }

  /// Makes up to three attempts; it retries only if the first did not arrive, or if the status says that a retry may
  /// help. `timestamp` is in seconds since 1970.
  package func send(
    _ body: [UInt8], id: String, timestamp: Int64, to place: WebhookAddress, signature: WebhookSignature
  ) async throws(WebhookError) {
    guard let signed = signature.header(id: id, timestamp: timestamp, body: body) else { throw .unsigned }
    let headers: HTTPHeaders = [
      "content-type": "application/json", "user-agent": "alice/1.0 (swift)", "webhook-id": id,
      "webhook-timestamp": String(timestamp), "webhook-signature": signed,
    ]
    let start = clock.now()
    for number in 1...WebhookSender.tries {
      do throws(WebhookError) {
        let left = WebhookSender.longest - (clock.now() - start)
        return try await attempt(body, headers, place, within: min(left, WebhookSender.perTry))
      } catch {
        let pause = Duration.milliseconds(number * number * 500)
        guard number < WebhookSender.tries, error.isRetryable,
          clock.now() - start + pause + .seconds(1) < WebhookSender.longest, (try? await clock.sleep(pause)) != nil
        else { throw error }
      }
    }
  }

  private func attempt(
    _ body: [UInt8], _ headers: HTTPHeaders, _ place: WebhookAddress, within time: Duration
  ) async throws(WebhookError) {
    var request = HTTPClientRequest(url: place.address.text)
    request.method = .POST
    request.headers = headers
    request.body = .bytes(ByteBuffer(bytes: body))
    let client = try await client(for: place)
    let answer: HTTPClientResponse
    do {
      answer = try await client.execute(request, deadline: .now() + TimeAmount(time))
    } catch {
      let failure = Transport.failure(error, wasSent: true)
      if failure.kind == .forbidden { throw .refusedAddress(place.address.host) }
      throw .unreachable(failure.reason)
    }
    // The body of the response is ignored.
    guard (200..<300).contains(answer.status.code) else { throw .status(Int(answer.status.code)) }
  }
}

extension WebhookError {
  fileprivate var isRetryable: Bool {
    switch self {
    case .unreachable: true
    case .status(let status): status == 408 || status == 429 || status >= 500
    case .badAddress, .refusedAddress, .unsigned: false
    }
  }
}
