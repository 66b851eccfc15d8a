import AliceNumbers

/// The reason why the addresses in the environment cannot be used.
package enum FalConfigurationError: Error, Sendable, Hashable {
  case notAnAddress(variable: String, value: String)
  /// Plain `http` to another machine would expose the key on the network.
  case notEncrypted(variable: String, host: String)
  /// The value is not part of the error, because it may contain a password.
  case notAProxy(variable: String)
  case unsupportedProxy(variable: String, scheme: String)
  case proxyLogin(variable: String)
  case noCertificates(variable: String, path: String)
}

extension FalConfigurationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAnAddress(let variable, let value): "\(variable): \(value) is not an http or https address"
    case .notAProxy(let variable): "\(variable) is not the address of a proxy, such as http://host:3128"
    case .unsupportedProxy(let variable, let scheme):
      "\(variable): alice cannot use \(scheme.isEmpty ? "such" : scheme) proxies, only http, socks5 and socks5h"
    case .proxyLogin(let variable): "\(variable): alice cannot log in to a SOCKS proxy, only to an http proxy"
    case .noCertificates(let variable, let path): "\(variable): \(path) has no certificate that can be read"
    case .notEncrypted(let variable, let host): "\(variable): http is only for this machine, \(host) needs https"
    }
  }
}

/// The timeouts of each step.
package struct FalTimeouts: Sendable {
  package var connect: Duration
  /// The time until the response begins, and then until it is complete; large responses get more.
  package var answer: Duration
  /// The time without a single byte.
  package var idle: Duration
  /// The time after which a download without a single byte is given up, whatever the transport waits for.
  package var stall: Duration
  /// The time for one upload or download, including all attempts.
  package var transfer: Duration
  /// The time without news from a status stream after which the client polls as well.
  package var silence: Duration

  package init(
    connect: Duration = .seconds(10), answer: Duration = .seconds(120), idle: Duration = .seconds(60),
    stall: Duration = .seconds(150), transfer: Duration = .seconds(1800), silence: Duration = .seconds(10)
  ) {
    self.connect = connect
    self.answer = answer
    self.idle = idle
    self.stall = stall
    self.transfer = transfer
    self.silence = silence
  }
}

/// The addresses of fal, the key, and the timeouts.
package struct FalConfiguration: Sendable {
  let queue: WebAddress
  let rest: WebAddress
  let platform: WebAddress
  /// The address that serves the schemas of endpoints; it needs no key.
  let openAPI: WebAddress
  /// Names of hosts that media may come from; `*.` matches any prefix.
  var mediaHosts: [String] = ["fal.media", "*.fal.media", "fal.run", "*.fal.run"]
  package var key: FalKey?
  package var timeouts = FalTimeouts()
  var userAgent = "alice/1.0 (swift)"
  let proxies: ProxySettings
  let trust: TrustRoots

  package var queueURL: String { queue.text }
  package var restURL: String { rest.text }
  package var platformURL: String { platform.text }

  /// True if a program on this machine simulates fal.
  package var isLoopback: Bool { queue.isLoopback }

  /// Uses fal itself, unless `FAL_QUEUE_URL`, `FAL_REST_URL`, `FAL_PLATFORM_URL` or `FAL_OPENAPI_URL` name another
  /// server.
  ///
  /// A queue on this machine also serves the other services by default (`/v1` is the platform), so that a simulation
  /// never reaches the real service. `FAL_MEDIA_HOSTS` adds hosts, separated by commas. The variables for proxies and
  /// certificates mean what they mean to curl. If `key` is nil, the environment's key is used.
  package init(environment: [String: String] = [:], key: FalKey? = nil) throws(FalConfigurationError) {
    func address(_ variable: String, _ standard: String) throws(FalConfigurationError) -> WebAddress {
      let value = environment[variable].flatMap { $0.isEmpty ? nil : $0 } ?? standard
      guard let address = WebAddress(value), !address.target.contains("?") else {
        throw .notAnAddress(variable: variable, value: value)
      }
      guard address.isEncrypted || address.isLoopback else {
        throw .notEncrypted(variable: variable, host: address.host)
      }
      return address
    }
    queue = try address("FAL_QUEUE_URL", "https://queue.fal.run")
    let local = queue.isLoopback ? queue : nil
    rest = try address("FAL_REST_URL", local?.text ?? "https://rest.fal.ai")
    platform = try address("FAL_PLATFORM_URL", local?.appending("/v1")?.text ?? "https://api.fal.ai/v1")
    let schemas = "/api/openapi/queue/openapi.json"
    openAPI = try address("FAL_OPENAPI_URL", local?.appending(schemas)?.text ?? "https://fal.ai" + schemas)
    self.key = key ?? FalKey(environment: environment)
    trust = try TrustRoots(environment: environment)
    proxies = ProxySettings(environment: environment)
    for address in [queue, rest, platform] {
      if case .none(let error) = proxies.route(to: address) { throw error }
    }
    mediaHosts += (environment["FAL_MEDIA_HOSTS"] ?? "").split(separator: ",")
      .map { $0.lowercased().filter { $0 != " " } }.filter { !$0.isEmpty }
  }

  /// Uses a server on this machine that provides all services of fal, such as the simulator.
  package init(loopback url: String, key: FalKey?) throws(FalConfigurationError) {
    try self.init(environment: ["FAL_QUEUE_URL": url], key: key)
  }
}

extension FalConfiguration {
  /// Returns host and port of the proxy through which an address is reached; nil if there is none between. Throws if
  /// there is one that alice cannot use.
  package func proxy(for url: String) throws(FalConfigurationError) -> String? {
    guard let address = WebAddress(url) else { throw .notAnAddress(variable: "the address", value: url) }
    switch proxies.route(to: address) {
    case .direct: return nil
    case .proxy(let proxy): return proxy.description
    case .none(let error): throw error
    }
  }

  /// Returns true if the key may be sent to the address: to the hosts of this configuration and to fal's own, and never
  /// unencrypted to another machine.
  func mayReceiveKey(_ address: WebAddress) -> Bool {
    if [queue, rest, platform].contains(where: { $0.sharesOrigin(with: address) }) { return true }
    return address.isEncrypted && address.port == 443 && FalConfiguration.host(address.host, matches: "*.fal.run")
  }

  /// Returns true if media may be downloaded from the address: from a listed host over https, or from this machine if
  /// it simulates fal.
  package func mayServeMedia(at text: String) -> Bool { WebAddress(ofMedia: text).map(mayServeMedia) ?? false }

  func mayServeMedia(_ address: WebAddress) -> Bool {
    if address.isLoopback { return isLoopback }
    return address.isEncrypted && IPAddress(address.host) == nil
      && mediaHosts.contains { FalConfiguration.host(address.host, matches: $0) }
  }

  /// Returns true if fal may name the address as an upload target: any public host over https, or this machine if it
  /// simulates fal.
  func mayTakeUpload(_ address: WebAddress) -> Bool {
    if address.isLoopback { return isLoopback }
    return address.isEncrypted && IPAddress(address.host) == nil
  }

  private static func host(_ host: String, matches pattern: String) -> Bool {
    pattern.hasPrefix("*.") ? host.hasSuffix(pattern.dropFirst()) && host.count >= pattern.count : host == pattern
  }
}
