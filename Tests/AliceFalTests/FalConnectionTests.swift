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
