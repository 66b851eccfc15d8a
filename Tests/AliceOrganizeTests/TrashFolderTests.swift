import AliceCatalog
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Each deleted file has a folder of its own in the trash.
@Suite struct TrashFolderTests {
  /// A library with these fixtures at these paths.
  private func withFiles(
    _ files: [(fixture: String, path: BytePath)], _ body: (World, Trash) async throws -> Void
  ) async throws {
    try await World.with { world in
      for (fixture, path) in files { try world.put(fixture, at: path) }
      _ = try LibraryCheck(world.workspace).run(repair: true)
      try #require(try world.all().count == files.count)
      try await body(world, Trash(world.workspace))
    }
  }

  @Test func `emptying by age leaves what was deleted later, whatever its name`() async throws {
    try await withFiles([
      ("media/plain.png", "my/cat.png"), ("media/plain.jpg", "my/cat.final.jpg"), ("media/lossy.webp", "my/cat.webp"),
    ]) { world, trash in
      try Data("a recipe".utf8).write(to: URL(filePath: world.root.appending("my/cat.final.txt").description))
      _ = try trash.delete([world.asset("my/cat.png")])
      try await Task.sleep(for: .milliseconds(20))
      let between = Clock.system.now()
      try await Task.sleep(for: .milliseconds(20))
      _ = try trash.delete(world.all())
      #expect(try trash.emptying(deletedBefore: between).files.map(\.path) == ["my/cat.png"])
      #expect(try trash.empty(deletedBefore: between).files.map(\.path) == ["my/cat.png"])
      let left = try trash.list()
      #expect(Set(left.map(\.path)) == ["my/cat.final.jpg", "my/cat.webp"])
      #expect(try trash.restore(left).count == 2)
      #expect(FileManager.default.fileExists(atPath: world.root.appending("my/cat.final.txt").description))
    }
  }

  @Test func `a deep path, and a file where another has a folder, stop no deletion`() async throws {
    let deep = BytePath(String(repeating: "d/", count: 62) + "a.png")
    try await withFiles([("media/plain.png", deep), ("media/plain.jpg", "x.webp/b.jpg")]) { world, trash in
      #expect(try trash.delete(world.all()).deleted.count == 2)
      // A folder's name is a file's name now, and the other way round in the trash.
      try world.put("media/lossy.webp", at: "x.webp")
      try Data().write(to: URL(filePath: world.root.appending(".alice/trash/x.webp").description))
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let below = try trash.list().filter { $0.path == "x.webp/b.jpg" }
      #expect(throws: AliceError.self) { try trash.restore(below) }
      #expect(try trash.list().count == 2 && world.workspace.journal().unsettled().isEmpty)
      #expect(try trash.delete(world.all()).deleted.map(\.path) == ["x.webp"])
      #expect(try Set(trash.list().map(\.path)) == [deep, "x.webp/b.jpg", "x.webp"])
      #expect(try trash.restore(trash.list().filter { $0.path != "x.webp" }).count == 2)
      #expect(try Set(world.all().map(\.path)) == [deep, "x.webp/b.jpg"])
    }
  }

