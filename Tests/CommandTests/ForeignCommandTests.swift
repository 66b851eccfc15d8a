import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct ForeignCommandTests {
  /// Makes a small library of Eagle: a rated picture in a folder, and one whose file is gone.
  private static func withEagle(_ body: (Program, _ library: String) throws -> Void) async throws {
    try await Program.with { program in
      let library = program.folder.appending("Art.library").description
      func write(_ text: String, _ name: String) throws {
        let file = URL(filePath: library + "/" + name)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      try write(#"{"folders": [{"id": "f", "name": "x", "children": []}]}"#, "metadata.json")
      try write(#"{"name": "a", "ext": "png", "star": 4, "folders": ["f"]}"#, "images/A.info/metadata.json")
      try write(#"{"name": "b", "ext": "png", "star": 4}"#, "images/B.info/metadata.json")
      try FileManager.default.copyItem(
        atPath: Fixtures.url("media/plain.png").path, toPath: library + "/images/A.info/a.png")
      try body(program, library)
    }
  }

  @Test func `verdicts of another program are told ahead, brought and found`() async throws {
    try await Self.withEagle { program, library in
      let line = "from Eagle: 1 picture; 1 rated, 1 board, 1 whose files are gone"
      let planned = try program.run(["organize", "--from", "eagle", library, "-n"])
      #expect(planned.status == 0 && planned.errors.contains(line + "\n1 would be placed"))
      let answer = try program.run(["organize", "--from", "eagle", library, "--json"])
      let from = try #require(answer.json?["from"])
      #expect(answer.status == 0 && from["tool"] == "eagle" && from["rated"] == 1 && from["picked"] == 0)
      #expect(from["tagged"] == 0 && from["boards"] == 1 && from["gone"] == 1)
      #expect(try program.run(["search", "rating:4 tag:album/x"]).output.contains("a-"))
      let again = try program.run(["organize", "--from", "eagle", library])
      #expect(again.status == 0 && again.errors.contains("1 there already"))
    }
  }

  @Test func `a wrong source makes no library`() async throws {
    try await Self.withEagle { program, library in
      for tool in ["invokeai", "iib", "diffusion-toolkit"] {
        let none = try program.run(["organize", "--from", tool, library])
        #expect(none.status == 2 && none.errors.contains("there is no library of"))
      }
      let other = try program.run(["organize", "--from", "iib", library + "/metadata.json"])
      #expect(other.status == 3 && other.errors.contains("no database"))
      #expect(try program.run(["organize", "--from", "eagle", "--again"]).status == 2)
      #expect(try program.run(["organize", "--from", "eagle", library, "--move"]).status == 2)
      #expect(try program.run(["organize", "--from", "lightroom", library]).status == 2)
      #expect(try program.run(["search", "rating:4"]).status == 9)
    }
  }
}
