import AliceModel
import Foundation
import Testing

@Suite(.needsProgram(and: "curl"), .serialized) struct TurnTests {
  @Test func `a request that is waited for keeps no other one from being sent`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "30") { simulator in
        var program = program
        program.environment = simulator.environment
        let first = try program.start(["generate", "a slow lake", "--model", "flux-schnell"])
        defer { first.process.terminate() }
        while first.process.isRunning, try simulator.ledger().isEmpty { try await Task.sleep(for: .milliseconds(20)) }
        let second = try program.run(["generate", "a hill", "--model", "flux-schnell", "--detach"])
        #expect(second.status == 0, "\(second.errors)")
        #expect(first.process.isRunning)
        #expect(try simulator.ledger().count == 2)
      }
    }
  }
}
