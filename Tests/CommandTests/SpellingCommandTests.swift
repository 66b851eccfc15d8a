import AliceTestSupport
import Testing

/// Words that were meant otherwise, and words that a terminal would obey.
@Suite(.needsProgram()) struct SpellingCommandTests {
  @Test(arguments: [
    (["serach", "castle"], "search"), (["help", "serach"], "search"), (["help", "pipeline", "rn"], "run"),
    (["ls"], "search"), (["import", "x"], "organize"), (["rm", "x"], "delete"), (["help", "history"], "log"),
    (["search", "*", "--sort", "qualiy"], "quality"), (["pipeline", "run", "draft"], "draft-to-final"),
    (["cost", "--by", "modle"], "model"), (["config", "get", "modle"], "model"),
  ])
  func `a word that was meant otherwise is told with the nearest one`(_ words: [String], _ meant: String) async throws {
    try await Program.with { program in
      #expect(try program.run(["init"]).status == 0)
      let answer = try program.run(words)
      #expect(answer.status == 2 && answer.output.isEmpty, "\(answer.output)")
      #expect(answer.errors.contains("did you mean '\(meant)'?") || answer.errors.contains("did you mean \(meant)?"))
    }
  }

  @Test func `no error repeats an escape as it is`() async throws {
    try await Program.with { program in
      #expect(try program.run(["init"]).status == 0)
      let bad = "x\u{1B}[31m\u{1B}]0;title\u{7}\u{202E}"
      for words in [
        [bad], ["search", "--" + bad], ["search", "*", "--limit", bad], ["search", "*", "--sort", bad], ["help", bad],
        ["config", bad], ["config", "set", bad, "x"], ["search", "*", "--since", bad], ["search", "@" + bad],
        ["search", "--save", bad, "x"], ["search", bad + ":4"], ["init", "--" + bad], ["organize", "--layout", bad],
        ["rate", bad, "4"], ["tag", bad, "+x"], ["pipeline", "run", bad], ["models", bad], ["cost", "--by", bad],
      ] {
        let answer = try program.run(words)
        #expect(
          !answer.errors.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{202E}" }, "\(words)")
      }
    }
  }
}
