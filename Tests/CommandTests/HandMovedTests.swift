import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What a person did by hand to the files of a library, or to its folder.
@Suite(.needsProgram()) struct HandMovedTests {
  @Test func `a dry run counts what was moved by hand, and --unpin moves it`() async throws {
    try await Program.with { program in
      try organizeOneMoved(program)
      let plan = try program.run(["organize", "-n"])
      #expect(plan.errors.contains("pinned: 1 left where you put them"), "\(plan.errors)")
      #expect(try program.run(["organize", "-n", "--json"]).json?["pinned"]?[0]?["path"]?.stringValue == "mine/a.png")
      #expect(try program.run(["organize", "--unpin", "elsewhere"]).errors.contains("pinned: 1"))
      let moved = try program.run(["organize", "--unpin", program.library + "/mine", "--json"])
      #expect(moved.json?["moved"]?[0]?["from"]?.stringValue == "mine/a.png", "\(moved.errors)")
      #expect(try !program.run(["organize", "-n"]).errors.contains("pinned"))
    }
  }

  @Test func `--unpin takes no sources`() async throws {
    try await Program.with { program in
      let refused = try program.run(["organize", "--unpin", ".", Program.pictures[0]])
      #expect(refused.status == 2)
    }
  }

  @Test func `a folder that has lost .alice is named, and becomes a library again`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize", "--layout", "{name}"] + Program.pictures).status == 0)
      try FileManager.default.removeItem(atPath: program.library + "/.alice")
      #expect(try program.run(["reindex", "-n", program.library]).status == 0)
      #expect(!FileManager.default.fileExists(atPath: program.library + "/.alice"))
      let answer = try program.run(["reindex", program.library])
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(try program.run(["search", "*", "--count"]).output == "3\n")
      #expect(try program.run(["organize", "-n"]).errors.contains("nothing to do"))
      #expect(try program.run(["check", "-q"]).status == 0)
    }
  }

  @Test func `a folder without a file of alice's is refused with one line`() async throws {
    try await Program.with { program in
      let folder = program.folder.appending("Plain").description
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data("a".utf8).write(to: URL(filePath: folder + "/notes.txt"))
      let answer = try program.run(["reindex", folder])
      #expect(answer.status == 9 && answer.errors.split(separator: "\n").count == 1, "\(answer.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["notes.txt"])
    }
  }

  @Test func `undo names what it passes over, and the log says what was done to which file`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      let assets = try #require(try program.run(["search", "*", "--json"]).json?["assets"]?.arrayValue)
      let files = assets.compactMap { $0["file"]?.stringValue }
      for file in files.prefix(2) { #expect(try program.run(["rate", file, "4", "-q"]).status == 0) }
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_600_000_000.5)], ofItemAtPath: files[1])
      let undone = try program.run(["undo"])
      #expect(undone.errors.contains("passed over operation 3 (rate)"), "\(undone.errors)")
      #expect(undone.errors.contains("operation 2 (rate): 1 undone"))
      let log = try program.run(["log", "1"]).output.split(separator: "\n")
      #expect(log.count == 3 && log.allSatisfy { $0.hasPrefix("placed  ") && $0.contains("  from ") }, "\(log)")
    }
  }

  private func organizeOneMoved(_ program: Program) throws {
    #expect(try program.run(["organize", Program.pictures[0]]).status == 0)
    let file = try #require(try program.run(["search", "*", "--json"]).json?["assets"]?[0]?["file"]?.stringValue)
    try FileManager.default.createDirectory(
      atPath: program.library + "/mine", withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: file, toPath: program.library + "/mine/a.png")
    #expect(try program.run(["check", "--repair"]).status <= 1)
  }
}
