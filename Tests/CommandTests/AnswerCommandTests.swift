import AliceModel
import Foundation
import Testing

/// What `generate` prints of an answer in words.
@Suite(.needsProgram()) struct AnswerCommandTests {
  private static let command = ["generate", "What is it?", "--model", "fal-ai/moondream2", "--simulate", "--yes"]

  @Test func `a text is printed, and its path is told`() async throws {
    try await Program.with { program in
      let answer = try program.run(Self.command)
      #expect(answer.status == 0 && answer.output == "A mountain lake at dawn.\n")
      let told = answer.errors.split(separator: "\n").map(String.init)
      let path = try #require(told.first { $0.hasSuffix(".txt") })
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "A mountain lake at dawn.")
      let again = try program.run(Self.command)
      #expect(again.status == 0 && again.output == answer.output)
      #expect(try program.run(["search", "type:text", "dawn", "--count"]).output == "1\n")
    }
  }

  @Test func `a program gets the text and the path`() async throws {
    try await Program.with { program in
      let asset = try program.run(Self.command + ["--json"]).json?["assets"]?[0]
      #expect(asset?["text"] == "A mountain lake at dawn.")
      #expect(asset?["file"]?.stringValue?.hasSuffix(".txt") == true)
      let paths = try program.run(Self.command + ["-0"])
      #expect(paths.output.hasSuffix(".txt\0"))
    }
  }
}
