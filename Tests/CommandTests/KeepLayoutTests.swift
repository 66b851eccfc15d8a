import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// A folder that becomes a library while its files stay where they are.
@Suite(.needsProgram()) struct KeepLayoutTests {
  @Test func `no file of the folder changes, and all pictures are found`() async throws {
    try await Program.with { program in
      let folder = try Folder(of: program)
      let before = try folder.contents()
      let made = try program.run(["init", program.library, "--keep-layout", "--json"])
      #expect(made.status == 0, "\(made.errors)")
      #expect(made.json?["assets"]?.intValue == 4 && made.json?["duplicates"]?.intValue == 1, "\(made.output)")
      #expect(try folder.contents() == before)
      #expect(try program.run(["search", "*", "--count"]).output == "4\n")
      #expect(try program.run(["check"]).status == 0)
      for command in [
        ["organize"], ["organize", "-n"], ["organize", "--unpin", "."], ["check", "--repair"], ["reindex"],
      ] {
        let answer = try program.run(command)
        #expect(answer.status == 0, "\(command) \(answer.errors)")
      }
      #expect(try folder.contents() == before)
    }
  }

  @Test func `a verdict changes its file only, and survives the catalog and .alice`() async throws {
    try await Program.with { program in
      let folder = try Folder(of: program)
      let before = try folder.contents()
      #expect(try program.run(["init", program.library, "--keep-layout"]).status == 0)
      #expect(try program.run(["rate", program.library + "/phone/写真 🎉.png", "5"]).status == 0)
      let rated = try folder.contents()
      #expect(Set(rated.keys) == Set(before.keys))
      #expect(rated.filter { $0.value != before[$0.key] }.keys.sorted() == ["phone/写真 🎉.png"])
      let found = try program.run(["search", "*", "--json"]).json
      try FileManager.default.removeItem(atPath: program.library + "/.alice/catalog.sqlite")
      #expect(try program.run(["reindex"]).status == 0)
      #expect(try program.run(["search", "*", "--json"]).json == found)
      try FileManager.default.removeItem(atPath: program.library + "/.alice")
      let lost = try program.run(["search", "*"])
      #expect(lost.status == 9 && lost.errors.contains("'alice reindex' rebuilds it"), "\(lost.errors)")
      #expect(try program.run(["reindex"]).status == 0)
      #expect(try program.run(["search", "*", "--json"]).json == found)
      #expect(try program.run(["organize", "-n"]).errors.contains("nothing to do"))
      #expect(try folder.contents() == rated)
      #expect(try program.run(["search", "quality:5", "--count"]).output == "1\n")
    }
  }

  @Test func `of several files with one picture the one that is named gets the verdict`() async throws {
    try await Program.with { program in
      let folder = try Folder(of: program)
      let before = try folder.contents()
      #expect(try program.run(["init", program.library, "--keep-layout"]).status == 0)
      let rated = try program.run(["rate", program.library + "/sub/again.png", "4"])
      #expect(rated.status == 0, "\(rated.errors)")
      #expect(try folder.contents().filter { $0.value != before[$0.key] }.keys.sorted() == ["sub/again.png"])
      #expect(try program.run(["rate", program.library + "/phone/写真 🎉.png", "2"]).status == 2)
      let found = try program.run(["search", "*", "--json"]).json
      for command in ["check", "reindex"] { #expect(try program.run([command]).status == 0) }
      #expect(try folder.contents().filter { $0.value != before[$0.key] }.keys.sorted() == ["sub/again.png"])
      #expect(try program.run(["search", "*", "--json"]).json == found)
      try FileManager.default.removeItem(atPath: program.library + "/.alice/catalog.sqlite")
      #expect(try program.run(["reindex"]).status == 0)
      #expect(try program.run(["search", "*", "--json"]).json == found)
      #expect(try program.run(["search", "rating:4"]).output == program.library + "/sub/again.png\n")
    }
  }

  @Test func `new files get a folder of their own, which alone follows the layout`() async throws {
    try await Program.with { program in
      let folder = try Folder(of: program)
      try folder.write("mine", to: "alice/notes.txt")
      let before = try folder.contents()
      #expect(try program.run(["init", program.library, "--keep-layout"]).status == 0)
      let source = program.folder.appending("new.png").description
      try Data(NoisePicture.png(side: 24, seed: 1)).write(to: URL(filePath: source))
      let placed = try program.run(["organize", source, "--json"]).json?["placed"]?[0]?["path"]?.stringValue ?? ""
      #expect(placed.hasPrefix("Alice 2/"), "\(placed)")
      let made = try program.run(["generate", "castle", "--simulate", "--json"])
      #expect(made.json?["assets"]?[0]?["path"]?.stringValue?.hasPrefix("Alice 2/") == true, "\(made.errors)")
      for layout in ["{date}/{name}", "phone/{name}"] {
        let refused = try program.run(["organize", "--layout", layout])
        #expect(refused.status == 2 && refused.errors.contains("folder"), "\(refused.errors)")
      }
      let moved = try program.run(["organize", "--layout", "Neu/{name}", "--json"])
      #expect(moved.json?["moved"]?.arrayValue?.count == 2, "\(moved.output) \(moved.errors)")
      #expect(try program.run(["check"]).status == 0)
      let after = try folder.contents()
      #expect(after.filter { !$0.key.hasPrefix("Neu/") } == before)
      #expect(after.count == before.count + 2)
    }
  }

  @Test func `scores are in the catalog alone, and computed again for a new one`() async throws {
    try await Program.with { program in
      let folder = try Folder(of: program)
      let before = try folder.contents()
      #expect(try program.run(["init", program.library, "--keep-layout"]).status == 0)
      #expect(try program.run(["organize", "--quality"]).status == 0)
      let found = try program.run(["search", "is:scored", "--json"]).json
      #expect(found?["assets"]?.arrayValue?.isEmpty == false)
      #expect(try program.run(["check"]).status == 0)
      #expect(try program.run(["check", "--repair"]).status == 0)
      #expect(try folder.contents() == before)
      for isLost in [false, true] {
        if isLost { try FileManager.default.removeItem(atPath: program.library + "/.alice/catalog.sqlite") }
        #expect(try program.run(["reindex"]).status == 0)
        #expect(try program.run(["search", "is:scored", "--json"]).json == found)
      }
      #expect(try folder.contents() == before)
      let id = try #require(found?["assets"]?[0]?["id"]?.stringValue)
      #expect(try program.run(["rate", id, "4"]).status == 0)
      #expect(try program.run(["check"]).status == 0)
      #expect(try program.run(["search", "is:scored", "--count"]).output == "\(found?["total"]?.intValue ?? 0)\n")
      #expect(try folder.contents().filter { $0.value != before[$0.key] }.count == 1)
    }
  }

  @Test func `another library is refused, and a repetition changes nothing`() async throws {
    try await Program.with { program in
      _ = try Folder(of: program)
      let inner = program.library + "/phone"
      #expect(try program.run(["init", program.library, "--keep-layout", "-n"]).errors.contains("index "))
      #expect(!FileManager.default.fileExists(atPath: program.library + "/.alice"))
      for _ in 1...2 { #expect(try program.run(["init", program.library, "--keep-layout"]).status == 0) }
      #expect(try program.run(["init", inner, "--keep-layout"]).status == 2)
      #expect(!FileManager.default.fileExists(atPath: inner + "/.alice"))
      let other = program.folder.appending("Other").description
      #expect(try program.run(["init", other]).status == 0)
      let refused = try program.run(["init", other, "--keep-layout"])
      #expect(refused.status == 2 && refused.errors.contains("is no library yet"), "\(refused.errors)")
    }
  }

  /// A folder as people have it: several levels, a picture that is there twice, files of other kinds, links.
  private struct Folder {
    let root: String

    init(of program: Program) throws {
      root = program.library
      let files = FileManager.default
      for name in ["phone", "sub/deep", "2026-11-22/flux-dev"] {
        try files.createDirectory(atPath: root + "/" + name, withIntermediateDirectories: true)
      }
      for (picture, name) in zip(Program.pictures, ["phone/写真 🎉.png", "sub/deep/b.png", "2026-11-22/flux-dev/c.jpg"]) {
        try files.copyItem(atPath: picture, toPath: root + "/" + name)
      }
      try files.copyItem(atPath: Program.pictures[0], toPath: root + "/sub/again.png")
      try write(Data(NoisePicture.png(side: 32, seed: 2)), to: "plain.png")
      try write("a note", to: "notes.txt")
      try write("", to: "empty.png")
      try write("{}", to: "sub/data.json")
      try files.createSymbolicLink(atPath: root + "/link.png", withDestinationPath: "/etc/passwd")
      try files.createSymbolicLink(atPath: root + "/sub/loop", withDestinationPath: "..")
    }

    func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

    func write(_ data: Data, to name: String) throws {
      let file = URL(filePath: root + "/" + name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try data.write(to: file)
    }

    /// The bytes of every regular file that is not alice's own.
    func contents() throws -> [String: Data] {
      var contents: [String: Data] = [:]
      let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
      for name in names where !name.hasPrefix(".alice") && name != "alice-library.json" {
        let type = try FileManager.default.attributesOfItem(atPath: root + "/" + name)[.type] as? FileAttributeType
        if type == .typeRegular { contents[name] = try Data(contentsOf: URL(filePath: root + "/" + name)) }
      }
      return contents
    }
  }
}
