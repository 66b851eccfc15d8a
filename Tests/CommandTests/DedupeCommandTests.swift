import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// `dedupe`, as a person and other programs see it.
@Suite(.needsProgram()) struct DedupeCommandTests {
  /// A library of a scene in two sizes, the scene mirrored, and another one.
  private static func withCopies(_ body: (Program) throws -> Void) async throws {
    try await Program.with { program in
      let inbox = program.folder.appending("Inbox").description
      try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: false)
      let scene = PaintedScene(9)
      let files = [
        "large.png": scene.png(width: 160, height: 120), "small.png": scene.png(width: 80, height: 60),
        "mirrored.png": scene.png(width: 80, height: 60, isMirrored: true),
        "other.png": PaintedScene(10).png(width: 80, height: 60),
      ]
      for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: inbox + "/" + name)) }
      try #require(try program.run(["organize", inbox, "-q"]).status == 0)
      try body(program)
    }
  }

  @Test func `groups are told in JSON, and nothing is changed`() async throws {
    try await Self.withCopies { program in
      let answer = try program.run(["dedupe", "--json"])
      #expect(answer.status == 0 && answer.json?["schema"] == 1 && answer.json?["compared"] == 4, "\(answer.errors)")
      let groups = answer.json?["groups"]?.arrayValue ?? []
      try #require(groups.count == 2)
      #expect(groups[0]["kind"] == "near" && groups[0]["turn"] == .null)
      #expect(groups[0]["why"] == "it is larger: 160 × 120")
      #expect(groups[0]["assets"]?.arrayValue?.count == 2 && groups[0]["assets"]?[0] == groups[0]["keep"])
      #expect(groups[1]["turn"]?["mirrored"] == true && groups[1]["turn"]?["degrees"] == 0)
      #expect(answer.json?["operation"] == .null && answer.json?["not_compared"]?.arrayValue == [])
      #expect(try program.run(["search", "*", "--count"]).output == "4\n")
      #expect(try program.run(["search", "is:dup", "--count"]).output == "3\n")
    }
  }

  @Test func `a dry run does not even remember how images look`() async throws {
    try await Self.withCopies { program in
      let answer = try program.run(["dedupe", "--apply", "-n"])
      #expect(answer.status == 0 && answer.output.contains(".png") && answer.errors.contains("would be moved"))
      let search = try program.run(["search", "is:dup"])
      #expect(search.status == 1 && search.errors.contains("4 images are not compared yet"), "\(search.errors)")
      #expect(try program.run(["trash", "list", "--json"]).json?["assets"]?.arrayValue?.isEmpty != false)
    }
  }

  @Test func `apply moves the copies to the trash, turned ones only if asked, and undo brings them back`()
    async throws
  {
    try await Self.withCopies { program in
      let paths = try program.run(["dedupe"]).output.split(separator: "\n")
      #expect(paths.count == 1 && paths[0].hasSuffix(".png"))
      let applied = try program.run(["dedupe", "--apply"])
      #expect(applied.status == 0 && applied.errors.contains("1 moved to the trash; 'alice undo"), "\(applied.errors)")
      #expect(applied.errors.contains("1 is a copy that is mirrored or turned"))
      #expect(!FileManager.default.fileExists(atPath: String(paths[0])))
      #expect(try program.run(["search", "*", "--count"]).output == "3\n")
      let turned = try program.run(["dedupe", "--apply", "--turned", "--json"])
      #expect(turned.json?["deleted"]?.arrayValue?.count == 1 && turned.json?["operation"] != .null)
      #expect(try program.run(["search", "*", "--count"]).output == "2\n")
      #expect(try program.run(["dedupe", "--apply"]).errors.contains("no copies"))
      #expect(try program.run(["undo"]).status == 0)
      #expect(try program.run(["undo"]).status == 0)
      #expect(try program.run(["search", "*", "--count"]).output == "4\n")
      #expect(FileManager.default.fileExists(atPath: String(paths[0])))
    }
  }

  @Test func `a wrong query is told as such, and a missing library too`() async throws {
    try await Program.with { program in
      let (wrong, absent) = (try program.run(["dedupe", "colr:red"]), try program.run(["dedupe"]))
      #expect(wrong.status == 2 && absent.status == 9)
    }
  }
}
