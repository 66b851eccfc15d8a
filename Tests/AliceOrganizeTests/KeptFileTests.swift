import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Generated files of formats without a reader: 3D models, archives, text and all else.
@Suite struct KeptFileTests {
  private static let all: [(Returned, kind: MediaKind, ending: String)] = [
    (.scene, .model3d, "glb"),
    (Returned([0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18), "frames"), .archive, "zip"),
    (Returned("A lighthouse stands in fog.", "answer.txt"), .text, "txt"),
    (Returned("{\"score\": 0.5}", nil), .text, "json"),
    (Returned([9, 8, 0, 1], "lut.CUBE"), .file, "cube"), (Returned([1, 0, 2, 0], "tool.exe"), .file, "bin"),
    (Returned("<svg width='4' height='3'/>", "drawing"), .image, "svg"),
    (Returned([UInt8](repeating: 0x80, count: 32), nil, type: "audio/pcmu"), .audio, "ulaw"),
  ]

  @Test func `each is filed with its true extension and its record, and found by its kind`() async throws {
    try await World.with { world in
      for (index, file) in Self.all.enumerated() {
        let asset = try world.keep(file.0, prompt: "robot \(index)")
        #expect(asset.facts.format.kind == file.kind && asset.path.fileExtension == file.ending)
        #expect(asset.path.description.contains("hunyuan3d/robot-\(index)-\(asset.id.short)"))
        #expect(try world.bytes(asset.path) == file.0.bytes)
        #expect(
          try world.search("kind:\(file.kind.rawValue) format:\(asset.facts.format.rawValue)").map(\.id).contains(
            asset.id))
        let attributes = try FileManager.default.attributesOfItem(atPath: world.root.appending(asset.path).description)
        #expect((attributes[.posixPermissions] as? Int ?? 0o777) & 0o111 == 0)
      }
      #expect(try world.search("kind:3d").count == 1 && world.search("type:text").count == 2)
      #expect(try world.problems().isEmpty && world.problems(verified: true).isEmpty)
    }
  }

  @Test func `a text is found by its words, also after it was rated and after a reindex`() async throws {
    try await World.with { world in
      let asset = try world.keep(Returned("A lighthouse stands in fog.", "answer.txt"), prompt: "describe it")
      #expect(try world.search("lighthouse fog").map(\.id) == [asset.id])
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(5)), addedTags: ["kept"]), to: [asset])
      #expect(try world.search("lighthouse rating:5 tag:kept").map(\.id) == [asset.id])
      _ = try Reindexer(library: world.root).run()
      let again = World(folder: world.folder, workspace: try Workspace.openForWriting(world.root))
      #expect(try again.search("lighthouse rating:5 prompt:describe").map(\.id) == [asset.id])
    }
  }

  @Test func `they come back from the files alone, without catalog, journal and settings`() async throws {
    try await World.with { world in
      let assets = try Self.all.enumerated().map { try world.keep($1.0, prompt: "robot \($0)") }
      for part in ["catalog.sqlite", "journal.sqlite", "settings.json"] {
        for suffix in ["", "-wal", "-shm"] {
          try? FileManager.default.removeItem(atPath: world.root.appending(".alice/\(part)\(suffix)").description)
        }
      }
      try FileManager.default.removeItem(atPath: world.root.appending(".alice").description)
      _ = try Reindexer(library: world.root).run()
      let again = World(folder: world.folder, workspace: try Workspace.openForWriting(world.root))
      #expect(try Set(again.all().map(\.path)) == Set(assets.map(\.path)))
      #expect(try Set(again.all().map(\.record.recipe.prompt)) == Set(assets.map(\.record.recipe.prompt)))
    }
  }

  @Test func `a lost sidecar is told, and a repair writes it again`() async throws {
    try await World.with { world in
      let asset = try world.keep(.scene)
      try FileManager.default.removeItem(atPath: world.root.appending(asset.path).adding(suffix: ".xmp").description)
      #expect(try world.problems() == ["sidecar-missing"])
      _ = try LibraryCheck(world.workspace).run(repair: true)
      #expect(try world.problems().isEmpty && world.all().first?.record.recipe.prompt == "a tin robot")
    }
  }

  @Test func `changed bytes are damage`() async throws {
    try await World.with { world in
      let asset = try world.keep(.scene)
      let path = world.root.appending(asset.path).description
      let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
      try Data(Returned.scene.bytes.dropLast() + [1]).write(to: URL(filePath: path))
      try FileManager.default.setAttributes([.modificationDate: date as Any], ofItemAtPath: path)
      #expect(try !world.problems(verified: true).isEmpty)
    }
  }

  @Test func `deleting and undo work as for pictures`() async throws {
    try await World.with { world in
      let asset = try world.keep(.scene)
      let before = try world.files()
      _ = try Trash(world.workspace).delete([asset])
      #expect(try world.files().isEmpty && world.search("kind:3d").isEmpty)
      _ = try Undoer(world.workspace, operation: nil).run()
      #expect(try world.files() == before && world.search("kind:3d").map(\.id) == [asset.id])
    }
  }

  @Test func `folders are still searched for pictures, films and sound alone`() async throws {
    try await World.with { world in
      try world.write("%PDF-1.7 a bill", as: "bill.pdf")
      try world.write("notes", as: "notes.txt")
      try world.write("{}", as: "data.json")
      try world.write("glTF", as: "scene.glb")
      let report = try await world.organize()
      #expect(report.placed.isEmpty && report.refused.isEmpty && report.skipped.count == 4)
    }
  }

  @Test func `a file with alice's own sidecar is taken from another folder`() async throws {
    try await World.with { world in
      let asset = try world.keep(.scene)
      for suffix in ["", ".xmp"] {
        try FileManager.default.copyItem(
          atPath: world.root.appending(asset.path).adding(suffix: suffix).description,
          toPath: world.inbox.appending("model.glb").adding(suffix: suffix).description)
      }
      let other = World(folder: world.folder, workspace: try Workspace.create(world.folder.appending("Other")))
      let request = OrganizeRequest(sources: [world.inbox])
      let report = try await Organizer(other.workspace, root: other.root, request: request, now: Clock.system.now())
        .run()
      #expect(report.placed.count == 1 && report.skipped.map(\.reason) == [.companion])
      #expect(try other.search("kind:model3d").first?.record.recipe.prompt == "a tin robot")
    }
  }

  @Test func `showing tells what the file holds`() async throws {
    try await World.with { world in
      let text = try world.keep(Returned("one\ntwo", "answer.md"))
      let details = try AssetInspector.show(text, in: world.workspace)
      #expect(details.json["contents"]?["text"]?.stringValue == "one\ntwo" && details.contents?.lines == 2)
      let mesh = try world.keep(.mesh)
      #expect(try AssetInspector.show(mesh, in: world.workspace).contents?.words == "3 vertices, 1 triangle")
    }
  }
}
