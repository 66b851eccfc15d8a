import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Saved searches, albums, deleted assets, and dates as people write them.
@Suite(.needsProgram()) struct SavedSearchCommandTests {
  @Test func `a saved search is listed, named in others, replaced and forgotten`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      #expect(try program.run(["search", "--saved"]).status == 1)
      #expect(try program.run(["search", "--save", "pngs", "ext:png"]).status == 0)
      #expect(try program.run(["search", "--save", "Mine", "--since", "2001-01-01", "@pngs OR is:rated"]).status == 0)
      #expect(try program.run(["search", "@mine", "--count"]).output == "2\n")
      #expect(try program.run(["search", "-@pngs", "--count"]).output == "1\n")
      #expect(
        try program.run(["search", "--saved"]).output
          == "@Mine\t(@pngs OR is:rated) created:>=\"2001-01-01\"\n@pngs\text:png\n")
      #expect(try program.run(["rate", "--query", "@pngs", "3", "-q"]).status == 0)
      let replaced = try program.run(["search", "--save", "pngs", "*"])
      #expect(replaced.errors.contains("in place of: ext:png"), "\(replaced.errors)")
      #expect(try program.run(["search", "@mine", "--count"]).output == "3\n")
      #expect(try program.run(["search", "--forget", "PNGS"]).status == 0)
      let broken = try program.run(["search", "@mine"])
      #expect(broken.status == 2 && broken.errors.contains("no search is saved as @pngs"), "\(broken.errors)")
    }
  }

  @Test func `a search that would contain itself is not saved`() async throws {
    try await Program.with { program in
      #expect(try program.run(["init"]).status == 0)
      #expect(try program.run(["search", "--save", "a", "castle"]).status == 0)
      #expect(try program.run(["search", "--save", "b", "@a night"]).status == 0)
      let refused = try program.run(["search", "--save", "a", "@b OR dawn"])
      #expect(refused.status == 2 && refused.errors.contains("@a contains @b contains @a"), "\(refused.errors)")
      #expect(try program.run(["search", "--saved"]).output == "@a\tcastle\n@b\t@a night\n")
      for name in ["", "a b", "@a", "-x"] {
        #expect(try program.run(["search", "--save=\(name)", "castle"]).status == 2)
      }
      let unknown = try program.run(["search", "@c"])
      #expect(unknown.status == 2 && unknown.errors.contains("did you mean") == false, "\(unknown.errors)")
    }
  }

  @Test func `an album keeps the order in which assets were put into it`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      let ids = try #require(try program.run(["search", "*", "--json"]).json?["assets"]?.arrayValue)
        .compactMap { $0["id"]?.stringValue }
      func order(_ options: String...) throws -> [String] {
        let found = try program.run(["search", "album:best", "--sort", "album", "--json"] + options).json
        return found?["assets"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
      }
      #expect(try program.run(["tag", ids[2], ids[0], ids[1], "+album/best"]).status == 0)
      #expect(try order() == [ids[2], ids[0], ids[1]])
      #expect(try program.run(["tag", ids[1], "+album/best", "--before", ids[2]]).status == 0)
      #expect(try order() == [ids[1], ids[2], ids[0]])
      #expect(try program.run(["tag", ids[1], ids[2], "+album/best", "--last"]).status == 0)
      #expect(try order() == [ids[0], ids[1], ids[2]])
      #expect(try order("--limit", "2") == [ids[0], ids[1]])
      #expect(try program.run(["tag", ids[0], "-album/best"]).status == 0)
      #expect(try program.run(["tag", ids[0], "+album/best"]).status == 0)
      #expect(try order() == [ids[1], ids[2], ids[0]])
      #expect(try program.run(["search", "*", "--sort", "album"]).status == 2)
      #expect(try program.run(["tag", ids[0], "+x", "--last"]).status == 2)
    }
  }

  @Test func `deleted assets are found if the query asks for them`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      let file = try program.run(["search", "ext:jpg"]).output.dropLast()
      #expect(try program.run(["delete", String(file)]).status == 0)
      #expect(try program.run(["search", "*", "--count"]).output == "2\n")
      #expect(try program.run(["search", "is:deleted", "--count"]).output == "1\n")
      #expect(try program.run(["search", "is:deleted ext:png", "--count"]).status == 1)
      #expect(try program.run(["search", "-is:deleted", "--count"]).output == "2\n")
      let found = try program.run(["search", "is:deleted"]).output.dropLast()
      #expect(FileManager.default.fileExists(atPath: String(found)) && found.contains("/.alice/trash/"))
    }
  }

  @Test func `the value of --since is a date and nothing else`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      for date in ["last week", "monday", "3 days ago", "20.10.2026", "yesterday"] {
        #expect(try program.run(["search", "*", "--since", date, "--count"]).status <= 1)
        #expect(try program.run(["cost", "--since", date]).status == 0)
      }
      #expect(try program.run(["search", "*", "--since", "20.10.1999", "--count"]).output == "3\n")
      for text in ["2026-10 OR castle", "last", "x\" OR *", "05.11.2026"] {
        let answer = try program.run(["search", "*", "--since", text, "--count"])
        #expect(answer.status == 2 && answer.output.isEmpty, "\(answer.output)")
      }
      let ambiguous = try program.run(["cost", "--since", "05.11.2026"])
      #expect(ambiguous.status == 2 && ambiguous.errors.contains("it is 5 November 2026 or 11 May 2026"))
      try Data("dates: day-first\n".utf8).write(to: URL(filePath: program.folder.appending(".alice.yaml").description))
      #expect(try program.run(["search", "*", "--since", "05.11.1999", "--count"]).output == "3\n")
      #expect(try program.run(["cost", "--since", "05.11.2026"]).status == 0)
    }
  }
}
