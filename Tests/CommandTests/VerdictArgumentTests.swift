import AliceTestSupport
import Testing

/// What stars and tags may be, as arguments.
@Suite(.needsProgram()) struct VerdictArgumentTests {
  @Test func `stars stand last or behind their flag, from 0 to 5`() async throws {
    try await SelectionTests.withPictures(1) { program, ids, _ in
      let rated = try program.run(["rate", "--stars", "3", ids[0], "--json"])
      #expect(rated.status == 0 && SelectionTests.ratings(rated) == [3])
      let mistakes: [[String]] = [["6"], ["-1"], ["four"], ["--stars", "6"], []]
      for words in mistakes {
        let answer = try program.run(["rate", ids[0]] + words)
        #expect(answer.status == 2, "\(words)")
      }
      #expect(try program.run(["rate"]).status == 2)
    }
  }

  @Test(arguments: ["6", "4.5", "good"])
  func `stars that are no number from 0 to 5 are named`(_ word: String) async throws {
    try await SelectionTests.withPictures(1) { program, ids, _ in
      let answer = try program.run(["rate", ids[0], word])
      #expect(answer.status == 2 && answer.errors.contains("not '\(word)'"), "\(answer.errors)")
    }
  }

  @Test(arguments: ["+", "+ ", "+\u{3000}", "-\t", "+a\u{1B}[31m"])
  func `a tag without a letter, or with a control in it, is none`(_ word: String) async throws {
    try await SelectionTests.withPictures(1) { program, ids, _ in
      let answer = try program.run(["tag", ids[0], word])
      #expect(answer.status == 2 && answer.errors.contains("is not a tag"), "\(answer.errors)")
    }
  }
}
