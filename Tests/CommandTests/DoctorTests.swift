import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What the doctor tells of this machine and of a disk.
@Suite(.needsProgram()) struct DoctorTests {
  private static func line(_ document: JSONValue?, _ group: String, _ name: String) -> JSONValue? {
    document?[group]?.arrayValue?.first { $0["name"]?.stringValue == name }
  }

  @Test func `without a library and programs it tells what is missing and what that costs`() async throws {
    try await Program.with { program in
      var program = program
      program.environment["PATH"] = program.folder.description
      let answer = try program.run(["doctor", "--json"])
      #expect(answer.status == 0 && answer.json?["schema"] == 1, "\(answer.errors)")
      for tool in ["ffmpeg", "heif-convert"] {
        let line = Self.line(answer.json, "tools", tool)
        #expect(line?["state"] == "missing" && line?["cost"]?.stringValue?.isEmpty == false)
      }
      #expect(Self.line(answer.json, "places", "library")?["state"] == "missing")
      #expect(Self.line(answer.json, "places", "key of fal.ai")?["state"] == "missing")
      #expect(
        Self.line(answer.json, "places", "configuration")?["detail"]?.stringValue?.hasSuffix("config.yaml") == true)
      #expect(answer.json?["disk"] == nil)
      #expect(!FileManager.default.fileExists(atPath: program.library))
    }
  }

  @Test func `a library and its records are named with their sizes, and a broken one is a problem`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize", Program.pictures[0], "-q"]).status == 0)
      let answer = try program.run(["doctor", "--json"])
      #expect(answer.status == 0, "\(answer.output)")
      #expect(Self.line(answer.json, "places", "library")?["detail"]?.stringValue?.hasSuffix("1 asset") == true)
      #expect(Self.line(answer.json, "places", "catalog")?["state"] == "fine")
      let text = try program.run(["doctor"])
      #expect(text.output.hasPrefix("program\n") && text.output.contains("✓ library"))
      try Data("nonsense".utf8).write(to: URL(filePath: program.library + "/.alice/catalog.sqlite"))
      let broken = try program.run(["doctor", "--json"])
      #expect(broken.status == 1 && Self.line(broken.json, "places", "library")?["state"] == "broken")
    }
  }

  @Test func `the disk of a folder is tried with a file of each format, and nothing stays there`() async throws {
    try await Program.with { program in
      let folder = program.folder.appending("Disk")
      try FileManager.default.createDirectory(atPath: folder.description, withIntermediateDirectories: false)
      let answer = try program.run(["doctor", folder.description, "--json"])
      #expect(answer.status == 0, "\(answer.output)")
      for promise in ["rename without replacing", "folder sync", "locks", "name length"] {
        #expect(Self.line(answer.json, "disk", promise)?["state"] == "fine", "\(promise)")
      }
      #expect(Self.line(answer.json, "disk", "name length")?["detail"] == "255 bytes")
      for format in ["png", "jpg", "webp", "bmp", "mp4", "wav", "mp3"] {
        let trip = Self.line(answer.json, "disk", "round trip of \(format)")
        #expect(trip?["state"] == "fine", "\(format): \(trip?.text ?? "")")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.description).isEmpty)
      #expect(try program.run(["doctor", program.folder.appending("Missing").description]).status == 2)
    }
  }
}
