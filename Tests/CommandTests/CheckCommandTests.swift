import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct CheckCommandTests {
  /// A library of one rated file whose sidecar is gone.
  private func withLoss(_ body: (Program, _ file: String) async throws -> Void) async throws {
    try await Program.with { program in
      let taken = try program.run(["organize", Fixtures.url("media/codestream.jxl").path, "--json"])
      let file = try #require(taken.json?["placed"]?[0]?["file"]?.stringValue)
      #expect(try program.run(["rate", file, "5"]).status == 0)
      try FileManager.default.removeItem(atPath: file + ".xmp")
      try await body(program, file)
    }
  }

  @Test func `a sidecar that is gone is a problem, and repaired it is none`() async throws {
    try await withLoss { program, file in
      let check = try program.run(["check", "--json"])
      #expect(check.status == 1)
      #expect(check.json?["problems"]?[0]?["kind"]?.stringValue == "sidecar-missing")
      let repair = try program.run(["check", "--repair"])
      #expect(repair.status == 0 && repair.errors.contains("repaired"), "\(repair.errors)")
      #expect(FileManager.default.fileExists(atPath: file + ".xmp"))
      #expect(try program.run(["check"]).status == 0)
    }
  }

  @Test(arguments: [["check", "--repair"], ["reindex"], ["rate", "FILE", "5"]])
  func `a file that cannot be written to is named, and the status is 3`(_ command: [String]) async throws {
    try await withLoss { program, file in
      let folder = program.library + "/.alice/tmp"
      try FileManager.default.removeItem(atPath: folder)
      try Data().write(to: URL(filePath: folder))
      let answer = try program.run(command.map { $0 == "FILE" ? file : $0 })
      #expect(answer.status == 3, "\(answer.errors)")
      #expect(answer.errors.contains(URL(filePath: file).lastPathComponent), "\(answer.errors)")
      #expect(!answer.errors.contains(", repaired"))
      #expect(try program.run(["search", "rating:5", "--count"]).output == "1\n")
    }
  }
}
