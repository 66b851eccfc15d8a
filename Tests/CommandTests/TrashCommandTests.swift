import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What `pick`, `delete` and `trash` print, and their exit statuses.
@Suite(.needsProgram()) struct TrashCommandTests {
  private func withLibrary(_ body: (Program, _ ids: [String]) async throws -> Void) async throws {
    try await Program.with { program in
      #expect(try program.run(["organize", "-q"] + Program.pictures).status == 0)
      let found = try program.run(["search", "*", "--json"]).json?["assets"]?.arrayValue ?? []
      let ids = found.compactMap { $0["id"]?.stringValue }
      try #require(ids.count == 3)
      try await body(program, ids)
    }
  }

  private func ids(_ answer: Program.Answer, _ member: String) -> [String?] {
    answer.json?[member]?.arrayValue?.map { $0["id"]?.stringValue } ?? []
  }

  @Test func `assets are picked, rejected and cleared`() async throws {
    try await withLibrary { program, ids in
      let picked = try program.run(["pick", ids[0], ids[1], "--json"])
      #expect(picked.json?["assets"]?.arrayValue?.map { $0["picked"] } == [true, true])
      #expect(try program.run(["pick", "--reject", ids[1], "-q"]).status == 0)
      #expect(try program.run(["search", "is:picked", "--count"]).output == "1\n")
      #expect(try program.run(["search", "is:rejected", "--count"]).output == "1\n")
      #expect(try program.run(["undo", "-q"]).status == 0)
      #expect(try program.run(["search", "is:picked", "--count"]).output == "2\n")
      #expect(try program.run(["pick", "--clear", "--query", "is:picked", "--json"]).json?["refused"] == [])
      #expect(try program.run(["search", "is:picked", "--count"]).status == 1)
      #expect(try program.run(["pick", "--clear", "--reject", ids[0]]).status == 2)
    }
  }

  @Test func `assets are deleted, listed, restored and removed`() async throws {
    try await withLibrary { program, ids in
      let plan = try program.run(["delete", "-n", ids[0], "--json"])
      #expect(self.ids(plan, "assets") == [ids[0]] && plan.json?["operation"] == .null)
      #expect(try program.run(["trash", "--json"]).json?["trash"] == [])
      let deleted = try program.run(["delete", ids[0], String(ids[1].prefix(8)), "--json"])
      #expect(deleted.status == 0 && self.ids(deleted, "assets") == [ids[0], ids[1]])
      let operation = try #require(deleted.json?["operation"]?.stringValue)
      #expect(try program.run(["search", "*", "--count"]).output == "1\n")
      #expect(try program.run(["delete", ids[0]]).status == 2)
      let listed = try program.run(["trash", "list", "--jsonl"])
      #expect(listed.output.split(separator: "\n").count == 2)
      let paths = try program.run(["trash", "-0"]).output
      #expect(paths.split(separator: "\0").allSatisfy { FileManager.default.fileExists(atPath: String($0)) })
      let restored = try program.run(["trash", "restore", "-", "--json"], input: "\(ids[0])\n0000\n")
      #expect(restored.status == 3 && self.ids(restored, "assets") == [ids[0]])
      #expect(try program.run(["organize", "--json"] + Program.pictures).json?["skipped"]?.arrayValue?.count == 1)
      #expect(try program.run(["trash", "empty"]).status == 2)
      #expect(try program.run(["trash", "empty", "--older-than", "soon"]).status == 2)
      #expect(try self.ids(program.run(["trash", "empty", "--older-than", "30d", "--yes", "--json"]), "removed") == [])
      let emptied = try program.run(["trash", "empty", "--yes", "--json"])
      #expect(emptied.status == 0 && self.ids(emptied, "removed") == [ids[1]])
      #expect((emptied.json?["bytes"]?.intValue ?? 0) > 0)
      #expect(try program.run(["undo", operation]).status == 3)
      #expect(
        try program.run(["organize", "--again", "--json"] + Program.pictures).json?["placed"]?.arrayValue?.count == 1)
      #expect(try program.run(["check"]).status == 0)
    }
  }
  @Test func `files in the trash that are no assets are named before they are removed, and a repeated name is one`()
    async throws
  {
    try await withLibrary { program, ids in
      let stray = program.library + "/.alice/trash/lost.xmp"
      try Data("lost".utf8).write(to: URL(filePath: stray))
      let refused = try program.run(["trash", "empty"])
      #expect(refused.status == 2 && refused.errors.contains("0 assets and 1 other file"), "\(refused.errors)")
      let emptied = try program.run(["trash", "empty", "--yes", "--json"])
      #expect(emptied.status == 0 && emptied.json?["bytes"]?.intValue == 4)
      #expect(!FileManager.default.fileExists(atPath: stray))
      #expect(try program.run(["delete", ids[0], "-q"]).status == 0)
      let restored = try program.run(["trash", "restore", ids[0], ids[0], "--json"])
      #expect(restored.status == 0 && self.ids(restored, "assets") == [ids[0]])
    }
  }
}
