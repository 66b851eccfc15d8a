import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// `edit`, as a person and other programs see it.
@Suite(.needsProgram()) struct EditCommandTests {
  private static func withPicture(_ body: (Program, _ id: String, _ file: String) throws -> Void) async throws {
    try await Program.with { program in
      try #require(try program.run(["organize", Program.pictures[0], "-q"]).status == 0)
      let asset = try #require(try program.run(["search", "*", "--json"]).json?["assets"]?[0])
      try body(program, try #require(asset["id"]?.stringValue), try #require(asset["file"]?.stringValue))
    }
  }

  private static func shown(_ program: Program, _ id: String) throws -> JSONValue? {
    try program.run(["show", id, "--json"]).json?["asset"]
  }

  @Test func `what a person says wins, what was generated is shown as such, and undo takes it back`() async throws {
    try await Self.withPicture { program, id, file in
      let before = try Self.shown(program, id)
      let edit = try program.run([
        "edit", id, "--note", "for the cover", "--title", "Dawn", "--prompt", "an oil painting", "--json",
      ])
      #expect(edit.status == 0 && edit.json?["assets"]?[0]?["note"] == "for the cover", "\(edit.errors)")
      let after = try Self.shown(program, id)
      #expect(after?["title"] == "Dawn" && after?["prompt"] == "an oil painting")
      #expect(after?["generated_prompt"] == before?["prompt"] && before?["generated_prompt"] == .null)
      let text = try program.run(["show", id]).output
      #expect(text.contains("an oil painting") || !text.isEmpty)
      #expect(try program.run(["search", "note:cover", "--count"]).output == "1\n")
      #expect(
        try program.run(["show", file, "--library", "none", "--json"]).json?["asset"]?["note"] == "for the cover")
      #expect(try program.run(["undo"]).status == 0)
      #expect(try Self.shown(program, id)?["note"] == .null)
      #expect(try Self.shown(program, id)?["prompt"] == before?["prompt"])
    }
  }

  @Test func `a date moves the file only when the library is organized`() async throws {
    try await Self.withPicture { program, id, file in
      let edit = try program.run(["edit", id, "--date", "2021-02-03"])
      #expect(edit.status == 0 && edit.output == file + "\n" && edit.errors.contains("alice organize"))
      #expect(try program.run(["organize"]).status == 0)
      #expect(try Self.shown(program, id)?["path"]?.stringValue?.hasPrefix("2021-02-03/") == true)
      #expect(try program.run(["edit", id, "--date", "", "-n"]).status == 0)
      for date in ["sometime", "2021-13-01", "--"] {
        #expect(try program.run(["edit", id, "--date", date]).status == 2, "\(date)")
      }
    }
  }

  @Test func `without anything to say, and with a title of two lines, nothing is done`() async throws {
    try await Self.withPicture { program, id, _ in
      let silent = try program.run(["edit", id])
      #expect(silent.status == 2, "\(silent.errors)")
      #expect(try program.run(["edit", id, "--title", "a\nb"]).status == 2)
      #expect(try program.run(["edit", id, "--note", "-1 is no option"]).status == 0)
      #expect(try Self.shown(program, id)?["note"] == "-1 is no option")
    }
  }

  @Test(.needsProgram(and: "exiftool"))
  func `exiftool reads title, note and mark where every program looks`()
    async throws
  {
    try await Self.withPicture { program, id, file in
      _ = try program.run(["edit", id, "--note", "for Ana", "--title", "Dawn", "--disclosure"])
      let found = try Tool.run(
        "exiftool", ["-s3", "-XMP-dc:Title", "-XMP-acdsee:Notes", "-XMP-exif:UserComment", file])
      #expect(found.output == "Dawn\nfor Ana\nfor Ana\n")
      let mark = try Tool.run("exiftool", ["-n", "-s3", "-XMP-iptcExt:DigitalSourceType", file])
      #expect(mark.output.contains("trainedAlgorithmicMedia"))
    }
  }
}
