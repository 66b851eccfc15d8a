import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// A library on a disk that takes nothing: a snapshot, a locked card, a full disk.
@Suite(
  .needsProgram(), .enabled(if: Medium.isPossible, "needs root that may mount, or a user who is not root"))
struct ReadOnlyTests {
  private func withLibrary(_ body: (Program, Medium, _ id: String) async throws -> Void) async throws {
    try await Medium.with { medium in
      try await Program.with { program in
        var program = program
        program.environment = ["ALICE_LIBRARY": medium.folder.appending("Library").description]
        #expect(try program.run(["organize"] + Program.pictures).status == 0)
        let found = try program.run(["search", "*", "--limit", "1", "--json"])
        let id = try #require(found.json?["assets"]?[0]?["id"]?.stringValue)
        #expect(try program.run(["rate", id, "4"]).status == 0)
        #expect(try program.run(["budget", "set", "day", "5"]).status == 0)
        try await body(program, medium, id)
      }
    }
  }

  private func expectReading(_ program: Program, _ id: String) throws {
    let out = program.folder.appending("out").description
    for command in [
      ["search", "*"], ["search", "rating:4", "--json"], ["show", id], ["check"], ["log"], ["log", "1"], ["cost"],
      ["jobs"], ["budget"], ["events"], ["export", id, out], ["organize", "-n"], ["rate", id, "2", "-n"],
      ["generate", "a", "--estimate"], ["organize", Program.pictures[0], "-n"],
    ] {
      let answer = try program.run(command)
      #expect(answer.status == 0, "\(command): \(answer.status) \(answer.errors)")
      #expect(!answer.errors.contains("warning"), "\(command): \(answer.errors)")
    }
    #expect(try program.run(["search", "rating:4", "--count"]).output == "1\n")
    #expect(try program.run(["budget"]).output.contains("5.00"))
  }

  private func expectNoWriting(_ program: Program, _ id: String, _ words: String, _ statuses: [Int32]) throws {
    for command in [
      ["rate", id, "2"], ["tag", id, "+x"], ["organize"], ["organize", "--quality"],
      ["organize", Fixtures.url("clips").path], ["generate", "a", "--simulate"], ["undo"], ["reindex"],
      ["budget", "set", "day", "1"], ["check", "--repair"], ["init"],
    ] {
      let answer = try program.run(command)
      #expect(statuses.contains(answer.status), "\(command): \(answer.status) \(answer.errors)")
      #expect(answer.errors.contains(words), "\(command): \(answer.errors)")
    }
  }

  @Test func `a library on a read-only disk is searched, shown, checked and exported`() async throws {
    try await withLibrary { program, medium, id in
      try medium.seal()
      try expectReading(program, id)
      try expectNoWriting(program, id, "can only be read", [9])
      try medium.unseal()
      #expect(try program.run(["rate", id, "2"]).status == 0)
    }
  }

  @Test(.needs("sqlite3"))
  func `what a killed alice left unfinished does not keep a read-only library from being read`() async throws {
    try await withLibrary { program, medium, id in
      let own = medium.folder.appending("Library/.alice").description
      // As a crash leaves it: the files as they are while it is open.
      let copy = ".shell cp -r '\(own)' '\(own)-copy'"
      let change = """
        pragma wal_autocheckpoint = 0;
        update census set assets = assets + 1; update census set assets = assets - 1;
        """
      _ = try #require(Tool.output("sqlite3", [own + "/catalog.sqlite", change, copy]))
      #expect(try !Data(contentsOf: URL(filePath: own + "-copy/catalog.sqlite-wal")).isEmpty)
      try FileManager.default.removeItem(atPath: own)
      try FileManager.default.moveItem(atPath: own + "-copy", toPath: own)
      try? FileManager.default.removeItem(atPath: own + "/catalog.sqlite-shm")
      try medium.seal()
      try expectReading(program, id)
    }
  }

  @Test(.enabled(if: Medium.isDisk, "needs root that may mount"))
  func `a library on a full disk is searched, shown, checked and exported`() async throws {
    try await withLibrary { program, medium, id in
      try medium.fill()
      try expectReading(program, id)
      try expectNoWriting(program, id, "full", [3, 9])
      try FileManager.default.removeItem(atPath: medium.folder.appending("filler").description)
      #expect(try program.run(["rate", id, "2"]).status == 0)
      #expect(try program.run(["check"]).status == 0)
    }
  }
}
