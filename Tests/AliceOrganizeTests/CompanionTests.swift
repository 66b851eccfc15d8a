import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Files that belong together: a mesh with its textures, a video with its captions.
@Suite struct CompanionTests {
  private static let texture = Returned([0x89, 0x50, 0x4E, 0x47, 1, 2], "texture.png")

  private static func withRobot(_ body: (World, Asset) async throws -> Void) async throws {
    try await World.with { world in
      try await body(world, try world.keep(.mesh, with: [.material, texture]))
    }
  }

  private static func names(_ world: World, _ asset: Asset) throws -> Set<String> {
    let folder = asset.path.parent ?? ""
    return Set(try FileManager.default.contentsOfDirectory(atPath: world.root.appending(folder).description))
  }

  @Test func `they lie beside the asset under their own names, in a folder of its own`() async throws {
    try await Self.withRobot { world, asset in
      let stem = asset.path.stem.description
      #expect(asset.path.parent?.lastComponent.description == "\(stem).files")
      let names = try Self.names(world, asset)
      #expect(names == ["\(stem).obj", "\(stem).obj.xmp", "material.mtl", "texture.png"])
      #expect(asset.record.companions.map(\.name) == ["material.mtl", "texture.png"])
      #expect(asset.json(in: world.root)["companions"]?[0]?["sha256"]?.stringValue?.utf8.count == 64)
      #expect(try world.all().count == 1)
      #expect(try world.problems(verified: true).isEmpty)
    }
  }

  @Test func `a mesh finds a file that was told another name`() async throws {
    try await World.with { world in
      let asset = try world.keep(
        .mesh,
        with: [Returned(Returned.material.bytes, "a1b2.mtl"), Returned(Self.texture.bytes, nil, type: "image/png")])
      #expect(asset.record.companions.map(\.name) == ["material.mtl", "texture.png"])
    }
  }

  @Test(arguments: [
    ("../../evil.png", "evil.png"), ("a\u{202E}b.png", "a_b.png"), ("run.sh", "run.bin"), ("CON.png", "_CON.png"),
    ("x.xmp", "x.bin"),
    (".hidden", "hidden.bin"),
  ])
  func `a name that is told cannot lead elsewhere or run`(told: String, name: String) async throws {
    try await World.with { world in
      let asset = try world.keep(.scene, with: [Returned([1, 2, 0, 4], told)])
      let kept = asset.record.companions.first?.name ?? ""
      #expect(kept == name || BytePath(kept).stem == BytePath(name).stem && !kept.contains("/"))
      #expect(try world.bytes((asset.path.parent ?? "").appending(kept)) == [1, 2, 0, 4])
    }
  }

  @Test func `equal names get numbers, and equal files are kept once`() async throws {
    try await World.with { world in
      let files = [Returned([1, 0], "a.dat"), Returned([2, 0], "A.dat"), Returned([1, 0], "a.dat"), .scene]
      let asset = try world.keep(.scene, with: files)
      #expect(asset.record.companions.map(\.name) == ["a.dat", "A-2.dat"])
    }
  }

  @Test func `a reindex and a rebuild find one asset with its companions`() async throws {
    try await Self.withRobot { world, asset in
      _ = try Reindexer(library: world.root).run()
      let again = World(folder: world.folder, workspace: try Workspace.openForWriting(world.root))
      #expect(try again.all().map(\.record.companions) == [asset.record.companions])
      try FileManager.default.removeItem(atPath: world.root.appending(".alice").description)
      _ = try Reindexer(library: world.root).run()
      let new = World(folder: world.folder, workspace: try Workspace.openForWriting(world.root))
      #expect(try new.all().map(\.path) == [asset.path])
      #expect(try new.problems().isEmpty)
    }
  }

  @Test func `they are deleted, restored and undone with their asset, and emptied from the trash`() async throws {
    try await Self.withRobot { world, asset in
      let before = try world.files()
      _ = try Trash(world.workspace).delete([asset])
      #expect(try world.files().isEmpty)
      _ = try Undoer(world.workspace, operation: nil).run()
      #expect(try world.files() == before)
      _ = try Trash(world.workspace).delete([asset])
      _ = try Trash(world.workspace).empty(deletedBefore: nil)
      let left =
        FileManager.default.enumerator(atPath: world.root.appending(".alice/trash").description)?.allObjects ?? []
      #expect(left.isEmpty)
    }
  }

  @Test func `another layout moves them together`() async throws {
    try await Self.withRobot { world, asset in
      let request = OrganizeRequest(sources: [], layout: "{model}/{name}")
      _ = try await Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now()).run()
      let moved = try #require(try world.all().first)
      #expect(moved.path.description.hasPrefix("hunyuan3d/") && moved.path != asset.path)
      #expect(try Self.names(world, moved).isSuperset(of: ["material.mtl", "texture.png"]))
      #expect(try world.problems().isEmpty)
    }
  }

  @Test func `a check tells which is missing or changed`() async throws {
    try await Self.withRobot { world, asset in
      let folder = world.root.appending(asset.path.parent ?? "")
      try FileManager.default.removeItem(atPath: folder.appending("texture.png").description)
      #expect(try world.problems() == ["companion-missing"])
      try Data(Returned.material.bytes.map { $0 == 0x72 ? 0x62 : $0 }).write(
        to: URL(filePath: folder.appending("material.mtl").description))
      #expect(try world.problems(verified: true).sorted() == ["companion-damaged", "companion-missing"])
    }
  }

  @Test func `an export copies them beside the copy`() async throws {
    try await Self.withRobot { world, asset in
      let out = world.folder.appending("Out")
      let exporter = try Exporter(world.workspace, to: out, as: .whole)
      let copy = try exporter.export(asset)
      #expect(copy.companions.map { $0.lastComponent.description } == ["material.mtl", "texture.png"])
      #expect(Set(copy.companions.map(\.parent)) == [copy.file.parent] && copy.file.parent?.parent == out)
      #expect(try exporter.export(asset).wasThere)
    }
  }

  @Test func `another library takes them over with the asset`() async throws {
    try await Self.withRobot { world, asset in
      let other = World(folder: world.folder, workspace: try Workspace.create(world.folder.appending("Other")))
      let request = OrganizeRequest(sources: [world.root])
      try FileManager.default.removeItem(atPath: world.root.appending(".alice").description)
      let report = try await Organizer(other.workspace, root: other.root, request: request, now: Clock.system.now())
        .run()
      #expect(report.placed.count == 1 && report.refused.isEmpty)
      let taken = try #require(try other.all().first)
      #expect(taken.record.companions == asset.record.companions)
      #expect(try Self.names(other, taken).isSuperset(of: ["material.mtl", "texture.png"]))
      _ = try Undoer(other.workspace, operation: nil).run()
      #expect(try other.files().isEmpty)
    }
  }
}
