import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct DisclosureCommandTests {
  @Test func `the files without the mark are told until they have it`() async throws {
    try await Program.with { program in
      _ = try program.run(["organize", Program.pictures[0], Fixtures.url("media/plain.png").path, "-q"])
      let lacking = try program.run(["check", "--disclosure", "--json"])
      #expect(lacking.status == 1 && lacking.json?["lacking"]?.arrayValue?.count == 1)
      let id = try #require(lacking.json?["lacking"]?[0]?["id"]?.stringValue)
      #expect(try program.run(["search", "no:disclosure", "--count"]).output == "1\n")
      #expect(try program.run(["edit", id, "--disclosure"]).status == 0)
      let marked = try program.run(["check", "--disclosure"])
      #expect(marked.status == 0 && marked.output.isEmpty && marked.errors.contains("2 files, 2 marked"))
      #expect(try program.run(["check"]).status == 0)
    }
  }
}
