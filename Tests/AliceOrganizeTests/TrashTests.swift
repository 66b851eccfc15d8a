import AliceCatalog
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct TrashTests {
  /// A library of three formats: one with a recipe beside it, one that has its record in a sidecar, and a plain one.
  private func withLibrary(_ body: (World, [Asset]) async throws -> Void) async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try world.write("a prompt\nSteps: 20, Sampler: Euler, Seed: 5, Size: 64x64", as: "00017-2718281828.txt")
      try world.drop("media/codestream.jxl")
      try world.drop("demo/grid-0003.jpg")
      _ = try await world.organize()
      _ = try Annotator(world.workspace).apply(
        .init(rating: .some(Rating(4)), pick: .some(.picked), addedTags: ["mine"]), to: world.all())
      let assets = try world.all()
      try #require(assets.count == 3)
      try await body(world, assets)
    }
  }

  private func problems(_ world: World) throws -> [String] {
    try LibraryCheck(world.workspace).run(repair: false).findings.filter(\.isProblem).map(\.kind)
  }

  private func organize(_ world: World, move: Bool = false, again: Bool = false) async throws -> OrganizeReport {
    let request = OrganizeRequest(sources: [world.inbox], move: move, again: again)
    return try await Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now()).run()
  }

  @Test func `what is deleted goes to the trash with all that belongs to it, and undo brings it back`() async throws {
    try await withLibrary { world, assets in
      let before = try world.files()
      let report = try Trash(world.workspace).delete(assets)
      #expect(report.deleted == assets)
      #expect(try world.files().filter { $0.value[0] != "" }.isEmpty)
      #expect(try world.all().isEmpty && problems(world).isEmpty)
      let trashed = try Trash(world.workspace).list()
      #expect(Set(trashed.map(\.path)) == Set(assets.map(\.path)))
      let undone = try world.undo(Int64(try #require(report.operation)))
      #expect(undone.refused.isEmpty && undone.undone.count == 3)
      #expect(try world.files() == before)
      #expect(try Set(world.all()) == Set(assets) && problems(world).isEmpty)
      #expect(try Trash(world.workspace).list().isEmpty)
      // It is not known as deleted any more.
      #expect(try await organize(world).already.count == 3)
    }
  }

  @Test func `a sidecar under the name without extension goes along, and stays while another file needs it`()
    async throws
  {
    try await World.with { world in
      for name in ["a.png", "a.jpg"] {
        let fixture = name == "a.png" ? "media/plain.png" : "media/plain.jpg"
        try FileManager.default.copyItem(
          at: Fixtures.url(fixture), to: URL(filePath: world.root.appending(BytePath(name)).description))
      }
      let sidecar = world.root.appending("a.xmp")
      try Data("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".utf8).write(to: URL(filePath: sidecar.description))
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let trash = Trash(world.workspace)
      func asset(_ name: BytePath) throws -> Asset { try #require(try world.all().first { $0.path == name }) }
      _ = try trash.delete([asset("a.png")])
      #expect(sidecar.isThere)
      _ = try trash.delete([asset("a.jpg")])
      let jpeg = try #require(try trash.list().first { $0.path == "a.jpg" })
      let trashed = try world.root.appending(#require(jpeg.place.parent)).appending("a.xmp")
      #expect(!sidecar.isThere && trashed.isThere)
      _ = try trash.restore([jpeg])
      #expect(sidecar.isThere && !trashed.isThere)
      #expect(try problems(world).isEmpty)
      let emptied = try trash.empty(deletedBefore: nil)
      #expect(try emptied.files.map(\.path) == ["a.png"] && trash.list().isEmpty && sidecar.isThere)
    }
  }

  @Test func `a deleted asset is not organized again, from no source and by no move, unless it is told to`()
    async throws
  {
    try await withLibrary { world, assets in
      try world.drop("demo/grid-0003.jpg", as: "again.jpg")
      let picture = try #require(assets.first { $0.facts.format == .jpeg })
      _ = try Trash(world.workspace).delete([picture])
      let sources = try snapshot(of: world.inbox)
      for move in [false, true] {
        let report = try await organize(world, move: move)
        #expect(report.skipped.map(\.reason).filter { $0 != .companion } == [.deleted, .deleted])
        #expect(report.placed.isEmpty && report.refused.isEmpty && report.kept.allSatisfy { $0.reason != .deleted })
      }
      let names = ["grid-0003.jpg", "again.jpg"]
      #expect(
        try snapshot(of: world.inbox).filter { names.contains($0.key) } == sources.filter { names.contains($0.key) })
      let plan = try await Organizer(
        world.workspace, root: world.root, request: OrganizeRequest(sources: [world.inbox]), now: Clock.system.now()
      ).plan()
      #expect(plan.report.skipped.count == 2 && plan.report.placed.isEmpty)
      let read = try OrganizePlan(lines: plan.lines.map(\.text).joined(separator: "\n"))
      #expect(read.report.skipped == plan.report.skipped)
      #expect(try await organize(world, again: true).placed.map(\.id) == [picture.id])
      // Now it is an asset like any other: removed by hand, it is taken in again.
      let placed = try #require(try world.all().first { $0.id == picture.id })
      try FileManager.default.removeItem(atPath: world.root.appending(placed.path).description)
      #expect(try await organize(world).placed.map(\.id) == [picture.id])
    }
  }

  @Test func `a file is restored beside another that has its path, and not if the library has it`() async throws {
    try await withLibrary { world, assets in
      let trash = Trash(world.workspace)
      let picture = try #require(assets.first { $0.facts.format == .jpeg })
      _ = try trash.delete([picture])
      let path = world.root.appending(picture.path).description
      try FileManager.default.createDirectory(
        atPath: (BytePath(path).parent ?? world.root).description, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: Fixtures.url("media/plain.jpg").path, toPath: path)
      let restored = try trash.restore(ids: [picture.id])
      #expect(restored.map(\.path) == [picture.path.adding(number: 2)])
      #expect(restored.first?.record == picture.record)
      _ = try trash.delete(restored)
      _ = try await organize(world, again: true)
      let error = #expect(throws: AliceError.self) { try trash.restore(ids: [picture.id]) }
      guard case .inLibrary = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(try trash.list().count == 1)
    }
  }

  @Test func `what is emptied is gone, undo says so, and it stays known as deleted`() async throws {
    try await withLibrary { world, assets in
      let trash = Trash(world.workspace)
      let report = try trash.delete(assets)
      let now = Clock.system.now()
      let earlier = Timestamp(milliseconds: now.milliseconds - 3_600_000)
      #expect(try trash.emptying(deletedBefore: earlier).isEmpty)
      #expect(try trash.empty(deletedBefore: earlier).files.isEmpty && trash.list().count == 3)
      let planned = try trash.emptying(deletedBefore: nil)
      let emptied = try trash.empty(deletedBefore: nil)
      #expect(emptied.files.count == 3 && emptied.bytes == planned.bytes && emptied.bytes > 0)
      #expect(world.workspace.library.trashedFiles().isEmpty)
      let undone = try world.undo(Int64(try #require(report.operation)))
      #expect(undone.refused.map(\.reason) == .init(repeating: "it was removed from the trash for good", count: 3))
      #expect(try await organize(world).skipped.count { $0.reason == .deleted } == 3)
      #expect(throws: AliceError.notInTrash(assets[0].id.hex)) { try trash.restore(ids: [assets[0].id]) }
      #expect(try trash.empty(deletedBefore: nil).isEmpty)
    }
  }

  @Test func `emptying touches no file whose name only begins like a removed one, and none that was not agreed to`()
    async throws
  {
    try await World.with { world in
      let names: [(fixture: String, name: BytePath)] = [
        ("media/plain.png", "cat.png"), ("media/plain.jpg", "cat.final.jpg"), ("media/lossy.webp", "cat.png.webp"),
      ]
      for (fixture, name) in names {
        try FileManager.default.copyItem(
          at: Fixtures.url(fixture), to: URL(filePath: world.root.appending(name).description))
      }
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let trash = Trash(world.workspace)
      _ = try trash.delete(world.all().filter { $0.path == "cat.png" })
      let planned = try trash.emptying(deletedBefore: nil)
      _ = try trash.delete(world.all())
      #expect(try trash.empty(deletedBefore: nil, planned: planned).files.map(\.path) == ["cat.png"])
      let left = try trash.list()
      #expect(Set(left.map(\.path)) == ["cat.final.jpg", "cat.png.webp"])
      #expect(try trash.restore(left).count == 2 && problems(world).isEmpty)
    }
  }

  @Test func `a sidecar that another file needs stays with it`() async throws {
    try await World.with { world in
      try world.drop("media/codestream.jxl")
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      let root = world.root
      let raw = asset.path.adding(suffix: ".png")
      try FileManager.default.copyItem(
        at: Fixtures.url("media/plain.png"), to: URL(filePath: root.appending(raw).description))
      for (name, text) in [("raw.cr3", "raw"), ("raw.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")] {
        try Data(text.utf8).write(to: URL(filePath: root.appending(BytePath(name)).description))
      }
      try FileManager.default.copyItem(
        at: Fixtures.url("media/plain.jpg"), to: URL(filePath: root.appending("raw.jpg").description))
      _ = try LibraryCheck(world.workspace).run(repair: true)
      _ = try Trash(world.workspace).delete(world.all().filter { $0.id != asset.id })
      #expect(root.appending(asset.path.adding(suffix: ".xmp")).isThere && root.appending("raw.xmp").isThere)
    }
  }

  @Test func `what another program took out of a file, and out of its sidecar, is not lost by deleting it`()
    async throws
  {
    try await withLibrary { world, assets in
      let picture = try #require(assets.first { $0.facts.format == .jpeg })
      let path = URL(filePath: world.root.appending(picture.path).description)
      try Data(contentsOf: Fixtures.url("demo/grid-0003.jpg")).write(to: path)
      let other = try #require(assets.first { $0.facts.format == .jxl })
      try FileManager.default.removeItem(atPath: world.root.appending(other.path).description + ".xmp")
      let trash = Trash(world.workspace)
      #expect(try trash.delete([picture, other]).deleted.count == 2)
      let restored = try trash.restore(ids: [picture.id, other.id])
      #expect(restored.map(\.record.rating) == [Rating(4), Rating(4)])
      #expect(
        restored.map(\.record.tags) == [["mine"], ["mine"]] && restored.map(\.record.pick) == [.picked, .picked])
      #expect(try problems(world).isEmpty)
    }
  }

  @Test func `undoing an earlier deletion leaves a later one`() async throws {
    try await withLibrary { world, assets in
      let trash = Trash(world.workspace)
      let first = try trash.delete(assets)
      _ = try trash.restore(ids: assets.map(\.id))
      _ = try trash.delete([assets[0]])
      let undone = try world.undo(Int64(try #require(first.operation)))
      #expect(undone.refused.map(\.reason) == ["it was deleted again since"])
      #expect(try trash.list().map(\.id) == [assets[0].id] && world.all().count == 2)
    }
  }

  @Test func `what the journal does not know of the trash is found by its content`() async throws {
    try await withLibrary { world, assets in
      let trash = Trash(world.workspace)
      _ = try trash.delete(assets)
      try world.workspace.journal().forgetDeletions(try trash.list().map(\.place))
      #expect(try Set(trash.list().map(\.path)) == Set(assets.map(\.path)))
      _ = try trash.restore(ids: assets.map(\.id))
      #expect(try Set(world.all()) == Set(assets) && problems(world).isEmpty)
    }
  }

  /// How far an interrupted deletion of the file with a sidecar came.
  enum Interruption: CaseIterable, Sendable { case recorded, sidecarMoved, fileMoved }

  @Test(arguments: Interruption.allCases, [true, false])
  func `an interrupted deletion is completed by the next, or taken back, by repair and by undo`(
    _ interruption: Interruption, _ repairs: Bool
  ) async throws {
    try await withLibrary { world, assets in
      let asset = try #require(assets.first { $0.facts.format == .jxl })
      let before = try world.files()
      let journal = try world.workspace.journal()
      let now = Clock.system.now()
      let operation = try journal.begin(operation: "delete", arguments: [:], at: now)
      let trash = BytePath(".alice/trash/deleted-\(operation)-1").appending(asset.path)
      try journal.append([OperationStep.deleted(Move(asset.id, from: asset.path, to: trash)).json], to: operation)
      try journal.record([
        Deletion(asset: asset.id, path: asset.path, trash: trash, bytes: 1, time: now, operation: operation)
      ])
      switch interruption {
      case .recorded: break
      case .sidecarMoved:
        let target = world.root.appending(trash)
        try FileManager.default.createDirectory(
          atPath: try #require(target.parent).description, withIntermediateDirectories: true)
        try FileManager.default.moveItem(
          atPath: world.root.appending(asset.path).description + ".xmp", toPath: target.description + ".xmp")
      case .fileMoved: _ = try world.workspace.library.move(from: asset.path, to: trash)
      }
      if repairs {
        _ = try LibraryCheck(world.workspace).run(repair: true)
        #expect(try problems(world).isEmpty)
        #expect(try world.all().count == (interruption == .fileMoved ? 2 : 3))
        #expect(try Trash(world.workspace).list().count == (interruption == .fileMoved ? 1 : 0))
        let report = try Trash(world.workspace).delete([asset])
        #expect(report.deleted.map(\.id) == [asset.id])
        #expect(try world.all().count == 2 && Trash(world.workspace).list().count == 1 && problems(world).isEmpty)
      } else {
        #expect(try Undoer(world.workspace, operation: operation).run().refused.isEmpty)
        #expect(try world.files() == before)
        #expect(try Set(world.all()) == Set(assets) && problems(world).isEmpty)
      }
    }
  }
}

extension BytePath {
  fileprivate var isThere: Bool { FileManager.default.fileExists(atPath: description) }
}
