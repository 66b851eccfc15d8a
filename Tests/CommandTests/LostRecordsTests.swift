import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What a library must not begin anew by itself: its ledger, its layout, its catalog.
@Suite(.needsProgram()) struct LostRecordsTests {
  enum Damage: String, CaseIterable {
    case emptied, deleted, deletedWithoutItsLog, cutOff, overwritten, brokenPages

    func apply(to path: String) throws {
      let file = URL(filePath: path)
      var bytes = try Data(contentsOf: file)
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      switch self {
      case .emptied: bytes = Data()
      case .deleted: return try FileManager.default.removeItem(at: file)
      case .deletedWithoutItsLog:
        try Data("what was committed last".utf8).write(to: URL(filePath: path + "-wal"))
        return try FileManager.default.removeItem(at: file)
      case .cutOff: bytes = bytes.prefix(100)
      case .overwritten: bytes = Data(String(repeating: "something else entirely\n", count: 400).utf8)
      case .brokenPages: for index in 4096..<bytes.count { bytes[index] = 0x5A }
      }
      try bytes.write(to: file)
    }
  }

  private func filled(_ program: Program, _ more: String...) throws -> String {
    let answer = try program.run(["organize"] + Program.pictures + more)
    #expect(answer.status == 0, "\(answer.errors)")
    let found = try program.run(["search", "*", "--limit", "1", "--json"])
    return try #require(found.json?["assets"]?[0]?["id"]?.stringValue)
  }

  private func own(_ program: Program, _ name: String) -> String { program.library + "/.alice/" + name }

  private func files(_ program: Program) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: program.library).filter { !$0.hasPrefix(".alice") }.sorted()
  }

  private func expectRefused(_ answer: Program.Answer, _ words: String..., by command: [String]) {
    #expect(answer.status == 9, "\(command): \(answer.status) \(answer.errors)")
    #expect(answer.errors.split(separator: "\n").count == 1, "\(command): \(answer.errors)")
    for word in words { #expect(answer.errors.contains(word), "\(command): \(answer.errors)") }
  }

  @Test(arguments: Damage.allCases)
  func `a journal that is lost is begun anew by nobody but the one who asks for it`(_ damage: Damage) async throws {
    try await Program.with { program in
      let id = try filled(program)
      #expect(try program.run(["budget", "set", "day", "0.03"]).status == 0)
      let journal = own(program, "journal.sqlite")
      try damage.apply(to: journal)
      let left = FileManager.default.contents(atPath: journal)
      let source = Program.pictures[0]
      for command in [
        ["generate", "a", "--simulate"], ["budget"], ["budget", "set", "day", "5"], ["cost"], ["jobs"], ["log"],
        ["organize", source], ["organize"], ["undo"], ["rate", id, "3"], ["tag", id, "+x"], ["check", "--repair"],
      ] {
        expectRefused(
          try program.run(command), "the journal of \(program.library)", "--new-journal", "backup", by: command)
      }
      #expect(FileManager.default.contents(atPath: journal) == left)
      if damage == .deletedWithoutItsLog {
        #expect(try String(contentsOfFile: journal + "-wal", encoding: .utf8) == "what was committed last")
      }
      #expect(try program.run(["search", "*", "--count"]).output == "3\n")
      #expect(try program.run(["show", id]).status == 0)
      let check = try program.run(["check"])
      #expect(check.status == 1 && check.output.contains("journal-"), "\(check.output)")
      try expectNewJournal(program, keeping: left)
    }
  }

  private func expectNewJournal(_ program: Program, keeping left: Data?) throws {
    let answer = try program.run(["reindex", "--new-journal"])
    #expect(answer.status == 0 && answer.errors.contains("backup"), "\(answer.errors)")
    #expect(FileManager.default.contents(atPath: own(program, "journal.sqlite.damaged-1")) == left)
    #expect(try program.run(["budget"]).output.contains("day\t-"))
    #expect(try program.run(["generate", "a", "--simulate"]).status == 0)
    #expect(try program.run(["check"]).status == 0)
  }

  @Test func `a library in which only a limit was set has a journal to lose`() async throws {
    try await Program.with { program in
      #expect(try program.run(["budget", "set", "day", "0.03"]).status == 0)
      try Damage.deleted.apply(to: own(program, "journal.sqlite"))
      let command = ["generate", "a", "--simulate"]
      expectRefused(try program.run(command), "--new-journal", by: command)
    }
  }

  @Test func `a journal that is in order stays`() async throws {
    try await Program.with { program in
      #expect(try program.run(["budget", "set", "day", "0.03"]).status == 0)
      let answer = try program.run(["reindex", "--new-journal"])
      #expect(answer.status == 2 && answer.errors.contains("in order"), "\(answer.errors)")
      #expect(try program.run(["budget"]).output.contains("0.03"))
    }
  }

  @Test(arguments: [
    nil, "", "[]", "{\"alice\": 1, \"quality\": fal", #"{"alice": 1, "quality": "yes", "layout": 5}"#,
    #"{"alice": 1, "quality": false, "layout": "{nothing}"}"#,
  ])
  func `a library whose layout is lost files nothing until it is told`(_ text: String?) async throws {
    try await Program.with { program in
      let id = try filled(program, "--layout", "{year}/{generator}/{name}", "--quality")
      let settings = own(program, "settings.json")
      let before = try (files(program), String(contentsOfFile: settings, encoding: .utf8))
      try FileManager.default.removeItem(atPath: settings)
      if let text { try text.write(toFile: settings, atomically: false, encoding: .utf8) }
      let hint = "alice organize --layout '{year}/{generator}/{name}' --quality"
      for command in [
        ["organize"], ["organize", "-n"], ["organize", Program.pictures[0]], ["organize", "--quality"],
        ["generate", "a", "--simulate"], ["check", "--repair"],
      ] {
        expectRefused(try program.run(command), "the settings of \(program.library)", hint, by: command)
      }
      #expect(try files(program) == before.0)
      #expect(try program.run(["search", "*", "--count"]).output == "3\n")
      #expect(try program.run(["rate", id, "4"]).status == 0)
      let check = try program.run(["check"])
      #expect(check.status == 1 && check.output.contains("settings-"), "\(check.output)")
      #expect(try program.run(["rate", id, "0"]).status == 0)
      let given = try program.run(["organize", "--layout", "{year}/{generator}/{name}", "--quality"])
      #expect(given.status == 0, "\(given.errors)")
      #expect(try files(program) == before.0)
      #expect(try String(contentsOfFile: settings, encoding: .utf8) == before.1)
      #expect(try program.run(["check"]).status == 0)
    }
  }

  @Test func `the command that sets a lost layout anew can be pasted into a shell`() async throws {
    try await Program.with { program in
      let layout = "AI Art & more/{generator}/{name}"
      #expect(try program.run(["organize"] + Program.pictures + ["--layout", layout]).status == 0)
      let settings = own(program, "settings.json")
      let before = try String(contentsOfFile: settings, encoding: .utf8)
      try FileManager.default.removeItem(atPath: settings)
      let errors = try program.run(["organize"]).errors
      let command = try #require(errors.firstRange(of: "alice organize --layout "))
      let pasted = Program.binary.path + errors[command.lowerBound...].dropFirst("alice".count)
      let answer = try program.run(["-c", pasted], of: URL(filePath: "/bin/sh"))
      #expect(answer.status == 0, "\(errors) \(answer.errors)")
      #expect(try String(contentsOfFile: settings, encoding: .utf8) == before)
    }
  }

  @Test func `settings that are gone are the usual ones where all files lie by them`() async throws {
    try await Program.with { program in
      _ = try filled(program)
      let settings = own(program, "settings.json")
      let before = try String(contentsOfFile: settings, encoding: .utf8)
      try FileManager.default.removeItem(atPath: settings)
      let answer = try program.run(["organize"])
      #expect(answer.status == 0 && answer.errors.hasPrefix("nothing to do; name a folder"), "\(answer.errors)")
      #expect(try String(contentsOfFile: settings, encoding: .utf8) == before)
    }
  }

  @Test func `an empty catalog is a missing one`() async throws {
    try await Program.with { program in
      let id = try filled(program)
      try Damage.emptied.apply(to: own(program, "catalog.sqlite"))
      for command in [
        ["search", "*"], ["search", "*", "--count"], ["show", id], ["check"], ["export", id, "/tmp/nowhere"],
        ["rate", id, "3"], ["organize"], ["organize", Program.pictures[0]], ["generate", "a", "--simulate"],
        ["log"], ["jobs"],
      ] {
        expectRefused(try program.run(command), "the catalog of \(program.library)", "alice reindex", by: command)
      }
      #expect(try program.run(["reindex"]).status == 0)
      #expect(try program.run(["search", "*", "--count"]).output == "3\n")
      #expect(try program.run(["check"]).status == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: program.library + "/.alice")
      #expect(!names.contains { $0.contains("damaged") })
    }
  }

  @Test(.needs("sqlite3"), arguments: ["table tag", "trigger asset_deleted", "index asset_model"])
  func `a catalog that lacks something is made anew by reindex`(_ part: String) async throws {
    try await Program.with { program in
      _ = try filled(program)
      #expect(Tool.output("sqlite3", [own(program, "catalog.sqlite"), "drop \(part)"]) != nil)
      expectRefused(try program.run(["search", "*"]), "damaged", "alice reindex", by: ["search"])
      #expect(try program.run(["reindex"]).status == 0)
      #expect(try program.run(["search", "*", "--count"]).output == "3\n")
      #expect(FileManager.default.fileExists(atPath: own(program, "catalog.sqlite.damaged-1")))
    }
  }

  @Test func `many who open a new library at once all go on`() async throws {
    try await Program.with { program in
      let running = try (1...6).map { try program.start(["budget", "set", "day", "\($0)"]) }
      for one in running {
        one.process.waitUntilExit()
        let errors = try String(contentsOf: one.errors, encoding: .utf8)
        #expect(one.process.terminationStatus == 0, "\(errors)")
      }
      #expect(try program.run(["check"]).status == 0)
      #expect(try program.run(["budget"]).output.contains("library"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: own(program, "tmp")).isEmpty)
    }
  }
}
