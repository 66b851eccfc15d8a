import AliceCatalog
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What an interrupted run left between the library and the trash.
@Suite struct TrashRecoveryTests {
  /// A library with one image that has a recipe and both kinds of XMP sidecars beside it.
  private func withImage(_ body: (World, Asset, _ names: [String]) async throws -> Void) async throws {
    try await World.with { world in
      try world.put("media/plain.png", at: "x/a.png")
      let names = ["x/a.png", "x/a.png.xmp", "x/a.txt", "x/a.xmp"]
      for name in names where !name.hasSuffix(".png") {
        let text = name.hasSuffix(".txt") ? "a recipe" : "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
        try Data(text.utf8).write(to: URL(filePath: world.root.appending(BytePath(name)).description))
      }
      _ = try LibraryCheck(world.workspace).run(repair: true)
      try await body(world, world.asset("x/a.png"), names)
    }
  }

  private func move(_ path: BytePath, to target: BytePath, in world: World) throws {
    let target = world.root.appending(target)
    try FileManager.default.createDirectory(
      atPath: (target.parent ?? world.root).description, withIntermediateDirectories: true)
    try FileManager.default.moveItem(atPath: world.root.appending(path).description, toPath: target.description)
  }

  @Test(arguments: 0...4)
  func `an interrupted restoration to another path is completed or taken back with all sidecars`(
    _ moved: Int
  ) async throws {
    try await withImage { world, asset, names in
      let trash = Trash(world.workspace)
      _ = try trash.delete([asset])
      let file = try #require(try trash.list().first)
      let folder = try #require(file.place.parent)
      try world.workspace.journal().noteRestoring(file.place, to: "x/a-2.png")
      for name in names.reversed().prefix(moved) {
        let name = BytePath(name).lastComponent
        let suffix = BytePath(bytes: Array(name.bytes.dropFirst()))
        try move(folder.appending(name), to: BytePath(bytes: Array("x/a-2".utf8) + suffix.bytes), in: world)
      }
      // Emptying must not take what an interrupted run left in the trash.
      let emptied = try trash.empty(deletedBefore: Timestamp(milliseconds: 0))
      #expect(emptied.isEmpty)
      if moved == 4 {
        #expect(try world.all().map(\.path) == ["x/a-2.png"] && trash.list().isEmpty)
      } else {
        #expect(try world.files().isEmpty && world.all().isEmpty)
        #expect(try trash.restore(ids: [asset.id]).map(\.path) == ["x/a.png"])
      }
      let base = moved == 4 ? "x/a-2" : "x/a"
      #expect(try Set(world.images()) == Set(names.map { base + $0.dropFirst(3) }))
    }
  }

  @Test func `emptying leaves the sidecars of a file that was restored before a power cut`() async throws {
    try await withImage { world, asset, names in
      let trash = Trash(world.workspace)
      _ = try trash.delete([asset])
      let file = try #require(try trash.list().first)
      try world.workspace.journal().noteRestoring(file.place, to: "x/a.png")
      try move(file.place, to: "x/a.png", in: world)
      let planned = try trash.emptying(deletedBefore: nil)
      #expect(planned.files.isEmpty && planned.otherCount == 3)
      #expect(try trash.empty(deletedBefore: nil, planned: planned).isEmpty)
      #expect(try Set(world.images()) == Set(names))
      #expect(try world.all().map(\.path) == ["x/a.png"])
    }
  }

  @Test func `the sidecars of an interrupted deletion follow their file to where it was moved since`() async throws {
    try await withImage { world, asset, names in
      let journal = try world.workspace.journal()
      let place: BytePath = ".alice/trash/deleted-7-1/x/a.png"
      try journal.record([
        Deletion(asset: asset.id, path: asset.path, trash: place, bytes: 1, time: Clock.system.now(), operation: 7)
      ])
      for name in names.dropFirst() {
        try move(BytePath(name), to: BytePath(".alice/trash/deleted-7-1").appending(name), in: world)
      }
      let memory = try #require(try world.workspace.catalog.memory(of: asset.id))
      let placed = try world.workspace.library.move(from: asset.path, to: "y/b.png")
      try world.workspace.catalog.record([CatalogEntry(moved: memory, to: placed)])
      _ = try Trash(world.workspace).empty(deletedBefore: nil)
      #expect(try Set(world.images()) == ["y/b.png", "y/b.png.xmp", "y/b.txt", "y/b.xmp"])
      #expect(try Trash(world.workspace).list().isEmpty && journal.unsettled().isEmpty)
    }
  }

  @Test func `a deletion that cannot be settled keeps no other file from being deleted, restored or removed`()
    async throws
  {
    try await withImage { world, asset, _ in
      let journal = try world.workspace.journal()
      // The file would be at a path in the trash at which a folder is.
      let place: BytePath = ".alice/trash/deleted-99-1/x/z.png"
      try FileManager.default.createDirectory(
        atPath: world.root.appending(place).description, withIntermediateDirectories: true)
      let stranger = try #require(AssetID(hex: String(repeating: "7", count: 64)))
      try journal.record([
        Deletion(asset: stranger, path: "x/z.png", trash: place, bytes: 1, time: Clock.system.now(), operation: 99)
      ])
      let trash = Trash(world.workspace)
      #expect(try trash.delete([asset]).deleted.count == 1)
      #expect(try trash.restore(ids: [asset.id]).count == 1)
      #expect(try trash.empty(deletedBefore: nil).isEmpty)
      #expect(try LibraryCheck(world.workspace).run(repair: true).failures.map(\.path) == ["x/z.png"])
      #expect(try journal.unsettled().map(\.path) == ["x/z.png"])
    }
  }
}

extension World {
  /// Returns the paths of all files of the library.
  fileprivate func images() throws -> [String] {
    FileWalk(root).compactMap { if case .file(let file) = $0 { file.relative.description } else { nil } }
  }
}
