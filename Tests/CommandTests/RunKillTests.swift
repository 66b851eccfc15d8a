import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Batches and pipelines that are killed and run again.
@Suite(.needsProgram(and: "curl"), .serialized) struct RunKillTests {
  private func count(_ ledger: [JSONValue], _ endpoint: String) -> Int {
    ledger.count { $0["endpoint"]?.stringValue == endpoint }
  }

  private func kill(_ running: Program.Running) {
    Foundation.kill(running.process.processIdentifier, SIGKILL)
    running.process.waitUntilExit()
  }

  @Test func `a pipeline that is killed in its second stage finishes with no stage paid twice`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "0.5") { simulator in
        var program = program
        program.environment = simulator.environment
        let command = ["pipeline", "run", "draft-to-final", "a serene mountain lake", "--json"]
        let running = try program.start(command)
        try await running.wait { try count(simulator.ledger(), "fal-ai/flux/dev") > 0 }
        kill(running)
        #expect(try count(simulator.ledger(), "fal-ai/flux-pro/v1.1") == 0)
        let answer = try program.run(command)
        #expect(answer.status == 0, "\(answer.errors)")
        let ledger = try simulator.ledger()
        #expect(count(ledger, "fal-ai/flux/schnell") == 8)
        #expect(count(ledger, "fal-ai/flux/dev") == 3)
        #expect(count(ledger, "fal-ai/flux-pro/v1.1") == 1)
        #expect(ledger.count == 12)
        #expect(answer.json?["assets"]?.arrayValue?.count == 1)
        #expect(answer.json?["state"] == "done")
        #expect(try program.run(["search", "*", "--count"]).output == "12\n")
        // What is done is told again and not paid again.
        #expect(try program.run(command).json?["assets"] == answer.json?["assets"])
        #expect(try simulator.ledger().count == 12)
      }
    }
  }

  /// How many requests the provider has taken when each kill comes; 0 is a kill while the batch begins.
  @Test(arguments: [[1, 4, 7], [0, 10], [3, 3, 6, 9], [6]])
  func `a batch that is killed again and again makes every row once`(_ kills: [Int]) async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "0.3") { simulator in
        var program = program
        program.environment = simulator.environment
        let rows = (0..<12).map { #"{"prompt": "hill \#($0)", "model": "flux-schnell"}"# + "\n" }.joined()
        let file = program.folder.appending("rows.jsonl").description
        try rows.write(toFile: file, atomically: true, encoding: .utf8)
        for taken in kills {
          let running = try program.start(["batch", file, "--concurrency", "3"])
          if taken == 0 { try await Task.sleep(for: .milliseconds(60)) }
          try await running.wait { try simulator.ledger().count >= taken }
          kill(running)
          #expect(running.process.terminationReason == .uncaughtSignal, "it was done before it was killed")
        }
        let answer = try program.run(["batch", file, "--concurrency", "3", "--jsonl"])
        #expect(answer.status == 0, "\(answer.errors)")
        let lines = try answer.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        #expect(lines.map { $0["row"]?.intValue } == Array(1...12))
        #expect(lines.allSatisfy { $0["assets"]?.arrayValue?.count == 1 && $0["error"] == .null })
        #expect(lines.map { $0["assets"]?[0]?["prompt"]?.stringValue } == (0..<12).map { "hill \($0)" })
        #expect(try simulator.ledger().count == 12)
      }
    }
  }

  @Test func `an interrupted batch is status 130 and goes on`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "3") { simulator in
        var program = program
        program.environment = simulator.environment
        let rows = #"{"prompt": "a"}"# + "\n" + #"{"prompt": "b"}"# + "\n" + #"{"prompt": "c"}"#
        let file = program.folder.appending("rows.jsonl").description
        try rows.write(toFile: file, atomically: true, encoding: .utf8)
        let running = try program.start(["batch", file])
        try await running.wait { try !simulator.ledger().isEmpty }
        try await Task.sleep(for: .milliseconds(300))
        #expect(try await running.end(by: SIGINT) == 130)
        #expect(try program.run(["batch", file, "--json"]).json?["rows"]?.arrayValue?.count == 3)
        #expect(try simulator.ledger().count == 3)
      }
    }
  }
}
