import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Requests and recipes that are sent again, and requests of others that are taken home.
@Suite(.needsProgram(and: "curl"), .serialized) struct AgainTests {
  private static func with(
    latency: String = "0.1", _ body: (Program, SimulatorProcess) async throws -> Void
  ) async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: latency) { simulator in
        var program = program
        program.environment = simulator.environment
        try await body(program, simulator)
      }
    }
  }

  @Test func `a failed job is sent again as a new one, with its price`() async throws {
    try await Self.with { program, simulator in
      try simulator.call("POST", ["fault": "content-policy", "times": 1])
      #expect(try program.run(["generate", "a lake", "--model", "flux-dev", "--seed", "5"]).status != 0)
      let failed = try #require(try program.run(["jobs", "--json"]).json?["jobs"]?[0]?["id"]?.stringValue)
      let plan = try program.run(["jobs", "retry", failed, "--estimate", "--json"])
      #expect(plan.json?["jobs"]?[0]?["estimate"] == "0.025", "\(plan.output)\(plan.errors)")
      let limited = try program.run(["jobs", "retry", failed, "--max-cost", "0.01"])
      #expect(limited.status == 6, "\(limited.errors)")
      let again = try program.run(["jobs", "retry", failed])
      #expect(again.status == 0 && again.errors.contains("0.025 USD"), "\(again.errors)")
      #expect(again.output.split(separator: "\n").count == 1)
      let jobs = try #require(try program.run(["jobs", "--json"]).json?["jobs"]?.arrayValue)
      #expect(jobs.map { $0["state"] } == ["done", "failed"])
      #expect(jobs[0]["input"] == jobs[1]["input"] && jobs[0]["id"] != jobs[1]["id"])
      let done = try #require(jobs[0]["id"]?.stringValue)
      let refused = try program.run(["jobs", "retry", done])
      #expect(refused.status == 2 && refused.errors.contains("--from"), "\(refused.errors)")
      let twice = try program.run(["jobs", "retry", failed])
      #expect(twice.status == 2 && twice.errors.contains("was sent again as job \(jobs[0]["id"]?.stringValue ?? "")"))
      #expect(try simulator.ledger().filter { $0["state"] == "COMPLETED" }.count == 1)
    }
  }

  @Test func `a failed job that several processes send again at once is paid for once`() async throws {
    try await Self.with { program, simulator in
      try simulator.call("POST", ["fault": "content-policy", "times": 1])
      #expect(try program.run(["generate", "a lake", "--model", "flux-dev", "--seed", "5"]).status != 0)
      let failed = try #require(try program.run(["jobs", "--json"]).json?["jobs"]?[0]?["id"]?.stringValue)
      let all = try (0..<4).map { _ in try program.start(["jobs", "retry", failed, "--yes"]) }
      for one in all { one.process.waitUntilExit() }
      let statuses = all.map(\.process.terminationStatus).sorted()
      #expect(statuses.first == 0 && statuses.dropFirst().allSatisfy { $0 == 2 || $0 == 7 }, "\(statuses)")
      #expect(try simulator.ledger().filter { $0["state"] == "COMPLETED" }.count == 1)
    }
  }

  @Test func `a request of another library is taken home once, with its input as the recipe`() async throws {
    try await Self.with { program, simulator in
      #expect(try program.run(["generate", "a red fox", "--model", "flux-dev", "--seed", "9", "--detach"]).status == 0)
      let request = try #require(try simulator.ledger().first?["request_id"]?.stringValue)
      let other = program.folder.appending("Other").description
      let fetch = ["jobs", "fetch", "fal-ai/flux/dev", request, "--library", other]
      #expect(try program.run(["init", other]).status == 0)
      let taken = try program.run(fetch + ["--json"])
      #expect(taken.status == 0, "\(taken.errors)")
      let asset = try #require(taken.json?["assets"]?[0])
      #expect(asset["prompt"] == "a red fox" && asset["seed"] == "9" && asset["request_id"] == .string(request))
      #expect(asset["cost"]?["basis"] == "billed" && asset["model"] == "flux-dev")
      let again = try program.run(fetch)
      #expect(again.status == 0 && again.errors.contains("already in the library"), "\(again.errors)")
      #expect(try program.run(["jobs", "--library", other, "--json"]).json?["jobs"]?.arrayValue?.count == 1)
      let unknown = try program.run(["jobs", "fetch", "flux-dev", "nobody-has-it", "--library", other])
      #expect(unknown.status == 5 && unknown.errors.contains("30 days"), "\(unknown.errors)")
      #expect(try program.run(["jobs", "fetch", "flux-dev", "../x", "--library", other]).status == 2)
      #expect(try program.run(["jobs", "--library", other, "--json"]).json?["jobs"]?.arrayValue?.count == 1)
      #expect(try simulator.ledger().count == 1)
    }
  }

  @Test func `a recipe is sent again, and the result compared`() async throws {
    try await Self.with { program, _ in
      let first = try program.run(["generate", "a lake", "--model", "flux-dev", "--seed", "5", "--json"])
      let id = try #require(first.json?["assets"]?[0]?["id"]?.stringValue)
      let same = try program.run(["generate", "--from", id, "--compare", "--json"])
      #expect(same.status == 0 && same.errors.contains("0.025 USD"), "\(same.errors)")
      #expect(same.json?["comparison"]?["verdict"] == "identical", "\(same.output)")
      #expect(same.json?["jobs"]?.arrayValue?.count == 1)
      let other = try program.run(["generate", "--from", id, "--seed", "new", "--compare", "--json"])
      #expect(other.errors.contains("seed: 5 →") && other.errors.contains("of 64"), "\(other.errors)")
      let distance = try #require(other.json?["comparison"]?["distance"]?.intValue)
      #expect(distance > 0 && other.json?["comparison"]?["verdict"] == "different")
      let moved = try program.run(["generate", "--from", id, "--model", "flux-schnell", "--json"])
      #expect(moved.errors.contains("model: flux-dev → flux-schnell"), "\(moved.errors)")
      #expect(moved.json?["assets"]?[0]?["prompt"] == "a lake" && moved.json?["assets"]?[0]?["seed"] == "5")
      #expect(try program.run(["generate", "--from", "00000000"]).status == 2)
      #expect(try program.run(["generate", "--compare", "x"]).status == 2)
    }
  }

  @Test func `a recipe of another program is sent as far as there is a counterpart`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize", Program.pictures[0], "-q"]).status == 0)
      let id = try #require(try program.run(["search", "*", "--json"]).json?["assets"]?[0]?["id"]?.stringValue)
      let answer = try program.run(["generate", "--from", id, "--simulate", "--json"])
      #expect(answer.status == 0 && answer.errors.contains("is left out"), "\(answer.errors)")
      #expect(answer.json?["assets"]?[0]?["model"] == "flux-schnell")
      let shown = try program.run(["show", id, "--as", "command"])
      #expect(shown.errors.contains("no counterpart for sampler"), "\(shown.errors)")
      let pasted = try Self.paste(shown.output, ["--simulate", "--json"], program)
      #expect(pasted.status == 0, "\(pasted.errors)")
    }
  }

  @Test func `the printed command makes the same picture`() async throws {
    try await Self.with { program, simulator in
      let prompt = "it's a \"lake\" of __glass__ & $HOME\n@night"
      let made = try program.run([
        "generate", "--model", "flux-dev", "--seed", "5", "-n", "2", "--param", "image_size=640x480", "--json", "--",
        prompt.replacingOccurrences(of: "__glass__", with: "\\__glass__"),
      ])
      let ids = try #require(made.json?["assets"]?.arrayValue?.compactMap { $0["id"]?.stringValue })
      #expect(ids.count == 2, "\(made.errors)")
      let shown = try program.run(["show", ids[1], "--as", "command"])
      #expect(shown.errors.contains("2 pictures, of which this is number 2"), "\(shown.errors)")
      let other = program.folder.appending("Other").description
      #expect(try program.run(["init", other]).status == 0)
      let again = try Self.paste(shown.output, ["--library", other, "--json"], program)
      #expect(again.status == 0, "\(again.errors)")
      #expect(again.json?["assets"]?.arrayValue?.compactMap { $0["id"]?.stringValue } == ids)
      #expect(again.json?["assets"]?[1]?["prompt"] == .string(prompt))
      #expect(try simulator.ledger().count == 2)
    }
  }

  /// Runs a printed command in a shell, with options in front of its first one.
  private static func paste(_ command: String, _ options: [String], _ program: Program) throws -> Program.Answer {
    let line = command.replacingOccurrences(
      of: "alice generate", with: "alice generate " + options.joined(separator: " "))
    let script = "alice() { '\(Program.binary.path)' \"$@\"; }; " + line
    return try program.run(["-c", script], of: URL(filePath: "/bin/bash"))
  }
}
