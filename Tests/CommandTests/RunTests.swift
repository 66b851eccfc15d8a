import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Batches and pipelines: their totals, stopping them, their prompts and their list.
@Suite(.needsProgram(and: "curl"), .serialized) struct RunTests {
  private static let rows = (0..<4).map { #"{"prompt": "lake \#($0)", "model": "flux-dev", "seed": \#($0)}"# + "\n" }
    .joined()

  @Test func `what cannot be resumed is told before a key is asked for`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize", "-q"] + Program.pictures).status == 0)
      let none = try program.run(["pipeline", "resume"])
      #expect(none.status == 1 && none.errors.contains("there is no interrupted run"), "\(none.errors)")
      let unknown = try program.run(["pipeline", "resume", "hero"])
      #expect(unknown.status == 2 && unknown.errors.contains("there is no run 'hero'"), "\(unknown.errors)")
    }
  }

  @Test func `a batch tells its totals in one line, to programs in events, and otherwise nothing`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "1.2") { simulator in
        var program = program
        program.environment = simulator.environment
        try simulator.call("POST", ["fault": "content-policy", "times": 1])
        let terminal = try PseudoTerminal(columns: 80)
        let running = try program.start(
          ["batch", "-", "--concurrency", "1", "--max-cost", "1"], input: Self.rows, errors: terminal.slave)
        _ = running.output.readDataToEndOfFile()
        running.process.waitUntilExit()
        let text = terminal.text()
        #expect(running.process.terminationStatus == 3)
        #expect(text.contains("rows 2/4, 1 failed, 0.025 of 0.1 USD, "), "\(text)")
        #expect(text.contains(" s left"))
        let piped = try program.run(
          ["batch", "-", "--concurrency", "1", "--run", "anew", "--json"],
          input: Self.rows.replacingOccurrences(of: "lake", with: "sea"))
        #expect(!piped.errors.contains("of 0.1 USD") && piped.json?["rows"]?.arrayValue?.count == 4, "\(piped.errors)")
        let told = try program.run(
          ["batch", "-", "--concurrency", "1", "--json", "--progress", "json"],
          input: Self.rows.replacingOccurrences(of: "lake", with: "bay"))
        let events = try told.errors.split(separator: "\n").filter { $0.hasPrefix(#"{"progress":"#) }
          .map { try JSONValue(parsing: String($0)) }.compactMap { $0["progress"] }
        #expect(events.count >= 2 && events.allSatisfy { $0["command"] == "batch" }, "\(told.errors)")
        #expect(events.last?["phase"] == "rows")
        #expect(events.last?["done"]?.intValue == 4 && events.last?["total"]?.intValue == 4, "\(told.errors)")
        let quiet = try program.run(
          ["batch", "-", "--concurrency", "1", "-q"], input: Self.rows.replacingOccurrences(of: "lake", with: "hill"))
        #expect(quiet.errors.isEmpty, "\(quiet.errors)")
      }
    }
  }

  @Test func `a second Ctrl-C cancels the requests of a batch at the provider, and the rest stays`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "30") { simulator in
        var program = program
        program.environment = simulator.environment
        let running = try program.start(["batch", "-", "--concurrency", "2"], input: Self.rows)
        try await running.wait { try Self.states(program).count { $0 == "submitted" } == 2 }
        kill(running.process.processIdentifier, SIGINT)
        try await Task.sleep(for: .milliseconds(150))
        #expect(try await running.end(by: SIGINT, within: .seconds(6)) == 130)
        let states = try Self.states(program)
        #expect(states.count { $0 == "cancelled" } == 2 && states.count { $0 == "prepared" } == 2, "\(states)")
        let said = try String(contentsOf: running.errors, encoding: .utf8)
        #expect(said.contains("not billed") && said.contains("--retry-failed"), "\(said)")
      }
    }
  }

  private static func states(_ program: Program) throws -> [String] {
    try program.run(["jobs", "--json"]).json?["jobs"]?.arrayValue?.compactMap { $0["state"]?.stringValue } ?? []
  }

  @Test func `styles and wildcards of the configuration's folder are recorded as what they became`() async throws {
    try await Program.with { program in
      let folder = program.folder.appending(".config/alice").description
      for (name, text) in [("wildcards/animal.txt", "red fox\n"), ("styles/oil.txt", "oil painting of {prompt}")] {
        let file = URL(filePath: folder + "/" + name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      let answer = try program.run(["generate", "a __animal__", "--style", "oil", "--simulate", "--json"])
      let asset = try #require(answer.json?["assets"]?[0])
      #expect(asset["prompt"] == "oil painting of a red fox", "\(answer.errors)")
      #expect(asset["parameters"]?["prompt_template"] == "a __animal__")
      #expect(asset["parameters"]?["prompt_styles"] == ["oil"])
      #expect(try program.run(["search", "p.prompt_styles:oil", "--count"]).output == "1\n")
      let id = try #require(asset["id"]?.stringValue)
      #expect(try program.run(["show", id, "--as", "command"]).output.contains("'oil painting of a red fox'"))
      let unknown = try program.run(["generate", "a __anmal__", "--simulate"])
      #expect(unknown.status == 2 && unknown.errors.contains("did you mean __animal__"), "\(unknown.errors)")
      let style = try program.run(["batch", "-", "--style", "../config", "--simulate"], input: #"{"prompt": "x"}"#)
      #expect(style.status == 2 && style.errors.contains("there is no style"), "\(style.errors)")
      let row = try program.run(
        ["batch", "-", "--style", "oil", "--simulate", "--jsonl"], input: #"{"prompt": "an __animal__"}"#)
      #expect(row.output.contains("oil painting of an red fox"), "\(row.errors)")
    }
  }

  @Test func `a pipeline begins with an asset, and its run is listed`() async throws {
    try await Program.with { program in
      let made = try program.run(["generate", "a lake", "--seed", "3", "--simulate", "--json"])
      let id = try #require(made.json?["assets"]?[0]?["id"]?.stringValue)
      let file = program.folder.appending("mine.yaml").description
      let text = "name: mine\ninputs: [image]\nlimit: null\nstages:\n  - upscale: {model: clarity-upscaler}\n"
      try text.write(toFile: file, atomically: true, encoding: .utf8)
      let answer = try program.run(["pipeline", "run", file, "--image", String(id.prefix(10)), "--simulate", "--json"])
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(answer.json?["assets"]?[0]?["parents"] == [.string(id)])
      let run = try #require(answer.json?["run"]?.stringValue)
      let listed = try #require(try program.run(["pipeline", "list", "--json"]).json)
      #expect(listed["runs"]?[0]?["run"] == .string(run) && listed["runs"]?[0]?["state"] == "done")
      #expect(listed["runs"]?[0]?["stages_done"] == 1 && listed["pipelines"]?.arrayValue?.count == 3)
      #expect(try program.run(["pipeline", "list"]).output.contains(run))
    }
  }
}
