import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// A short run of what `Tests/Interop/run-faults` does at length: the program itself, killed and cheated.
@Suite(.needsProgram(and: "curl"), .serialized) struct FaultTests {
  private static let faults: [[JSONValue]] = [
    [["fault": "cut-after-accept"]],
    [["fault": "cut-after-accept"], ["fault": "answer", "on": "platform", "status": 403, "times": 2]],
    [["fault": "rate-limit", "on": "submit|status|result|media", "times": 6, "retry_after": 0]],
    [["fault": "unavailable", "on": "result", "times": 3]],
    [["fault": "nginx-502", "on": "submit|status|result", "times": 4]],
    [["fault": "cut", "on": "status", "times": 4]],
    [["fault": "truncated-media", "times": 4]],
    [["fault": "html-media", "times": 3]],
    [["fault": "short-media", "times": 3]],
    [["fault": "answer", "on": "result", "status": 200, "body": "{\"images\":", "times": 2]],
    [
      ["fault": "answer", "on": "media", "status": 302, "headers": ["Location": "http://169.254.169.254/"], "times": 3]
    ],
    [
      [
        "fault": "answer", "on": "status|result", "status": 302, "headers": ["Location": "file:///etc/passwd"],
        "times": 2,
      ]
    ],
  ]

  @Test func `whatever goes wrong, each request is one job, and what was billed is in the library`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program) { simulator in
        var program = program
        program.environment = simulator.environment
        for (number, faults) in Self.faults.enumerated() {
          try simulator.call("DELETE")
          try simulator.call("POST", JSONValue.array(faults))
          let running = try program.start([
            "generate", "fault \(number) of a lake", "--model", "flux-schnell", "-n", "2", "--seed", "\(number + 100)",
            "--timeout", "20",
          ])
          if number.isMultiple(of: 3) {
            try await Task.sleep(for: .milliseconds(40 + 60 * number))
            kill(running.process.processIdentifier, SIGKILL)
          }
          running.process.waitUntilExit()
          let status = running.process.terminationStatus
          #expect([0, 3, 5, 7, SIGKILL].contains(status), "\(number): \(status)")
        }
        try simulator.call("DELETE")
        _ = try program.run(["jobs", "resume", "--timeout", "20"])
        let jobs = try #require(try program.run(["jobs", "--json"]).json?["jobs"]?.arrayValue)
        let ledger = try simulator.ledger().compactMap { $0["request_id"]?.stringValue }
        #expect(jobs.compactMap { $0["request_id"]?.stringValue }.sorted() == ledger.sorted())
        for job in jobs where job["request_id"]?.stringValue != nil {
          #expect(job["state"] == "done" && job["assets"]?.arrayValue?.count == 2, "\(job.text)")
        }
        #expect(try program.run(["check"]).status == 0)
        #expect(Tool.output("grep", ["-rlF", "test-secret", program.folder.description]) ?? "" == "")
      }
    }
  }

  @Test func `a second Ctrl-C cancels, and says what is certain`() async throws {
    for (state, words) in [("IN_QUEUE", "not billed"), ("IN_PROGRESS", "may still be billed")] {
      try await Program.with { program in
        try await SimulatorProcess.with(program) { simulator in
          var program = program
          program.environment = simulator.environment
          try simulator.call("POST", ["fault": "stuck", "state": .string(state)])
          let running = try program.start(["generate", "a lake", "--model", "flux-schnell"])
          try await running.wait { try !simulator.ledger().isEmpty }
          try await Task.sleep(for: .milliseconds(400))
          kill(running.process.processIdentifier, SIGINT)
          try await Task.sleep(for: .milliseconds(100))
          // Three seconds of it are the cancelling's.
          #expect(try await running.end(by: SIGINT, within: .seconds(5)) == 130)
          let said = try String(contentsOf: running.errors, encoding: .utf8)
          #expect(said.contains(words), "\(said)")
          #expect(try simulator.ledger().first?["state"] == "CANCELLED")
          #expect(try program.run(["jobs", "--open", "--json"]).json?["jobs"]?.arrayValue?.isEmpty == true)
        }
      }
    }
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "no /dev/full"))
  func `output that cannot be written is no success`() async throws {
    try await Program.with { program in
      let command = "\(Program.binary.path) models > /dev/full; echo $?"
      #expect(Tool.output("sh", ["-c", command]) == "3\n")
    }
  }
}

extension SimulatorProcess {
  /// Adds faults, or takes away those that wait.
  func call(_ method: String, _ body: JSONValue = [:]) throws {
    let arguments = method == "POST" ? ["-d", body.text] : []
    let answer = Tool.output("curl", ["-sf", "-X", method] + arguments + [baseURL + "/_sim/faults"])
    #expect(answer != nil)
  }
}
