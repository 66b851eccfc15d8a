import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram(and: "curl"), .serialized) struct BudgetTests {
  private func billed(_ simulator: SimulatorProcess) throws -> Money {
    try simulator.ledger().compactMap { $0["amount"]?.scalarText.flatMap { Money($0) } }.reduce(.zero, +)
  }

  private func withSimulator(_ body: (Program, SimulatorProcess) async throws -> Void) async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program) { simulator in
        var program = program
        program.environment = simulator.environment
        try await body(program, simulator)
      }
    }
  }

  /// All of them at once; the answers in the order of `arguments`.
  private func together(_ program: Program, _ arguments: [[String]]) throws -> [(status: Int32, errors: String)] {
    let running = try arguments.map { try program.start($0) }
    return try running.map { running in
      _ = running.output.readDataToEndOfFile()
      running.process.waitUntilExit()
      return (running.process.terminationStatus, try String(contentsOf: running.errors, encoding: .utf8))
    }
  }

  @Test(arguments: [4, 12])
  func `eight processes at once stay within the budget of a day`(_ count: Int) async throws {
    try await withSimulator { program, simulator in
      #expect(try program.run(["budget", "set", "day", "1"]).status == 0)
      var statuses: [Int32] = []
      for round in 0..<(count == 4 ? 2 : 1) {
        let answers = try together(
          program,
          (0..<8).map {
            [
              "generate", "picture \(round) \($0)", "--model", "flux-dev", "-n", "\(count)", "--param",
              "image_size=64x64",
            ]
          })
        for answer in answers where answer.status != 0 {
          #expect(answer.status == 6, "\(answer.errors)")
          #expect(answer.errors.contains("1.00 today"))
        }
        statuses += answers.map(\.status)
      }
      // A request of four costs 0.10, one of twelve 0.30.
      #expect(statuses.count { $0 == 0 } == (count == 4 ? 10 : 3))
      #expect(try billed(simulator) == Money(count == 4 ? "1" : "0.9"))
      let jobs = try program.run(["jobs", "--json"]).json?["jobs"]?.arrayValue ?? []
      #expect(jobs.count == (count == 4 ? 10 : 9))
      let line = try program.run(["budget", "--json"]).json?["limits"]?.arrayValue?.first
      #expect(line?["spent"]?.stringValue == (count == 4 ? "1" : "0.9"))
      #expect(line?["reserved"]?.stringValue == "0")
    }
  }

  @Test func `what may cost more than was allowed is refused, and nothing leaves or stays`() async throws {
    try await withSimulator { program, simulator in
      let file = Fixtures.url("demo").appending(path: "00017-2718281828.png").path
      let refused = [
        ["generate", "x", "--model", "flux-dev", "-n", "8", "--max-cost", "0.19"],
        ["generate", "x", "--model", "svd", "--image", file, "--max-cost", "0.001", "--yes"],
        ["generate", "x", "--model", "fal-ai/nobody-knows", "--max-cost", "5"],
      ]
      for arguments in refused {
        let answer = try program.run(arguments)
        #expect(answer.status == 6 && answer.output.isEmpty, "\(arguments) \(answer.errors)")
      }
      // Not even a library was made; what was asked are prices, and the schema of an endpoint that is not in the list.
      #expect(try program.run(["jobs", "--json"]).status == 9)
      let text = Tool.output("curl", ["-sf", simulator.baseURL + "/_sim/requests"]) ?? ""
      let requests = try #require(try JSONValue(parsing: text).arrayValue)
      let isQuestion = { (path: String) in path.contains("openapi") || path.contains("/models/pricing") }
      #expect(requests.allSatisfy { $0["path"]?.stringValue.map(isQuestion) == true }, "\(text)")
      let allowed = ["generate", "x", "--model", "flux-dev", "-n", "8", "--max-cost", "0.20"]
      #expect(try program.run(allowed).status == 0)
      #expect(try billed(simulator) == Money("0.2"))
    }
  }

  @Test func `a run has a limit, the configuration gives defaults, and clearing brings them back`() async throws {
    try await withSimulator { program, simulator in
      try Data("budget:\n  run: 0.02\n  month: 7\n".utf8)
        .write(to: URL(filePath: program.folder.appending(".alice.yaml").description))
      let request = ["generate", "x", "--model", "flux-dev"]
      #expect(try program.run(request).status == 6)
      #expect(try program.run(["budget", "set", "run", "0.03"]).status == 0)
      #expect(try program.run(request).status == 0)
      let lines = try program.run(["budget", "--jsonl"]).output.split(separator: "\n").map {
        try JSONValue(parsing: String($0))
      }
      #expect(lines.map { $0["limit"]?.stringValue } == [nil, "7", "0.03"])
      #expect(lines.map { $0["from"]?.stringValue } == [nil, "configuration", "library"])
      #expect(lines[1]["left"]?.stringValue == "6.975")
      #expect(try program.run(["budget", "clear", "run"]).status == 0)
      #expect(try program.run(["generate", "y", "--model", "flux-dev"]).status == 6)
      #expect(try simulator.ledger().count == 1)
    }
  }

  @Test func `eight processes at once stay within a limit for what nobody has priced`() async throws {
    try await withSimulator { program, simulator in
      #expect(try program.run(["budget", "set", "day", "1.7"]).status == 0)
      let answers = try together(
        program, (0..<8).map { ["generate", "picture \($0)", "--model", "kolors", "--allow-unknown-price"] })
      for answer in answers where answer.status != 0 { #expect(answer.status == 6, "\(answer.errors)") }
      #expect(answers.count { $0.status == 0 } == 3)
      #expect(try simulator.ledger().count == 3)
      let line = try program.run(["budget", "--json"]).json?["limits"]?[0]
      #expect(line?["spent"]?.stringValue == "1.5" && line?["reserved"]?.stringValue == "0")
      // What one counts is a setting, of the configuration or of the library.
      try Data("budget:\n  unknown: 0.1\n".utf8)
        .write(to: URL(filePath: program.folder.appending(".alice.yaml").description))
      #expect(try program.run(["budget", "--json"]).json?["unknown"] == ["amount": "0.1", "from": "configuration"])
      #expect(try program.run(["budget", "set", "unknown", "0.3"]).status == 0)
      let more = ["generate", "one more", "--model", "kolors", "--allow-unknown-price"]
      #expect(try program.run(more).status == 6)
      #expect(try program.run(["budget", "clear", "unknown"]).status == 0)
      let made = try program.run(more + ["--json"])
      #expect(made.json?["cost"] == ["amount": "0.1", "currency": "USD", "basis": "unverified"], "\(made.errors)")
    }
  }

  @Test func `what nobody has priced is not sent without a yes`() async throws {
    try await withSimulator { program, simulator in
      let rows = "{\"prompt\": \"a lake\"}\n{\"prompt\": \"a sea\"}\n"
      let pipeline = "name: test\nstages:\n  - name: draft\n    generate: {model: kolors, count: 2}\n"
      try Data(pipeline.utf8).write(to: URL(filePath: program.folder.appending("test.yaml").description))
      let commands = [
        ["generate", "x", "--model", "kolors", "-n", "6"], ["generate", "x", "--model", "kolors", "--detach"],
        ["generate", "a {c} cat", "--model", "kolors", "--vary", "c=red|blue"],
        ["generate", "x", "--model", "me/some/model"], ["batch", "-", "--model", "kolors"],
        ["pipeline", "run", "test.yaml", "x"],
      ]
      for command in commands {
        let answer = try program.run(command, input: rows)
        #expect(answer.status == 6 && answer.output.isEmpty, "\(command) \(answer.errors)")
        #expect(answer.errors.contains("is not known") && answer.errors.contains("--yes"), "\(answer.errors)")
      }
      #expect(try simulator.ledger().isEmpty)
      for command in commands {
        let answer = try program.run(command + ["--yes"], input: rows)
        #expect(answer.status == 0, "\(command) \(answer.errors)")
      }
      // A yes is no allowance where there is a limit.
      #expect(try program.run(["budget", "set", "month", "100"]).status == 0)
      for command in commands {
        let answer = try program.run(
          command + ["--yes", "--project", "other"] + (command[0] == "pipeline" ? [] : ["--again"]), input: rows)
        #expect(answer.status == 6 && answer.errors.contains("--allow-unknown-price"), "\(command) \(answer.errors)")
      }
    }
  }

  @Test func `what is counted is put right by a person`() async throws {
    try await withSimulator { program, simulator in
      // By compute seconds that have no price.
      simulator.price(["endpoint": "fal-ai/fast-sdxl", "unit_price": nil])
      let made = try program.run(["generate", "x", "--model", "fast-sdxl", "--json"])
      let job = try #require(made.json?["jobs"]?[0]?["id"]?.stringValue)
      #expect(made.errors.contains("alice cost fix \(job) USD"), "\(made.errors)")
      #expect(try program.run(["jobs", "--json"]).json?["jobs"]?[0]?["cost"]?["basis"] == "unverified")
      let shown = try program.run(["cost", "fix", job, "0.004", "-n"])
      #expect(shown.status == 0 && shown.errors.contains("would become 0.004 USD"))
      #expect(try program.run(["cost", "--json"]).json?["total"]?["unverified"] == "0.0025")
      let fixed = try program.run(["cost", "fix", job, "0.004", "--note", "invoice of May", "--json"])
      #expect(fixed.json?["cost"]?["amount"] == "0.004" && fixed.json?["assets"]?.arrayValue?.count == 1)
      let total = try program.run(["cost", "--json"]).json?["total"]
      #expect(total?["unverified"] == "0" && total?["spent"] == "0.004")
      let asset = try program.run(["search", "*", "--json"]).json?["assets"]?[0]
      #expect(asset?["cost"] == ["amount": "0.004", "currency": "USD", "basis": "billed"])
      #expect(try program.run(["check"]).status == 0)
      let entry = try program.run(["log", "--json"]).json?["operations"]?[0]
      #expect(entry?["kind"] == "cost" && entry?["arguments"]?["note"] == "invoice of May")
      #expect(entry?["arguments"]?["before"]?["amount"] == "0.0025" && entry?["arguments"]?["job"]?.stringValue == job)
      #expect(try program.run(["cost", "fix", "nobody", "1"]).status == 2)
      #expect(try program.run(["cost", "fix", job, "much"]).status == 2)
    }
  }

  @Test func `what is put right waits for another alice no longer than a person does`() async throws {
    try await withSimulator { program, _ in
      let made = try program.run(["generate", "x", "--model", "fast-sdxl", "--json"])
      let job = try #require(made.json?["jobs"]?[0]?["id"]?.stringValue)
      let lock = open(program.library + "/.alice/lock", O_RDWR)
      #expect(flock(lock, LOCK_EX) == 0)
      let running = try program.start(["cost", "fix", job, "0.004"])
      try await Task.sleep(for: .milliseconds(500))
      #expect(try await running.end(by: SIGINT) == 130 && running.process.terminationReason == .exit)
      close(lock)
      #expect(try program.run(["cost", "--json"]).json?["total"]?["spent"] == "0.0025")
      #expect(try program.run(["cost", "fix", job, "0.004"]).status == 0)
    }
  }

  @Test func `a rehearsal spends nothing of the budget`() async throws {
    try await Program.with { program in
      let set = try program.run(["budget", "set", "day", "0"])
      let made = try program.run(["generate", "x", "--simulate"])
      let shown = try program.run(["budget", "--json"])
      #expect(set.status == 0 && made.status == 0, "\(made.errors)")
      #expect(shown.json?["limits"]?[0]?["spent"]?.stringValue == "0")
    }
  }

  @Test(arguments: [
    ["set", "day", "x"], ["set", "day", "1e3"], ["set", "week", "1"], ["set", "day", "-1"], ["set", "day", "5."],
  ])
  func `amounts that make no sense are refused in one line`(_ arguments: [String]) async throws {
    try await Program.with { program in
      let answer = try program.run(["budget"] + arguments)
      #expect(answer.status == 2 && answer.output.isEmpty && !answer.errors.isEmpty)
    }
  }
}