  @Test func `a file keeps what another program has taken from it`() async throws {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      _ = try await world.organize()
      _ = try Annotator(world.workspace).apply(
        .init(rating: .some(Rating(4)), pick: .some(.picked), addedTags: ["mine"]), to: world.all())
      let asset = try #require(try world.all().first)
      try FileManager.default.removeItem(atPath: world.root.appending(asset.path).description)
      try world.put("demo/grid-0003.jpg", at: asset.path)
      let trash = Trash(world.workspace)
      let report = try trash.delete([asset])
      #expect(try world.undo(Int64(#require(report.operation))).refused.isEmpty)
      let undone = try #require(try world.all().first)
      let read = try #require(world.workspace.reader.asset(at: undone.path)?.asset)
      for record in [undone.record, read.record] {
        #expect(record.rating == Rating(4) && record.pick == .picked && record.tags == ["mine"])
        #expect(record.provenance.recipe == asset.record.provenance.recipe)
      }
    }
  }

  @Test(arguments: ["a.txt", "a.xmp", "a.png.xmp"] as [BytePath])
  func `an undo that a sidecar at the old place prevents is planned as it ends`(_ name: BytePath) async throws {
    try await withFiles([("media/plain.png", "a.png")]) { world, trash in
      let sidecar = URL(filePath: world.root.appending(name).description)
      let mine = Data("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".utf8)
      try mine.write(to: sidecar)
      let report = try trash.delete(world.all())
      try (mine + Data(" ".utf8)).write(to: sidecar)
      let undone = try world.undo(Int64(#require(report.operation)))
      #expect(undone.refused.map(\.reason) == ["another file is there now"])
      try FileManager.default.removeItem(at: sidecar)
      #expect(try world.undo(Int64(#require(report.operation))).refused.isEmpty)
      #expect(try Data(contentsOf: sidecar) == mine)
    }
  }

  @Test func `a source that is first seen after its asset was deleted is known without being read again`() async throws
  {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      _ = try Trash(world.workspace).delete([asset])
      try world.drop("demo/grid-0003.jpg", as: "copy.jpg")
      #expect(try await world.organize().skipped.count == 2)
      let copy = world.inbox.appending("copy.jpg")
      let stamp = try OpenFile.open(copy).stamp
      #expect(try world.workspace.catalog.ingested([(copy, stamp)]) == [asset.id])
      #expect(try await world.organize().skipped.count == 2)
    }
  }

  @Test func `an asset that is organized again has its verdict from the trash`() async throws {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      _ = try await world.organize()
      _ = try Annotator(world.workspace).apply(
        .init(rating: .some(Rating(4)), pick: .some(.picked), addedTags: ["mine"]), to: world.all())
      let trash = Trash(world.workspace)
      _ = try trash.delete(world.all())
      let request = OrganizeRequest(sources: [world.inbox], again: true)
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      #expect(try await organizer.run().placed.count == 1)
      let asset = try #require(try world.all().first)
      let read = try #require(world.workspace.reader.asset(at: asset.path)?.asset)
      for record in [asset.record, read.record] {
        #expect(record.rating == Rating(4) && record.pick == .picked && record.tags == ["mine"])
      }
    }
  }

  @Test func `what the old trash holds is listed, restored and removed`() async throws {
    try await withFiles([("media/plain.png", "2026-11/a.png"), ("media/plain.jpg", "2026-11/b.jpg")]) { world, trash in
      for asset in try world.all() { _ = try world.workspace.library.trash(asset.path) }
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let listed = try trash.list()
      #expect(Set(listed.map(\.path)) == ["2026-11/a.png", "2026-11/b.jpg"])
      #expect(try trash.restore(listed.filter { $0.path == "2026-11/a.png" }).map(\.path) == ["2026-11/a.png"])
      #expect(try trash.empty(deletedBefore: nil).files.map(\.path) == ["2026-11/b.jpg"])
      #expect(try trash.list().isEmpty)
    }
  }

  @Test func `a file that is named twice is restored once`() async throws {
    try await withFiles([("media/plain.png", "a.png")]) { world, trash in
      _ = try trash.delete(world.all())
      let file = try #require(try trash.list().first)
      #expect(try trash.restore([file, file]).map(\.path) == ["a.png"])
      #expect(throws: AliceError.notInTrash("a.png")) { try trash.restore([file]) }
    }
  }
}

extension World {
  /// Puts a fixture into the library.
  func put(_ fixture: String, at path: BytePath) throws {
    let target = root.appending(path)
    try FileManager.default.createDirectory(
      atPath: (target.parent ?? root).description, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: Fixtures.url(fixture), to: URL(filePath: target.description))
  }

  func asset(_ path: BytePath) throws -> Asset { try #require(try all().first { $0.path == path }) }
}
