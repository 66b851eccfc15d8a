import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct BatchCommandTests {
  private let rows = #"{"prompt": "a lake at {time}", "seed": 1}"# + "\n" + #"{"promt": "typo"}"# + "\n"

  @Test func `a wrong row is named by its line and nothing is sent`() async throws {
    try await Program.with { program in
      let answer = try program.run(["batch", "-", "--simulate"], input: rows)
      #expect(answer.status == 2 && answer.output.isEmpty)
      #expect(answer.errors.contains("row 2") && answer.errors.contains("did you mean prompt"))
      #expect(!FileManager.default.fileExists(atPath: program.library))
    }
  }

  @Test func `the rest of a batch with a wrong row is status 3`() async throws {
    try await Program.with { program in
      let answer = try program.run(
        ["batch", "-", "--simulate", "--skip-bad", "--vary", "time=dawn|night", "--jsonl"], input: rows)
      #expect(answer.status == 3, "\(answer.errors)")
      let lines = try answer.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
      #expect(lines.map { $0["vary"]?["time"]?.stringValue } == ["dawn", "night"])
      #expect(try program.run(["search", "lake dawn", "--count"]).output == "1\n")
    }
  }

  @Test func `a batch beyond its limit is status 6`() async throws {
    try await Program.with { program in
      let input = #"{"prompt": "a", "model": "flux-dev", "n": 4}"#
      let answer = try program.run(["batch", "-", "--simulate", "--max-cost", "0.05"], input: input)
      #expect(answer.status == 6 && answer.errors.contains("0.10 USD"), "\(answer.errors)")
      let estimate = try program.run(["batch", "-", "--estimate", "--json"], input: input)
      #expect(estimate.json?["cost"]?["amount"] == "0.1")
    }
  }

  @Test func `generate makes one for each value`() async throws {
    try await Program.with { program in
      let answer = try program.run(["generate", "a {what}", "--vary", "what=lake|hill", "--simulate", "--json"])
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(answer.json?["assets"]?.arrayValue?.compactMap { $0["prompt"]?.stringValue } == ["a lake", "a hill"])
      #expect(try program.run(["generate", "a {whta}", "--vary", "what=lake|hill", "--simulate"]).status == 2)
    }
  }

  @Test func `a pipeline's file is shown, changed and run`() async throws {
    try await Program.with { program in
      #expect(try program.run(["pipeline", "list"]).output.contains("draft-to-final"))
      let shown = try program.run(["pipeline", "show", "best-of"])
      let file = program.folder.appending("mine.yaml").description
      try shown.output.replacing("count: 6", with: "count: 2").write(toFile: file, atomically: true, encoding: .utf8)
      let answer = try program.run(["pipeline", "run", file, "a lake", "--simulate"])
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(answer.output.split(separator: "\n").count == 1 && answer.errors.contains("1 of 2 kept"))
      try "name: x\nstagse: []".write(toFile: file, atomically: true, encoding: .utf8)
      let wrong = try program.run(["pipeline", "run", file, "a lake", "--simulate"])
      #expect(wrong.status == 2 && wrong.errors.contains("line 2") && wrong.errors.contains("stages"))
      #expect(try program.run(["pipeline", "run", "best-fo", "a lake"]).errors.contains("did you mean best-of"))
    }
  }
}
