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

  @Test func `a damaged file is told in a sentence, found and kept, and verifying reads every file`() async throws {
    try await Program.with { program in
      let taken = try program.run(["organize"] + Program.pictures + ["--json"])
      let files = taken.json?["placed"]?.arrayValue?.compactMap { $0["file"]?.stringValue } ?? []
      let file = try #require(files.first { $0.hasSuffix(".png") })
      let sound = try program.run(["check", "--verify", "--json"])
      #expect(sound.status == 0 && sound.json?["verified"]?.intValue == files.count, "\(sound.output)")
      try Rot.flip(BytePath(file), after: "IDAT", 20)
      for command in [["check"], ["check", "--verify", "--sample", "50%"], ["check", "--repair"]] {
        let answer = try program.run(command)
        #expect(answer.status == 1 && answer.output.contains("damaged\t"), "\(answer.output)")
        #expect(answer.errors.contains("its picture is not the one that was kept"), "\(answer.errors)")
      }
      let json = try program.run(["check", "--json"]).json?["problems"]?[0]
      #expect(json?["kind"]?.stringValue == "damaged" && json?["what"]?.stringValue == "picture")
      let id = try #require(json?["id"]?.stringValue)
      #expect(try program.run(["show", id]).output.contains("damaged"))
      let again = try program.run(["reindex", "--json"])
      #expect(again.status == 3 && again.json?["damaged"]?.arrayValue?.count == 1, "\(again.output)")
      #expect(again.json?["assets"]?.intValue == files.count)
      #expect(try program.run(["rate", file, "4"]).errors.contains("damaged"))
    }
  }

  @Test(arguments: [["--sample", "5%"], ["--verify", "--sample", "0"], ["--verify", "--sample", "x%"]])
  func `a share without its verb, or that is none, is wrong usage`(_ words: [String]) async throws {
    try await Program.with { program in
      let answer = try program.run(["check"] + words)
      #expect(answer.status == 2, "\(answer.errors)")
    }
  }

  @Test func `what a person removed from the disk is no hit before a check, and after its repair`() async throws {
    try await Program.with { program in
      let taken = try program.run(["organize"] + Program.pictures + ["--json"])
      let file = try #require(taken.json?["placed"]?[0]?["file"]?.stringValue)
      let all = try program.run(["search", "*"]).output.split(separator: "\n").count
      try FileManager.default.removeItem(atPath: file)
      for command in [
        ["search", "*"], ["search", "*", "--jsonl"], ["search", "*", "--limit", "\(all)"],
      ] {
        let answer = try program.run(command)
        #expect(answer.output.split(separator: "\n").count == all - 1, "\(answer.output)")
        #expect(answer.errors.contains("gone") && answer.errors.contains("check --repair"), "\(answer.errors)")
      }
      #expect(try program.run(["search", "*", "--limit", "1"]).output.split(separator: "\n").count == 1)
      #expect(try program.run(["check", "--repair"]).status == 0)
      #expect(try !program.run(["search", "*"]).output.contains(file))
      #expect(try program.run(["search", "is:missing"]).output.contains(file))
    }
  }

  @Test func `a rebuilt catalog tells which recipes no file and no catalog has any more`() async throws {
    try await Program.with { program in
      let taken = try program.run(["organize"] + Program.pictures + ["--json"])
      let files = taken.json?["placed"]?.arrayValue?.compactMap { $0["file"]?.stringValue } ?? []
      let (bare, gone) = (
        try #require(files.first { $0.hasSuffix(".jpg") }), try #require(files.first { $0.hasSuffix(".png") })
      )
      try strip(bare)
      try FileManager.default.removeItem(atPath: gone)
      let first = try program.run(["reindex"])
      #expect(first.status == 0 && first.errors.contains("written back what was lost"), "\(first.errors)")
      #expect(first.errors.contains("is gone, and the catalog keeps what it knew"), "\(first.errors)")
      #expect(try program.run(["search", "is:missing", "--count"]).output == "1\n")
      try strip(bare)
      try FileManager.default.removeItem(atPath: program.library + "/.alice/catalog.sqlite")
      let second = try program.run(["reindex"])
      #expect(second.errors.contains("has lost its recipe, and no catalog knows it"), "\(second.errors)")
      #expect(try program.run(["search", "is:missing", "--count"]).output == "0\n")
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may write and read everywhere"))
  func `a folder that cannot be written to, and a sidecar that cannot be read, are named in a sentence`() async throws {
    try await Program.with { program in
      let taken = try program.run(["organize"] + Program.pictures + ["--json"])
      let file = try #require(taken.json?["placed"]?[0]?["file"]?.stringValue)
      let folder = URL(filePath: file).deletingLastPathComponent().path
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder)
      let rated = try program.run(["rate", file, "2"])
      #expect(rated.status == 3 && rated.errors.contains("\(folder) cannot be written to: permission denied"))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
      let source = program.folder.appending("a.png").description
      try FileManager.default.copyItem(atPath: Program.pictures[0], toPath: source)
      try Data().write(to: URL(filePath: source + ".xmp"))
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: source + ".xmp")
      let refused = try program.run(["organize", source])
      #expect(refused.status == 3 && refused.errors.contains("sidecar of it cannot be read"), "\(refused.errors)")
    }
  }

  /// As programs do that keep the picture alone.
  private func strip(_ file: String) throws {
    let url = URL(filePath: file)
    let bytes = try [UInt8](Data(contentsOf: url))
    var (kept, offset) = (Array(bytes.prefix(2)), 2)
    while offset + 4 <= bytes.count, bytes[offset] == 0xFF, bytes[offset + 1] != 0xDA {
      let end = offset + 2 + Int(bytes[offset + 2]) << 8 + Int(bytes[offset + 3])
      if !(0xE0...0xEF).contains(bytes[offset + 1]), bytes[offset + 1] != 0xFE { kept += bytes[offset..<end] }
      offset = end
    }
    try Data(kept + bytes[offset...]).write(to: url)
  }
}
