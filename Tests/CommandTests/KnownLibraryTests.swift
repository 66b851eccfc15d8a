import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct KnownLibraryTests {
  private let manager = FileManager.default
  private var source: String { Program.pictures[0] }

  private func list(_ program: Program) -> String {
    program.folder.appending(".local/state/alice/libraries").description
  }

  @Test(arguments: [true, false])
  func `where a library was and nothing is, none is made until that is asked for`(_ hasMountPoint: Bool) async throws {
    try await Program.with { program in
      #expect(try program.run(["organize", source]).status == 0)
      let away = program.folder.appending("away").description
      try manager.moveItem(atPath: program.library, toPath: away)
      if hasMountPoint { try manager.createDirectory(atPath: program.library, withIntermediateDirectories: false) }
      for command in [
        ["generate", "a", "--simulate"], ["generate", "a {x}", "--vary", "x=1|2", "--simulate"],
        ["organize"], ["budget", "set", "day", "1"], ["search", "*"],
        ["pipeline", "run", "draft-to-final", "a", "--simulate"],
      ] {
        let answer = try program.run(command)
        #expect(answer.status == 9 && answer.errors.contains("plugged in"), "\(command): \(answer.errors)")
      }
      #expect(try !hasMountPoint || manager.contentsOfDirectory(atPath: program.library).isEmpty)
      #expect(hasMountPoint == manager.fileExists(atPath: program.library))
      // Its disk is there again.
      if hasMountPoint { try manager.removeItem(atPath: program.library) }
      try manager.moveItem(atPath: away, toPath: program.library)
      #expect(try program.run(["search", "*", "--count"]).output == "1\n")
      try manager.removeItem(atPath: program.library)
      let made = try program.run(["init", program.library])
      #expect(made.status == 0 && made.output == program.library + "\n", "\(made.errors)")
      #expect(try program.run(["organize", source]).status == 0)
    }
  }

  @Test func `a library is remembered where it is reached through a link`() async throws {
    try await Program.with { program in
      let disk = program.folder.appending("disk").description
      try manager.createDirectory(atPath: disk, withIntermediateDirectories: false)
      let link = program.folder.appending("link").description
      try manager.createSymbolicLink(atPath: link, withDestinationPath: disk)
      #expect(try program.run(["organize", source, "--library", link + "/lib"]).status == 0)
      try manager.removeItem(atPath: disk + "/lib")
      for path in [link + "/lib", disk + "/lib"] {
        #expect(try program.run(["generate", "a", "--simulate", "--library", path]).status == 9)
      }
    }
  }

  @Test func `a removed library begins anew by organizing, one on another disk does not`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize", source]).status == 0)
      try manager.removeItem(atPath: program.library)
      let known = try String(contentsOfFile: list(program), encoding: .utf8)
      let elsewhere = known.split(separator: "\n").map { "0 " + $0.drop { $0 != " " }.dropFirst() + "\n" }.joined()
      try elsewhere.write(toFile: list(program), atomically: true, encoding: .utf8)
      for command in [["organize", source], ["organize", "-n", source]] {
        let refused = try program.run(command)
        #expect(refused.status == 9 && refused.errors.contains("plugged in"), "\(command): \(refused.errors)")
      }
      #expect(!manager.fileExists(atPath: program.library))
      try known.write(toFile: list(program), atomically: true, encoding: .utf8)
      let answer = try program.run(["organize", source])
      #expect(answer.status == 0 && answer.errors.contains("is gone; a new one begins"), "\(answer.errors)")
      #expect(try program.run(["organize", source]).errors.contains("is gone") == false)
    }
  }

  @Test func `a library whose own folder alone is gone is not begun anew: its limits would be gone`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize", source]).status == 0)
      try manager.removeItem(atPath: program.library + "/.alice")
      let answer = try program.run(["organize", source])
      #expect(answer.status == 9 && answer.errors.contains("alice init"), "\(answer.errors)")
      #expect(!manager.fileExists(atPath: program.library + "/.alice"))
    }
  }

  @Test func `without a source no library is made`() async throws {
    try await Program.with { program in
      for command in [["organize"], ["organize", "--quality"]] {
        let answer = try program.run(command)
        #expect(answer.status == 9 && answer.errors.contains("alice init"), "\(answer.errors)")
      }
      #expect(!manager.fileExists(atPath: program.library))
    }
  }

  @Test func `init makes a library once, and a dry run none`() async throws {
    try await Program.with { program in
      let would = try program.run(["init", "-n"])
      #expect(would.status == 0 && would.errors.contains("would be made"), "\(would.errors)")
      #expect(!manager.fileExists(atPath: program.library))
      #expect(try program.run(["init", "--json"]).json?["made"]?.boolValue == true)
      #expect(try program.run(["init", "--json"]).json?["made"]?.boolValue == false)
      #expect(try program.run(["check"]).status == 0)
      #expect(try program.run(["init", program.library, "--library", program.library]).status == 2)
    }
  }

  @Test func `what only looks leaves no trace in the home`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize", source, "-n"]).status == 0)
      #expect(try program.run(["init", "-n"]).status == 0)
      #expect(try program.run(["search", "*"]).status == 9)
      let demo = program.folder.appending("Demo").description
      let shown = try program.run(["demo", demo])
      #expect(shown.status == 0, "\(shown.errors)")
      #expect(!manager.fileExists(atPath: program.folder.appending(".local").description))
      #expect(try program.run(["organize", source]).status == 0)
      #expect(try String(contentsOfFile: list(program), encoding: .utf8).hasSuffix(" \(program.library)\n"))
    }
  }

  @Test func `the list is no condition of anything`() async throws {
    for state in ["/dev/null/state", "", "relative"] {
      try await Program.with { program in
        var program = program
        program.environment = ["XDG_STATE_HOME": state, "HOME": state.isEmpty ? "" : "/dev/null/nowhere"]
        let answer = try program.run(["organize", source])
        #expect(answer.status == 0 && !answer.errors.contains("warning"), "\(answer.errors)")
        #expect(try program.run(["search", "*", "--count"]).output == "1\n")
      }
    }
    try await Program.with { program in
      // Half a line, and what is no text.
      try manager.createDirectory(
        atPath: program.folder.appending(".local/state/alice").description, withIntermediateDirectories: true)
      try Data([0xFF, 0x00, 0x0A, 0x2F]).write(to: URL(filePath: list(program)))
      #expect(try program.run(["organize", source]).status == 0)
      try manager.removeItem(atPath: program.library)
      #expect(try program.run(["generate", "a", "--simulate"]).status == 9)
    }
  }
}
