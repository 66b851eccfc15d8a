import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct ExportCommandTests {
  private static func withPictures(_ body: (Program, _ out: String) throws -> Void) async throws {
    try await Program.with { program in
      try #require(try program.run(["organize", "-q"] + Program.pictures).status == 0)
      try body(program, program.folder.appending("Out").description)
    }
  }

  private static func all(_ out: String, _ arguments: String...) -> [String] {
    ["export", "--query", "*", out] + arguments
  }

  @Test(.needsProgram(and: "exiftool"))
  func `other programs see size, format and recipe as asked`() async throws {
    try await Self.withPictures { program, out in
      let web = try program.run(Self.all(out, "--for", "instagram", "--size", "40", "--json"))
      #expect(web.status == 0, "\(web.errors)")
      for copy in web.json?["exported"]?.arrayValue ?? [] {
        let file = try #require(copy["file"]?.stringValue)
        let seen = try Tool.run("exiftool", ["-s3", "-FileType", "-ImageWidth", "-ImageHeight", file]).output
        let lines = seen.split(separator: "\n")
        #expect(lines.first == "JPEG" && lines.dropFirst().compactMap { Int($0) }.max() == 40)
        #expect(try Tool.run("exiftool", ["-s", "-XMP:all", "-EXIF:all", "-Comment", file]).output.isEmpty)
      }
      let site = try program.run(Self.all(out + "/site", "--for", "civitai", "--format", "jpg", "--json"))
      let file = try #require(site.json?["exported"]?[0]?["file"]?.stringValue)
      #expect(try Tool.run("exiftool", ["-s3", "-UserComment", file]).output.contains("Steps:"))
    }
  }

  @Test func `an archive is one path, in the folder or by its name`() async throws {
    try await Self.withPictures { program, out in
      let inside = try program.run(Self.all(out, "--zip", "--captions", "txt"))
      #expect(inside.status == 0 && inside.output == out + "/alice-export.zip\n", "\(inside.errors)")
      let named = try program.run(Self.all(out + "/set.zip", "--zip", "--strip", "--json"))
      #expect(named.status == 0 && named.json?["exported"]?[0]?["file"]?.stringValue == out + "/set.zip")
      #expect(named.json?["exported"]?.arrayValue?.count == 3)
      let dry = try program.run(Self.all(out + "/dry", "--zip", "-n"))
      #expect(dry.status == 0 && !FileManager.default.fileExists(atPath: out + "/dry"))
    }
  }

  @Test(arguments: [
    ["--size", "0"], ["--size", "x"], ["--format", "gif"], ["--max-bytes", "8 apples"], ["--max-bytes", "12"],
    ["--name", "{nothing}"], ["--name", "../{name}"], ["--captions", "json"], ["--for", "nowhere"],
  ])
  func `what cannot be is refused before anything is written`(_ options: [String]) async throws {
    try await Self.withPictures { program, out in
      let answer = try program.run(["export", "--query", "*", out] + options)
      #expect(answer.status == 2 && !FileManager.default.fileExists(atPath: out), "\(answer.errors)")
    }
  }
}
