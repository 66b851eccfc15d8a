import FalSimulator
import Testing

@Suite struct `A simulator's life` {
  @Test func `it serves while the body runs, and its port is free afterwards`() async throws {
    var options = SimulatorOptions()
    options.proxyPort = 0
    let simulator = try await FalSimulator.withRunning(options) { simulator async throws -> RunningSimulator in
      let wire = Wire(base: simulator.baseURL)
      #expect(try await wire.get("/_sim").status == 200)
      #expect(simulator.baseURL == "http://127.0.0.1:\(simulator.port)" && simulator.proxyPort != simulator.port)
      return simulator
    }
    let wire = Wire(base: simulator.baseURL, timeoutSeconds: 1)
    await #expect(throws: (any Error).self) { try await wire.get("/_sim") }
    options.port = simulator.port
    options.proxyPort = simulator.proxyPort
    let again = try await FalSimulator.withRunning(options) { $0.port }
    #expect(again == simulator.port)
  }

  @Test func `a port that is taken is an error`() async throws {
    try await FalSimulator.withRunning { simulator in
      var options = SimulatorOptions()
      options.port = simulator.port
      let taken = options
      await #expect(throws: (any Error).self) { try await FalSimulator.withRunning(taken) { _ in } }
    }
  }

  @Test func `a certificate that cannot be read is an error`() async throws {
    var options = SimulatorOptions()
    options.tls = .init(chainPath: "/nowhere/chain.pem", keyPath: "/nowhere/key.pem")
    let unreadable = options
    await #expect(throws: (any Error).self) { try await FalSimulator.withRunning(unreadable) { _ in } }
  }
}
