import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt && Program.has("curl")), .serialized) struct KillTests {
  /// Milliseconds after the start: before the submit, while it is sent, while it runs, while results are filed.
  @Test(arguments: [5, 15, 25, 40, 60, 90, 130, 200, 300, 450])
  func `killed at any moment, what was billed is in the library after resume`(_ delay: Int) async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "0.3") { simulator in
        var program = program
        program.environment = simulator.environment
        let running = try program.start(
          ["generate", "a mountain", "--model", "flux-schnell", "-n", "4", "--seed", "\(delay)"])
        try await Task.sleep(for: .milliseconds(delay))
        kill(running.process.processIdentifier, SIGKILL)
        running.process.waitUntilExit()
        let resumed = try program.run(["jobs", "resume", "--json"])
        let billed = try simulator.ledger()
        #expect(billed.count <= 1)
        let found = try program.run(["search", "mountain", "--count"])
        let count = Int(found.output.trimmingCharacters(in: .newlines)) ?? 0
        #expect(count == billed.count * 4, "\(resumed.output) \(resumed.errors)")
      }
    }
  }

  @Test func `an interrupted wait says how to go on`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "20") { simulator in
        var program = program
        program.environment = simulator.environment
        let running = try program.start(["generate", "a lake", "--model", "flux-schnell"])
        while (try? simulator.ledger().isEmpty) ?? true { try await Task.sleep(for: .milliseconds(50)) }
        try await Task.sleep(for: .milliseconds(300))
        kill(running.process.processIdentifier, SIGINT)
        running.process.waitUntilExit()
        #expect(running.process.terminationStatus == 130)
        #expect(try String(contentsOf: running.errors, encoding: .utf8).contains("alice jobs resume"))
      }
    }
  }
}
