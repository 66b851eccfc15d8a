import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// A disk that is full, or becomes full while a command works: a small one that only root can mount.
@Suite(.needsProgram(), .enabled(if: Medium.isDisk, "no disk can be mounted")) struct FullDiskCommandTests {
  @Test(arguments: [0, 40, 120, 400])
  func `a command on a full disk says so, and loses nothing`(_ kilobytes: Int) async throws {
    try await Medium.with(megabytes: 12) { medium in
      try await Program.with { program in
        var program = program
        let library = medium.folder.appending("Library").description
        program.environment["ALICE_LIBRARY"] = library
        #expect(try program.run(["organize", Program.pictures[0], Program.pictures[2]]).status == 0)
        let id = try #require(
          try program.run(["search", "*", "--limit", "1", "--json"]).json?["assets"]?[0]?["id"]?.stringValue)
        let spare = medium.folder.appending("spare").description
        try Data(count: kilobytes << 10).write(to: URL(filePath: spare))
        try medium.fill()
        try FileManager.default.removeItem(atPath: spare)
        var refused = 0
        for command in Self.commands(id, medium.folder) {
          let answer = try program.run(command)
          #expect([0, 1, 3].contains(answer.status), "\(command): \(answer.status) \(answer.errors)")
          #expect(
            !answer.errors.contains("damaged") && !answer.errors.contains(" gone"), "\(command): \(answer.errors)")
          guard answer.status == 3 else { continue }
          refused += 1
          #expect(answer.errors.contains("is full"), "\(command): \(answer.errors)")
        }
        #expect(kilobytes > 40 || refused > 8)
        try FileManager.default.removeItem(atPath: medium.folder.appending("filler").description)
        #expect(try program.run(["show", id]).status == 0)
        let check = try program.run(["check", "--verify"])
        #expect(check.status == 0, "\(check.output) \(check.errors)")
      }
    }
  }

  private static func commands(_ id: String, _ disk: BytePath) -> [[String]] {
    [
      ["search", "*", "--count"], ["show", id], ["rate", id, "4"], ["tag", id, "+x"],
      ["organize", Program.pictures[1]],
      ["generate", "a", "--simulate"], ["budget", "set", "day", "6"], ["check", "--repair"], ["reindex"],
      ["export", id, disk.appending("copies").description], ["backup", disk.appending("backup.tar").description],
      ["init", disk.appending("other").description], ["undo"],
    ]
  }
}
