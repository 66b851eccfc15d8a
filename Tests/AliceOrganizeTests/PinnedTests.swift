import AliceCatalog
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What a person moved by hand inside the library stays there.
@Suite struct PinnedTests {
  @Test(arguments: ["check", "reindex", "reindex without a catalog"])
  func `a file that was moved by hand is left there by an organize, however alice learned of it`(
    _ how: String
  ) async throws {
    try await World.with { world in
      let asset = try await oneMoved(world)
      switch how {
      case "check": _ = try LibraryCheck(world.workspace).run(repair: true)
      case "reindex": #expect(try Reindexer(library: world.root).run().pinned == ["holidays/mine.png"])
      default:
        try removeCatalog(of: world)
        #expect(try Reindexer(library: world.root).run().pinned == ["holidays/mine.png"])
      }
      let workspace = try Workspace.openForWriting(world.root)
      let plan = try await organizer(workspace).plan()
      #expect(plan.report.moved.isEmpty && plan.report.pinned == ["holidays/mine.png"])
      let report = try await organizer(workspace).run()
      #expect(report.moved.isEmpty && report.pinned == ["holidays/mine.png"])
      #expect(report.json(in: world.root)["pinned"]?[0]?["path"]?.stringValue == "holidays/mine.png")
      #expect(try workspace.catalog.asset(asset.id)?.path == "holidays/mine.png")
    }
  }

  @Test(arguments: ["", "holidays", "holidays/mine.png"])
  func `an unpinned file is moved to where the layout puts it, and undo pins it again`(_ what: String) async throws {
    try await World.with { world in
      let asset = try await oneMoved(world)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let report = try await organizer(world.workspace, unpinned: [BytePath(what)]).run()
      #expect(report.moved.map(\.to) == [asset.path] && report.pinned.isEmpty)
      #expect(try await organizer(world.workspace).run().pinned.isEmpty)
      #expect(try world.undo().refused.isEmpty)
      #expect(try await organizer(world.workspace).run().pinned == ["holidays/mine.png"])
    }
  }

  @Test func `another folder that is unpinned does not move the file`() async throws {
    try await World.with { world in
      _ = try await oneMoved(world)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let report = try await organizer(world.workspace, unpinned: ["holi", "holidays/other.png"]).run()
      #expect(report.moved.isEmpty && report.pinned.count == 1)
    }
  }

  @Test func `a file that was moved back by hand follows the layout again`() async throws {
    try await World.with { world in
      let asset = try await oneMoved(world)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      try world.rename(try #require(try world.all().first), to: asset.path.description)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let report = try await organizer(world.workspace, layout: "{name}").run()
      #expect(report.moved.count == 1 && report.pinned.isEmpty)
    }
  }

  @Test func `a new layout moves what alice filed, and leaves what was moved by hand`() async throws {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      _ = try await oneMoved(world)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let report = try await organizer(world.workspace, layout: "{name}").run()
      #expect(report.moved.count == 1 && report.pinned == ["holidays/mine.png"])
    }
  }

  @Test func `with a new journal everything out of place is pinned, and what is in place is not`() async throws {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      _ = try await oneMoved(world)
      for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"] {
        try? FileManager.default.removeItem(atPath: world.root.appending(".alice/\(name)").description)
      }
      _ = try Reindexer.renewJournal(of: world.root)
      #expect(try Reindexer(library: world.root).run().pinned == ["holidays/mine.png"])
      let report = try await organizer(try Workspace.openForWriting(world.root)).run()
      #expect(report.moved.isEmpty && report.pinned.count == 1)
    }
  }

  /// Returns the asset as alice filed it.
  private func oneMoved(_ world: World) async throws -> Asset {
    try world.drop("demo/00017-2718281828.png")
    _ = try await world.organize()
    let asset = try #require(try world.all().first { $0.path.fileExtension == "png" })
    try world.rename(asset, to: "holidays/mine.png")
    return asset
  }

  private func organizer(_ workspace: Workspace, layout: String? = nil, unpinned: [BytePath] = []) -> Organizer {
    var request = OrganizeRequest(sources: [], layout: layout)
    request.unpinned = unpinned
    return Organizer(workspace, root: workspace.root, request: request, now: Clock.system.now())
  }

  private func removeCatalog(of world: World) throws {
    for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
      try? FileManager.default.removeItem(atPath: world.root.appending(".alice/\(name)").description)
    }
  }
}
