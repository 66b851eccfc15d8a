import AliceFal
import AliceModel
import AliceTestSupport
import FalSimulator
import Foundation
import Testing

@Suite struct `A connection` {
  private func submit(_ configuration: FalConfiguration) async throws {
    let client = FalClient(configuration, policy: .eager, clock: .instant())
    await #expect {
      try await client.submit(endpoint: "fal-ai/flux/dev", input: ["prompt": "x"])
    } throws: {
      if case .notSent = $0 as? FalError { true } else { false }
    }
    await client.shutdown()
  }

  @Test func `that ends in the handshake has sent nothing, and is tried again`() async throws {
    let server = try ScriptedServer(hangingUp: true)
    defer { server.stop() }
    let url = server.url.replacing("http:", with: "https:")
    try await submit(try FalConfiguration(loopback: url, key: FalKey(Sample.key)))
    #expect(server.connections == 6)
  }

  @Test func `through a proxy shows it the host alone`() async throws {
    let proxy = try ScriptedServer { _, _ in .answer(403) }
    defer { proxy.stop() }
    let environment = ["HTTPS_PROXY": "http://me:pass%20word@127.0.0.1:\(proxy.port)", "FAL_KEY": Sample.key]
    try await submit(try FalConfiguration(environment: environment))
    let request = try #require(proxy.requests.first)
    #expect(request.method == "CONNECT" && request.target == "queue.fal.run:443" && request.body.isEmpty)
    #expect(request.headers["proxy-authorization"] == "Basic bWU6cGFzcyB3b3Jk")
    #expect(!request.headers.values.contains { $0.contains("sample") })
  }

  @Test func `that is never made does not keep anybody who stops waiting`() async throws {
    let crowd = try FullQueue()
    let client = FalClient(try FalConfiguration(loopback: "http://127.0.0.1:\(crowd.port)", key: FalKey(Sample.key)))
    let task = Task { try await client.submit(endpoint: "fal-ai/flux/dev", input: [:]) }
    try await Task.sleep(for: .milliseconds(300))
    let start = ContinuousClock.now
    task.cancel()
    await #expect(throws: (any Error).self) { try await task.value }
    await client.shutdown()
    #expect(ContinuousClock.now - start < .seconds(3))
    crowd.stop()
  }

  @Test func `to this machine needs no proxy`() async throws {
    let proxy = try ScriptedServer { _, _ in .answer(403) }
    defer { proxy.stop() }
    let server = try ScriptedServer { _, _ in .answer(200, [:], #"{"token":"t"}"#) }
    defer { server.stop() }
    let environment = ["FAL_QUEUE_URL": server.url, "HTTPS_PROXY": proxy.url, "FAL_KEY": Sample.key]
    let client = FalClient(try FalConfiguration(environment: environment))
    try await client.testKey()
    await client.shutdown()
    #expect(server.requests.count == 1 && proxy.connections == 0)
  }

  @Test(
    .enabled(if: Tool.path("openssl") != nil, "not installed: openssl"),
    arguments: [
      ["SSL_CERT_FILE": "chain"], ["SSL_CERT_DIR": "."], ["SSL_CERT_DIR": "none:.", "SSL_CERT_FILE": "chain"],
    ])
  func `to a server that the environment vouches for is made`(variables: [String: String]) async throws {
    try await withTemporaryFolder { folder in
      let arguments = [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
        "-addext", "subjectAltName=DNS:localhost", "-keyout", "\(folder)/key", "-out", "\(folder)/chain",
      ]
      #expect(Tool.output("openssl", arguments) != nil)
      var options = SimulatorOptions()
      options.tls = SimulatorOptions.Certificate(chainPath: "\(folder)/chain", keyPath: "\(folder)/key")
      try await FalSimulator.withRunning(options) { simulator in
        var environment = variables.mapValues { value in
          value.split(separator: ":").map { "\(folder)/\($0)" }.joined(separator: ":")
        }
        environment["FAL_QUEUE_URL"] = "https://localhost:\(simulator.port)"
        environment["FAL_KEY"] = Sample.key
        let client = FalClient(try FalConfiguration(environment: environment), policy: .never)
        let submission = try await client.submit(endpoint: "fal-ai/flux/dev", input: ["prompt": "x"])
        #expect(!submission.requestID.isEmpty)
        await client.shutdown()
      }
    }
  }

  @Test func `needs certificates that can be read`() throws {
    for path in ["/no/such/file", "/etc"] {
      #expect(throws: FalConfigurationError.noCertificates(variable: "SSL_CERT_FILE", path: path)) {
        try FalConfiguration(environment: ["SSL_CERT_FILE": path])
      }
    }
    _ = try FalConfiguration(environment: ["SSL_CERT_DIR": "/no/such/folder", "SSL_CERT_FILE": ""])
  }

  @Test(arguments: [407, 502])
  func `that a proxy refuses has sent nothing, and tells no password`(status: Int) async throws {
    let proxy = try ScriptedServer { _, _ in .answer(status) }
    defer { proxy.stop() }
    let environment = ["https_proxy": "me:hidden-word@127.0.0.1:\(proxy.port)", "FAL_KEY": Sample.key]
    let client = FalClient(try FalConfiguration(environment: environment), policy: .never)
    await #expect {
      try await client.submit(endpoint: "fal-ai/flux/dev", input: [:])
    } throws: { error in
      guard case .notSent(let reason) = error as? FalError else { return false }
      return reason.contains("proxy") && !reason.contains("hidden-word")
    }
    await client.shutdown()
    #expect(proxy.connections == 1)
  }

  /// The proxy gets the name, so nothing is resolved here; a proxy that closes is not gone around.
  @Test(arguments: ["socks5", "socks5h"])
  func `through a SOCKS proxy leaves names to it`(scheme: String) async throws {
    let proxy = try ScriptedServer(hangingUp: true)
    defer { proxy.stop() }
    let environment = ["ALL_PROXY": "\(scheme)://127.0.0.1:\(proxy.port)", "FAL_KEY": Sample.key]
    let client = FalClient(try FalConfiguration(environment: environment), policy: .never)
    await #expect {
      try await client.submit(endpoint: "fal-ai/flux/dev", input: [:])
    } throws: {
      if case .notSent = $0 as? FalError { true } else { false }
    }
    await client.shutdown()
    #expect(proxy.connections == 1)
  }

  @Test(.enabled(if: Tool.path("openssl") != nil, "not installed: openssl"))
  func `to a server that nobody vouches for has sent nothing`() async throws {
    try await withTemporaryFolder { folder in
      let arguments =
        [
          "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
          "/CN=localhost",
        ]
        + [
          "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "\(folder)/key", "-out", "\(folder)/chain",
        ]
      #expect(Tool.output("openssl", arguments) != nil)
      var options = SimulatorOptions()
      options.tls = SimulatorOptions.Certificate(chainPath: "\(folder)/chain", keyPath: "\(folder)/key")
      try await FalSimulator.withRunning(options) { simulator in
        let configuration = try FalConfiguration(loopback: simulator.baseURL, key: FalKey(Sample.key))
        let client = FalClient(configuration, policy: .never)
        await #expect(throws: FalError.notSent("127.0.0.1: its certificate is not trusted")) {
          try await client.submit(endpoint: "fal-ai/flux/dev", input: ["prompt": "x"])
        }
        await client.shutdown()
      }
    }
  }
}
