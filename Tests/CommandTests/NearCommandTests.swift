import AliceModel
import AliceTestSupport
import Testing

/// What `alice search` says about words that are found by their meaning.
@Suite(.needsProgram()) struct NearCommandTests {
  private func withPictures(_ body: (Program) throws -> Void) async throws {
    try await Program.with { program in
      for prompt in ["a kitten on a chair", "two cats", "a racing car"] {
        #expect(try program.run(["generate", prompt, "--model", "flux-schnell", "--simulate", "-q"]).status == 0)
      }
      try body(program)
    }
  }

  @Test func `a search without a result offers what means nearly the same`() async throws {
    try await withPictures { (program: Program) throws in
      let none = try program.run(["search", "kitty"])
      #expect(none.status == 1 && none.output.isEmpty)
      #expect(none.errors.contains("'near:kitty' finds 2: "), "\(none.errors)")
      #expect(none.errors.contains("kitten") && none.errors.contains("cats"), "\(none.errors)")
      #expect(try program.run(["search", "kitty~", "--count"]).output == "2\n")
      let unknown = try program.run(["search", "xqzwv"])
      #expect(unknown.status == 1 && !unknown.errors.contains("near:"), "\(unknown.errors)")
    }
  }

  @Test func `the explanation lists the words`() async throws {
    try await withPictures { (program: Program) throws in
      let plan = try program.run(["search", "near:kitty", "--explain"])
      #expect(plan.status == 0)
      let line = plan.output.split(separator: "\n").first { $0.hasPrefix("near:kitty: ") } ?? ""
      #expect(line.contains("kitten (") && line.contains("cats ("), "\(plan.output)")
    }
  }

  @Test func `a word of unknown meaning is named, and finds itself`() async throws {
    try await withPictures { (program: Program) throws in
      for word in ["xqzwv", "猫", String(repeating: "a", count: 10_000)] {
        let found = try program.run(["search", word + "~"])
        #expect(found.status == 1)
        #expect(found.errors.contains("is not known, so near: finds only the word itself"), "\(found.errors)")
        #expect(found.errors.utf8.count < 30_000)
      }
      #expect(try program.run(["search", "near:kitten"]).errors.contains("not known") == false)
    }
  }

  @Test func `a wrong query about meanings is an error of usage`() async throws {
    try await Program.with { (program: Program) throws in
      #expect(try program.run(["init"]).status == 0)
      let words = (0..<40).map { "word\($0)" }.joined(separator: " ")
      for query in ["near:", "near:*", "near:>cat", "near:\"\(words)\""] {
        #expect(try program.run(["search", query]).status == 2, "\(query)")
      }
      #expect(try program.run(["search", "meaning:cat"]).errors.contains("did you mean near?"))
    }
  }
}
