import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct BackupCommandTests {
  private func filled(_ program: Program) throws -> String {
    #expect(try program.run(["organize", "-q"] + Program.pictures).status == 0)
    return program.folder.appending("backup.tar").description
  }

  @Test(.needs("tar", "sqlite3")) func `a backup is a tar of a few private files that others can read`() async throws {
    try await Program.with { program in
      let tar = try filled(program)
      var keyed = program
      keyed.environment["FAL_KEY"] = "secret-id:secret-part"
      let answer = try keyed.run(["backup", tar, "--json"])
      #expect(answer.status == 0 && answer.json?["backup"]?.stringValue == tar, "\(answer.errors)")
      #expect(try FileManager.default.attributesOfItem(atPath: tar)[.posixPermissions] as? Int == 0o600)
      let names = Tool.output("tar", ["-tf", tar])
      #expect(names == "alice-backup.json\njournal.sqlite\nsettings.json\nevents.jsonl\n")
      #expect(Tool.output("tar", ["-xf", tar, "-C", program.folder.description]) != nil)
      let journal = program.folder.appending("journal.sqlite").description
      #expect(
        Tool.output("sqlite3", [journal, "pragma integrity_check", "select count(*) from operation"]) == "ok\n1\n")
      #expect(try Data(contentsOf: URL(filePath: tar)).range(of: Data("secret".utf8)) == nil)
      #expect(try program.run(["backup", tar]).status == 2)
      #expect(try program.run(["backup", tar, "--force", "-q"]).output == tar + "\n")
    }
  }

  @Test func `a dry run writes nothing`() async throws {
    try await Program.with { program in
      let tar = try filled(program)
      #expect(try program.run(["backup", tar, "-n"]).status == 0)
      #expect(!FileManager.default.fileExists(atPath: tar))
      #expect(try program.run(["backup", tar, "-q"]).status == 0)
      #expect(try program.run(["tag", "--query", "mountain", "+later"]).status == 0)
      let before = try program.run(["log"]).output
      let plan = try program.run(["backup", tar, "--restore", "-n", "--json"])
      #expect(plan.status == 0 && plan.json?["journal"]?.stringValue == "replaced")
      #expect((plan.json?["lost_entries"]?.intValue ?? 0) > 0 && plan.json?["former"] == .null)
      #expect(try program.run(["log"]).output == before)
    }
  }

  @Test func `without a terminal nothing is lost without --yes`() async throws {
    try await Program.with { program in
      let tar = try filled(program)
      #expect(try program.run(["backup", tar, "-q"]).status == 0)
      #expect(try program.run(["tag", "--query", "mountain", "+later"]).status == 0)
      let refused = try program.run(["backup", tar, "--restore"])
      #expect(refused.status == 2 && refused.errors.contains("--yes"), "\(refused.errors)")
      let done = try program.run(["backup", tar, "--restore", "--yes"])
      #expect(done.status == 0 && done.errors.contains("before-restore-1.tar"), "\(done.errors)")
      #expect(try program.run(["log"]).output.split(separator: "\n").count == 1)
      let former = program.library + "/.alice/before-restore-1.tar"
      #expect(try program.run(["backup", former, "--restore", "--yes"]).status == 0)
      #expect(try program.run(["log"]).output.split(separator: "\n").count == 2)
      #expect(try program.run(["check"]).status == 0)
    }
  }

  @Test(.needs("sqlite3", "curl"))
  func `a request that was sent after the backup is looked up, and not sent a second time`() async throws {
    try await Program.with { program in
      let tar = try filled(program)
      try await SimulatorProcess.with(program) { simulator in
        var program = program
        program.environment = simulator.environment
        #expect(try program.run(["generate", "a lake", "-q"]).status == 0)
        #expect(try simulator.ledger().count == 1)
        let journal = program.library + "/.alice/journal.sqlite"
        // The backup is of the moment before the request was sent.
        #expect(Tool.output("sqlite3", [journal, "update job set state = 'prepared'"]) != nil)
        #expect(try program.run(["backup", tar, "-q"]).status == 0)
        #expect(Tool.output("sqlite3", [journal, "update job set state = 'done'"]) != nil)
        let restored = try program.run(["backup", tar, "--restore", "--yes"])
        #expect(restored.status == 0 && restored.errors.contains("1 request may have been sent"), "\(restored.errors)")
        #expect(try program.run(["jobs", "--json"]).output.contains(#""state":"unknown""#))
        _ = try program.run(["jobs", "resume"])
        #expect(try simulator.ledger().count == 1)
      }
    }
  }

  @Test func `no library, no backup and no such folder are told`() async throws {
    try await Program.with { program in
      let tar = program.folder.appending("backup.tar").description
      #expect(try program.run(["backup", tar]).status == 9)
      #expect(try program.run(["backup", tar, "--restore"]).status == 2)
      #expect(try program.run(["backup", tar, "--restore", "--force"]).status == 2)
      #expect(try program.run(["backup"]).status == 2)
      #expect(!FileManager.default.fileExists(atPath: program.library))
      _ = try filled(program)
      let broken = try program.run(["backup", Program.pictures[0], "--restore"])
      #expect(broken.status == 2 && broken.errors.contains("is no backup of alice"), "\(broken.errors)")
    }
  }

  @Test func `a library whose catalog is gone is backed up, and one without a journal is told`() async throws {
    try await Program.with { program in
      let tar = try filled(program)
      try FileManager.default.removeItem(atPath: program.library + "/.alice/catalog.sqlite")
      #expect(try program.run(["backup", tar, "-q"]).status == 0)
      try FileManager.default.removeItem(atPath: program.library + "/.alice/journal.sqlite")
      #expect(try program.run(["backup", tar, "--force"]).status == 9)
      let restored = try program.run(["backup", tar, "--restore"])
      #expect(restored.status == 0 && restored.errors.contains("alice reindex"), "\(restored.errors)")
      #expect(try program.run(["reindex", "-q"]).status == 0)
      #expect(try program.run(["check"]).status == 0)
      #expect(try program.run(["undo", "-n"]).status == 0)
    }
  }
}
