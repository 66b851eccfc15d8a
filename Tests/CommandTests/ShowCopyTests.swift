import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// A copy of an asset outside of the library that has lost its metadata.
@Suite(.needsProgram()) struct ShowCopyTests {
  private static let source = "demo/00017-2718281828.png"

  /// The picture in a library, and a copy of its pixels alone.
  private static func withCopy(
    _ body: (Program, _ asset: JSONValue, _ copy: String) async throws -> Void
  ) async throws {
    try await Program.with { program in
      let copy = program.folder.appending("copy.png").description
      try FileManager.default.copyItem(
        atPath: Fixtures.url(source).path, toPath: program.folder.appending("a.png").description)
      #expect(try program.run(["organize", "a.png", "-q"]).status == 0)
      let found = try #require(try program.run(["search", "*", "--json"]).json?["assets"]?[0])
      let id = try #require(found["id"]?.stringValue)
      #expect(try program.run(["rate", id, "4"]).status == 0)
      let folder = program.folder.appending("bare").description
      #expect(try program.run(["export", id, folder, "--strip"]).status == 0)
      let bare = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
      try FileManager.default.moveItem(atPath: folder + "/" + bare, toPath: copy)
      try await body(program, found, copy)
    }
  }

  @Test func `show finds the asset by what the copy shows`() async throws {
    try await Self.withCopy { program, asset, copy in
      let answer = try program.run(["show", copy, "--json"])
      let shown = try #require(answer.json)
      #expect(answer.status == 0 && shown["copy_of"]?.stringValue?.hasSuffix(".png") == true)
      #expect(shown["copy_of"]?.stringValue != copy)
      for key in ["id", "prompt", "seed", "model", "generator"] {
        #expect(shown["asset"]?[key] == asset[key] && asset[key] != .null, "\(key)")
      }
      #expect(shown["asset"]?["rating"] == 4)
      // The library's path may have changed with the rating; the file is the one that was named.
      #expect(shown["asset"]?["path"]?.stringValue.map { shown["copy_of"]?.stringValue?.hasSuffix($0) } == true)
      #expect(shown["asset"]?["file"]?.stringValue == copy && shown["metadata"]?.arrayValue == [])
      let text = try program.run(["show", copy]).output
      let prompt = try #require(asset["prompt"]?.stringValue)
      #expect(text.contains("copy of") && text.contains(prompt))
      let folder = try program.run(["show", program.folder.description, "--jsonl"]).output
      #expect(folder.contains("\"copy_of\":\"/"))
    }
  }

  @Test func `a copy of an asset whose file is missing has no original`() async throws {
    try await Self.withCopy { program, asset, copy in
      let path = try #require(try program.run(["show", copy, "--json"]).json?["copy_of"]?.stringValue)
      try FileManager.default.removeItem(atPath: path)
      _ = try program.run(["check", "--repair"])
      let shown = try #require(try program.run(["show", copy, "--json"]).json)
      #expect((shown["copy_of"] ?? .null) == .null && shown["asset"]?["prompt"] == asset["prompt"])
    }
  }

  @Test func `without a library, or with one that cannot be opened, the file is shown alone`() async throws {
    try await Self.withCopy { program, asset, copy in
      let catalog = program.library + "/.alice/catalog.sqlite"
      for damage in ["not a database, by far not", nil] {
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: catalog + suffix) }
        if let damage {
          try Data(damage.utf8).write(to: URL(filePath: catalog))
        } else {
          try FileManager.default.removeItem(atPath: program.library)
        }
        for file in [copy, "a.png"] {
          let answer = try program.run(["show", file, "--json"])
          #expect(answer.status == 0, "\(answer.errors)")
          #expect(answer.json?["copy_of"] == .null && answer.json?["asset"]?["id"] == asset["id"])
          #expect((answer.json?["asset"]?["prompt"] == .null) == (file == copy))
        }
      }
    }
  }

  @Test func `a file that tells its own recipe is shown as it is`() async throws {
    try await Self.withCopy { program, _, _ in
      let answer = try program.run(["show", "a.png", "--json"])
      #expect(answer.json?["copy_of"] == .null && answer.json?["asset"]?["rating"] == .null)
    }
  }
}
