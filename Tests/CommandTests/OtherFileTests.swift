import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Generated files without a reader, through the program.
@Suite(.needsProgram()) struct OtherFileTests {
  private static let text = "A lighthouse stands in fog.\n"
  /// What `sha256sum` prints for the text.
  private static let id = "d0263e75d21a35af5f33f0f5c303f2188aa6ec9cc7b695e37bbf527720bad2b1"

  /// Writes a file and the sidecar that alice would write for it.
  private static func write(_ text: String, as name: String, in program: Program, id: String) throws {
    let record =
      "{\"alice\":1,\"added\":\"2026-11-22T10:00:00+00:00\",\"created\":\"2026-11-22T10:00:00+00:00\","
      + "\"generator\":\"alice\",\"id\":\"\(id)\",\"model\":\"moondream\",\"prompt\":\"describe it\"}"
    let sidecar = """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:alice="http://alice-media.org/ns/1.0/" rdf:about=""><alice:id>\(id)</alice:id>
      <alice:record>\(record)</alice:record></rdf:Description></rdf:RDF></x:xmpmeta>
      """
    try Data(text.utf8).write(to: URL(filePath: program.folder.appending(name).description))
    try Data(sidecar.utf8).write(to: URL(filePath: program.folder.appending(name + ".xmp").description))
  }

  @Test func `a text is taken with its sidecar, found by its kind and its words, and printed`() async throws {
    try await Program.with { program in
      try Self.write(Self.text, as: "answer.txt", in: program, id: Self.id)
      try Data("{}".utf8).write(to: URL(filePath: program.folder.appending("other.json").description))
      let report = try #require(try program.run(["organize", ".", "--json"]).json)
      #expect(report["placed"]?.arrayValue?.count == 1 && report["refused"]?.arrayValue?.count == 0)
      for query in ["kind:text", "type:text", "format:txt", "lighthouse fog", "prompt:describe"] {
        #expect(try program.run(["search", query, "--count"]).output == "1\n", "\(query)")
      }
      #expect(try program.run(["search", "kind:3d", "--count"]).output == "0\n")
      #expect(try program.run(["search", "kind:picture|text", "--count"]).output == "1\n")
      let found = try #require(try program.run(["search", "kind:text", "--json"]).json?["assets"]?[0])
      #expect(found["path"]?.stringValue?.hasPrefix("2026-11-22/moondream/") == true && found["type"] == "text")
      let shown = try program.run(["show", found["id"]?.stringValue ?? ""])
      #expect(shown.output.contains("A lighthouse stands in fog.") && shown.output.contains("describe it"))
      #expect(try program.run(["check", "--verify"]).status == 0)
    }
  }

  @Test func `an unknown kind is refused with those that there are`() async throws {
    try await Program.with { program in
      let answer = try program.run(["search", "kind:pudding"])
      #expect(answer.status == 2 && answer.errors.contains("model3d"))
    }
  }
}
