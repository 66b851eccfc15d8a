/// Why the addresses in the environment cannot be used.
package enum FalConfigurationError: Error, Sendable, Hashable {
  case notAnAddress(variable: String, value: String)
  /// Plain `http` to another machine would show the key to everybody on the way.
  case notEncrypted(variable: String, host: String)
}

extension FalConfigurationError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAnAddress(let variable, let value): "\(variable): \(value) is not an http or https address"
    case .notEncrypted(let variable, let host): "\(variable): http is only for this machine, \(host) needs https"
    }
  }
}

/// How long each step may take.
package struct FalTimeouts: Sendable {
  package var connect: Duration
  /// Until the answer begins, and then until it has come: longer for one of many bytes.
  package var answer: Duration
  /// Without a single byte.
  package var idle: Duration
  /// For one upload or download, with all its tries.
  package var transfer: Duration
  /// Without news from a stream of states, until the state is looked at all the same.
  package var silence: Duration

  package init(
    connect: Duration = .seconds(10), answer: Duration = .seconds(120), idle: Duration = .seconds(60),
    transfer: Duration = .seconds(1800), silence: Duration = .seconds(10)
  ) {
    self.connect = connect
    self.answer = answer
    self.idle = idle
    self.transfer = transfer
    self.silence = silence
  }
}

/// Where fal is, with which key, and how patient to be.
package struct FalConfiguration: Sendable {
  let queue: WebAddress
  let rest: WebAddress
  let platform: WebAddress
  /// Where the schemas of endpoints are served, to everybody.
  let openAPI: WebAddress
  /// Names of hosts that media may come from; `*.` stands for any name before it.
  package var mediaHosts: [String] = ["fal.media", "*.fal.media", "fal.run", "*.fal.run"]
  package var key: FalKey?
  package var timeouts = FalTimeouts()
  package var userAgent = "alice/1.0 (swift)"
  let proxy: ProxyAddress?

  package var queueURL: String { queue.text }
  package var restURL: String { rest.text }
  package var platformURL: String { platform.text }

  /// True where fal is played by a program on this machine.
  package var isLoopback: Bool { queue.isLoopback }

  /// fal itself, unless `FAL_QUEUE_URL`, `FAL_REST_URL`, `FAL_PLATFORM_URL` or `FAL_OPENAPI_URL` name another server.
  ///
  /// A queue on this machine is taken to serve the others as well (`/v1` the platform), so that nothing of a
  /// simulation reaches the real service. `FAL_MEDIA_HOSTS` adds hosts, with commas between them. `HTTPS_PROXY` is obeyed
  /// for what is not on this machine. The key is the environment's where `key` is nil.
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
    let proxied = environment["HTTPS_PROXY"] ?? environment["https_proxy"]
    proxy = queue.isLoopback ? nil : proxied.flatMap { ProxyAddress($0) }
    mediaHosts += (environment["FAL_MEDIA_HOSTS"] ?? "").split(separator: ",")
      .map { $0.lowercased().filter { $0 != " " } }.filter { !$0.isEmpty }
  }

  /// A server on this machine that plays all parts of fal, such as the simulator.
  package init(loopback url: String, key: FalKey?) throws(FalConfigurationError) {
    try self.init(environment: ["FAL_QUEUE_URL": url], key: key)
  }
}

extension FalConfiguration {
  /// True where the key may be sent: the hosts of this configuration and fal's own, never in the clear to another machine.
  func mayReceiveKey(_ address: WebAddress) -> Bool {
    if [queue, rest, platform].contains(where: { $0.sharesOrigin(with: address) }) { return true }
    return address.isEncrypted && address.port == 443 && FalConfiguration.host(address.host, matches: "*.fal.run")
  }

  /// True where media may be fetched from: a listed host over https, or this machine where fal is played by it.
  func mayServeMedia(_ address: WebAddress) -> Bool {
    if address.isLoopback { return isLoopback }
    return address.isEncrypted && IPAddress(address.host) == nil
      && mediaHosts.contains { FalConfiguration.host(address.host, matches: $0) }
  }

  /// True where a file may be sent to when fal says so: any public host over https, or this machine.
  func mayTakeUpload(_ address: WebAddress) -> Bool {
    if address.isLoopback { return isLoopback }
    return address.isEncrypted && IPAddress(address.host) == nil
  }

  private static func host(_ host: String, matches pattern: String) -> Bool {
    pattern.hasPrefix("*.") ? host.hasSuffix(pattern.dropFirst()) && host.count >= pattern.count : host == pattern
  }
}
