import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt && Program.has("curl")), .serialized) struct BudgetTests {
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
      // Not even a library was made; what was asked is the schema of an endpoint that is not in the list.
      #expect(try program.run(["jobs", "--json"]).status == 9)
      let text = Program.tool("curl", ["-sf", simulator.baseURL + "/_sim/requests"]) ?? ""
      let requests = try #require(try JSONValue(parsing: text).arrayValue)
      #expect(requests.allSatisfy { $0["path"]?.stringValue?.contains("openapi") == true }, "\(text)")
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

  @Test func `what is counted is put right by a person`() async throws {
    try await withSimulator { program, simulator in
      let made = try program.run(["generate", "x", "--model", "fast-sdxl", "--json"])
      let job = try #require(made.json?["jobs"]?[0]?["id"]?.stringValue)
      #expect(made.errors.contains("alice cost fix \(job) USD"), "\(made.errors)")
      #expect(try program.run(["jobs", "--json"]).json?["jobs"]?[0]?["cost"]?["basis"] == "unverified")
      let shown = try program.run(["cost", "fix", job, "0.004", "-n"])
      #expect(shown.status == 0 && shown.errors.contains("would become 0.004 USD"))
      #expect(try program.run(["cost", "--json"]).json?["total"]?["unverified"] == "0.0025")
      let fixed = try program.run(["cost", "fix", job, "0.004", "--json"])
      #expect(fixed.json?["cost"]?["amount"] == "0.004" && fixed.json?["assets"]?.arrayValue?.count == 1)
      let total = try program.run(["cost", "--json"]).json?["total"]
      #expect(total?["unverified"] == "0" && total?["spent"] == "0.004")
      let asset = try program.run(["search", "*", "--json"]).json?["assets"]?[0]
      #expect(asset?["cost"] == ["amount": "0.004", "currency": "USD", "basis": "billed"])
      #expect(try program.run(["check"]).status == 0)
      #expect(try program.run(["cost", "fix", "nobody", "1"]).status == 2)
      #expect(try program.run(["cost", "fix", job, "much"]).status == 2)
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
