import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// How commands end that wait for a provider which keeps saying "later": by their deadline, and by a signal.
///
/// The provider asks for a minute each time and would be asked six times: what takes a third of the first minute heard nothing.
@Suite(.needsProgram(and: "curl"), .serialized) struct DeadlineTests {
  /// From the deadline to the end, on a machine that is busy.
  private static let slack = Duration.seconds(3)

  private func with(
    latency: String = "0.1", _ faults: JSONValue, _ body: (Program, SimulatorProcess) async throws -> Void
  ) async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: latency) { simulator in
        var program = program
        program.environment = simulator.environment
        try Data(try Fixtures.bytes("media/plain.png"))
          .write(to: URL(filePath: program.folder.appending("in.png").description))
        try simulator.call("POST", faults)
        try await body(program, simulator)
      }
    }
  }

  private static func later(_ place: String) -> JSONValue {
    ["fault": "rate-limit", "on": .string(place), "times": 1000, "retry_after": 60]
  }

  private func jobs(_ program: Program) throws -> [JSONValue] {
    try program.run(["jobs", "--json"]).json?["jobs"]?.arrayValue ?? []
  }

  @Test(arguments: [
    ("submit", "prepared"), ("status", "submitted"), ("result", "submitted"), ("media", "submitted"),
    ("storage", "prepared"), ("upload", "prepared"),
  ])
  func `a deadline reaches every phase, and what was asked for is kept`(place: String, state: String) async throws {
    try await with(Self.later(place)) { program, simulator in
      let start = ContinuousClock.now
      let answer = try program.run([
        "generate", "a lake", "--model", "svd", "--image", "in.png", "--yes", "--timeout", "3",
      ])
      #expect(ContinuousClock.now - start < .seconds(3) + Self.slack)
      #expect(answer.status == 7 && answer.errors.contains("alice jobs resume"), "\(answer.errors)")
      #expect(try jobs(program).map { $0["state"]?.stringValue } == [state])
      let resumption = ContinuousClock.now
      let again = try program.run(["jobs", "resume", "--timeout", "1"])
      #expect(ContinuousClock.now - resumption < .seconds(1) + Self.slack)
      #expect(again.status == 7, "\(again.errors)")
      try simulator.call("DELETE")
      #expect(try program.run(["jobs", "resume"]).status == 0)
      #expect(try simulator.ledger().count == 1)
      #expect(try program.run(["search", "*", "--count"]).output == "1\n")
    }
  }

  @Test func `a deadline reaches what goes on with requests, alone and many`() async throws {
    try await with(Self.later("submit")) { program, _ in
      let rows = (0..<6).map { #"{"prompt": "hill \#($0)", "model": "flux-schnell"}"# + "\n" }.joined()
      let commands = [
        ["batch", "-", "--timeout", "2"], ["generate", "a {x}", "--vary", "x=b|c|d", "--timeout", "2"],
        ["pipeline", "run", "draft-to-final", "a lake", "--timeout", "2"], ["pipeline", "resume", "--timeout", "2"],
      ]
      for command in commands {
        let start = ContinuousClock.now
        let answer = try program.run(command + ["--yes"], input: rows)
        #expect(ContinuousClock.now - start < .seconds(2) + Self.slack, "\(command)")
        #expect(answer.status == 7, "\(command): \(answer.errors)")
      }
      let open = try jobs(program)
      #expect(!open.isEmpty && open.allSatisfy { $0["state"] == "prepared" })
    }
  }

  @Test(
    arguments: [
      (["models", "refresh"], ["fault": "rate-limit", "on": "platform", "times": 1000, "retry_after": 60]),
      (
        ["generate", "x", "--model", "fal-ai/odd/thing"],
        ["fault": "delay", "on": "platform", "times": 1000, "seconds": 60]
      ),
      (["keys", "test"], ["fault": "rate-limit", "on": "storage", "times": 1000, "retry_after": 60]),
      (["keys", "test"], ["fault": "delay", "on": "storage", "times": 1000, "seconds": 60]),
    ] as [([String], JSONValue)])
  func `a deadline reaches what is asked before anything is paid`(command: [String], fault: JSONValue) async throws {
    try await with(fault) { program, simulator in
      let start = ContinuousClock.now
      let answer = try program.run(command + ["--timeout", "2"])
      #expect(ContinuousClock.now - start < .seconds(2) + Self.slack)
      #expect(answer.status == 7 && answer.errors.contains("not done after 2 seconds"), "\(answer.errors)")
      #expect(try simulator.ledger().isEmpty)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal is heard while the provider says later, and nothing is sent after it`(_ number: Int32) async throws {
    try await with(Self.later("submit|status|media|storage")) { program, simulator in
      try await interrupt(
        [
          ["generate", "a lake", "--model", "flux-schnell"],
          ["generate", "a lake", "--model", "svd", "--image", "in.png", "--yes"], ["jobs", "resume"], ["batch", "-"],
        ], by: number, program, simulator)
      let jobs = try jobs(program)
      #expect(!jobs.isEmpty && jobs.allSatisfy { $0["state"] == "prepared" })
      #expect(try simulator.ledger().isEmpty)
    }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal is heard while prices and other facts are asked for`(_ number: Int32) async throws {
    try await with(Self.later("platform|storage")) { program, simulator in
      try await interrupt(
        [["generate", "a lake", "--model", "flux-schnell"], ["models", "refresh"], ["keys", "test"]], by: number,
        program, simulator)
      #expect(try simulator.ledger().isEmpty)
    }
  }

  /// Ends each command by a signal as soon as it has asked for something.
  private func interrupt(
    _ commands: [[String]], by number: Int32, _ program: Program, _ simulator: SimulatorProcess
  ) async throws {
    for command in commands {
      let seen = try simulator.requests()
      let running = try program.start(command, input: #"{"prompt": "x", "model": "flux-schnell"}"#)
      try await running.wait { try simulator.requests() != seen }
      #expect(try await running.end(by: number) == 130, "\(command)")
    }
  }

  /// The first one alone waits a moment longer for the answer, and would find that the outcome is unknown.
  @Test(arguments: [SIGINT, SIGTERM])
  func `a second signal ends at once what the first one has still to wait for`(_ first: Int32) async throws {
    try await with(["fault": "delay", "on": "submit", "times": 1, "seconds": 100]) { program, simulator in
      let running = try program.start(["generate", "a lake", "--model", "flux-schnell"])
      try await running.wait { try !simulator.hasFaults() }
      kill(running.process.processIdentifier, first)
      // Two of the same, one right after the other, are one.
      try await Task.sleep(for: .milliseconds(100))
      #expect(running.process.isRunning)
      #expect(try await running.end(by: SIGTERM) == 130)
      #expect(try jobs(program).map { $0["state"]?.stringValue } == ["submitting"])
    }
  }

  @Test func `a submit without an answer is not waited for after a signal, and not forgotten`() async throws {
    try await with(["fault": "delay", "on": "submit", "times": 1, "seconds": 100]) { program, simulator in
      let running = try program.start(["generate", "a lake", "--model", "flux-schnell"])
      try await running.wait { try !simulator.hasFaults() }
      #expect(try await running.end(by: SIGINT) == 130)
      #expect(try jobs(program).map { $0["state"]?.stringValue } == ["unknown"])
    }
  }
}

extension SimulatorProcess {
  /// How many requests it has answered.
  fileprivate func requests() throws -> Int { try control("requests").count }

  /// True where a fault has not met its request yet.
  fileprivate func hasFaults() throws -> Bool { try !control("faults").isEmpty }

  private func control(_ name: String) throws -> [JSONValue] {
    let text = try #require(Tool.output("curl", ["-sf", baseURL + "/_sim/" + name]))
    return try JSONValue(parsing: text).arrayValue ?? []
  }
}
