import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// A machine that lacks something: files, room, the right time, or a library of this version.
@Suite(.needsProgram()) struct NarrowMachineTests {
  private func filled(_ program: Program) throws -> String {
    let answer = try program.run(["organize"] + Program.pictures)
    #expect(answer.status == 0, "\(answer.errors)")
    let found = try program.run(["search", "*", "--limit", "1", "--json"])
    return try #require(found.json?["assets"]?[0]?["id"]?.stringValue)
  }

  /// Runs the program after `setup`, some lines of a shell.
  private func run(_ arguments: [String], after setup: String, _ program: Program) throws -> Program.Answer {
    let words = arguments.map { "'" + $0.replacing("'", with: #"'\''"#) + "'" }.joined(separator: " ")
    return try program.run(["-c", "\(setup); exec '\(Program.binary.path)' \(words)"], of: URL(filePath: "/bin/sh"))
  }

  @Test(arguments: 4...24)
  func `with few files allowed nothing is begun, and the limit is told`(_ limit: Int) async throws {
    try await Program.with { program in
      let id = try filled(program)
      for command in [
        ["search", "*"], ["show", id], ["rate", id, "3"], ["organize"], ["generate", "a", "--simulate"], ["check"],
        ["reindex"],
      ] {
        let answer = try run(command, after: "ulimit -n \(limit)", program)
        #expect(answer.status == 3, "\(command): \(answer.status) \(answer.errors)")
        #expect(answer.errors.contains("\(limit) files open at once") && answer.errors.contains("ulimit -n 1024"))
      }
      #expect(try program.run(["check"]).status == 0)
    }
  }

  @Test func `a low limit that may be raised is raised, and the smallest one suffices for many files`() async throws {
    try await Program.with { program in
      let inbox = program.folder.appending("inbox")
      try FileManager.default.createDirectory(atPath: inbox.description, withIntermediateDirectories: true)
      for number in 0..<70 {
        var png = HandmadePNG(width: 8, height: 8, colour: 0)
        png.add("tEXt", Array("parameters\0picture \(number)".utf8))
        png.add("IDAT", ZlibStream.stored([UInt8](repeating: UInt8(number), count: 72)))
        png.add("IEND", [])
        try Data(png.bytes).write(to: URL(filePath: inbox.appending("\(number).png").description))
      }
      let raised = try run(["search", "*"], after: "ulimit -Sn 20", program)
      #expect(!raised.errors.contains("at once"), "\(raised.errors)")
      let organized = try run(["organize", inbox.description], after: "ulimit -n 128", program)
      #expect(organized.status == 0, "\(organized.errors)")
      for command in [["generate", "a", "--simulate"], ["check", "--verify"], ["reindex"], ["undo"]] {
        let answer = try run(command, after: "ulimit -n 128", program)
        #expect(answer.status == 0, "\(command): \(answer.errors)")
      }
    }
  }

  @Test(arguments: ["catalog.sqlite", "journal.sqlite"])
  func `a library of a newer alice says which one is needed, and stays`(_ name: String) async throws {
    try await Program.with { program in
      let id = try filled(program)
      let path = program.library + "/.alice/" + name
      // The version stands at offset 60 of the header.
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.seek(toOffset: 60)
      try file.write(contentsOf: Data([0, 0, 0, 99]))
      try file.close()
      let before = FileManager.default.contents(atPath: path)
      for command in [["rate", id, "3"], ["organize"], ["generate", "a", "--simulate"], ["undo"]] {
        let answer = try program.run(command)
        #expect(answer.status == 9, "\(command): \(answer.errors)")
        #expect(answer.errors.contains("a newer alice, which has to be used for it"), "\(command): \(answer.errors)")
      }
      #expect(FileManager.default.contents(atPath: path) == before)
    }
  }

  @Test func `the doctor finds a damaged journal`() async throws {
    try await Program.with { program in
      _ = try filled(program)
      let path = program.library + "/.alice/journal.sqlite"
      for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
      try Data(repeating: 0x5A, count: 9000).write(to: URL(filePath: path))
      let answer = try program.run(["doctor"])
      #expect(answer.status == 1 && answer.errors.contains("journal"), "\(answer.errors)")
      #expect(answer.output.contains("--new-journal"))
    }
  }

  @Test func `what a killed writer left in the log is read, and garbage there is not`() async throws {
    try await Program.with { program in
      let id = try filled(program)
      #expect(try program.run(["rate", id, "4"]).status == 0)
      for name in ["catalog.sqlite", "journal.sqlite"] {
        try Data((0..<8192).map { UInt8(truncatingIfNeeded: $0 &* 73 >> 3) })
          .write(to: URL(filePath: program.library + "/.alice/" + name + "-wal"))
      }
      #expect(try program.run(["search", "rating:4", "--count"]).output == "1\n")
      for command in [["rate", id, "5"], ["undo"], ["check"], ["budget"]] {
        let answer = try program.run(command)
        #expect(answer.status == 0, "\(command): \(answer.errors)")
      }
    }
  }

  @Test(.needs("faketime"), arguments: ["1990-01-01", "2040-02-29"])
  func `a wrong clock loses nothing, and one before all versions is told`(_ day: String) async throws {
    try await Program.with { program in
      var program = program
      let id = try filled(program)
      // Only the clock of the day is wrong: neither the times of files nor that of deadlines.
      program.environment = ["NO_FAKE_STAT": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1"]
      for command in [
        ["rate", id, "4"], ["tag", id, "+late"], ["undo"], ["organize", Program.pictures[0]], ["log"], ["budget"],
        ["check"], ["reindex"], ["search", "rating:4", "--count"],
      ] {
        let answer = try program.run(
          ["-f", "@\(day) 12:00:00", Program.binary.path] + command, of: URL(filePath: "/usr/bin/faketime"))
        #expect(answer.status == 0, "\(command): \(answer.status) \(answer.errors)")
        #expect(answer.errors.contains("clock says \(day)") == day.hasPrefix("19"), "\(answer.errors)")
      }
      program.environment = [:]
      #expect(try program.run(["search", "rating:4", "--count"]).output == "1\n")
      #expect(try program.run(["check"]).status == 0)
    }
  }
}
