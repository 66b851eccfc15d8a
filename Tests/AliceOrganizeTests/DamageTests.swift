import AliceCatalog
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Files whose bytes are not those that were kept.
@Suite struct DamageTests {
  private func with(_ fixture: String, _ body: (World, Asset) async throws -> Void) async throws {
    try await World.with { world in
      try world.drop(fixture)
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      let rated = try Annotator(world.workspace).apply(
        .init(rating: .some(Rating(5)), addedTags: ["keeper"]), to: [asset])
      try await body(world, try #require(rated.first))
    }
  }

  private func file(_ asset: Asset, _ world: World) -> BytePath { world.root.appending(asset.path) }

  /// Flips a bit of the picture itself.
  private func flip(_ asset: Asset, _ world: World, isWritten: Bool = false) throws {
    try Rot.flip(file(asset, world), 100, isWritten: isWritten)
  }

  /// As bit rot leaves it: no stamp tells of it.
  private func hide(_ asset: Asset, _ world: World) throws {
    let known = try #require(try world.workspace.catalog.file(of: asset.id))
    let stamp = try world.workspace.library.stamp(of: asset.path)
    try world.workspace.catalog.setStamps([(asset.id, stamp, known.sidecar)])
  }

  private func reopened(_ world: World) throws -> World {
    World(folder: world.folder, workspace: try Workspace.open(world.root))
  }

  private func check(
    _ world: World, repair: Bool = false, _ verification: Verification? = nil
  ) throws -> CheckReport {
    try LibraryCheck(reopened(world).workspace).run(repair: repair, verification: verification)
  }

  @Test(arguments: ["demo/00017-2718281828.png", "demo/grid-0003.jpg"])
  func `a flipped bit that no stamp tells of is found by reading every file, and known from then on`(
    _ fixture: String
  ) async throws {
    try await with(fixture) { world, asset in
      try flip(asset, world)
      try hide(asset, world)
      #expect(try check(world).findings.isEmpty)
      let report = try check(world, .all)
      #expect(report.findings == [.damaged(asset.id, asset.path, .picture)])
      #expect(report.findings.allSatisfy(\.isProblem) && report.verified == 1)
      #expect(try check(world).findings == report.findings)
      let known = try #require(try reopened(world).search("tag:keeper").first)
      #expect(known.id == asset.id && known.record.damaged && known.record.rating?.stars == 5)
    }
  }

  @Test(arguments: ["demo/00017-2718281828.png", "demo/grid-0003.jpg"])
  func `neither a repair nor a reindex makes a new asset of a damaged file`(_ fixture: String) async throws {
    try await with(fixture) { world, asset in
      try flip(asset, world)
      let before = try Data(contentsOf: URL(filePath: file(asset, world).description))
      #expect(try check(world, repair: true).remaining == [.damaged(asset.id, asset.path, .picture)])
      for _ in 1...2 {
        let report = try Reindexer(library: world.root).run()
        #expect(report.damaged.map(\.path) == [asset.path] && report.assets == 1)
        let all = try reopened(world).all()
        #expect(all.map(\.id) == [asset.id] && all.allSatisfy { $0.record.damaged && !$0.missing })
        #expect(all.first?.record.rating?.stars == 5)
        #expect(try check(world).findings == [.damaged(asset.id, asset.path, .picture)])
      }
      #expect(try Data(contentsOf: URL(filePath: file(asset, world).description)) == before)
    }
  }

  @Test func `a wrong checksum shows damage without a catalog, and after a program has touched the file`() async throws
  {
    try await with("demo/00017-2718281828.png") { world, asset in
      try flip(asset, world, isWritten: true)
      #expect(try check(world).findings == [.damaged(asset.id, asset.path, .picture)])
      try FileManager.default.removeItem(atPath: world.root.appending(".alice/catalog.sqlite").description)
      let report = try Reindexer(library: world.root).run()
      #expect(report.damaged.map(\.path) == [asset.path])
      let known = try #require(try reopened(world).all().first)
      #expect(known.id == asset.id && known.record.damaged && known.record.rating?.stars == 5)
      #expect(known.record.provenance.parents.isEmpty)
    }
  }

  @Test func `a picture that a program has written later is edited, and not damaged`() async throws {
    try await with("demo/grid-0003.jpg") { world, asset in
      try flip(asset, world, isWritten: true)
      #expect(try check(world).findings == [.edited(asset.id, asset.path)])
      #expect(try check(world, repair: true).remaining.isEmpty)
      let edited = try #require(try reopened(world).all().first)
      #expect(edited.id != asset.id && edited.record.provenance.parents == [asset.id] && !edited.record.damaged)
    }
  }

  @Test func `what is no picture any more is damaged, not a stranger`() async throws {
    try await with("demo/grid-0003.jpg") { world, asset in
      try Data().write(to: URL(filePath: file(asset, world).description))
      #expect(try check(world).findings == [.damaged(asset.id, asset.path, .picture)])
      let report = try Reindexer(library: world.root).run()
      #expect(report.damaged.map(\.path) == [asset.path] && report.passedOver.isEmpty)
      #expect(try reopened(world).search("tag:keeper").map(\.id) == [asset.id])
    }
  }

  @Test func `a damaged file that was moved is still that of its asset`() async throws {
    try await with("demo/00017-2718281828.png") { world, asset in
      try flip(asset, world)
      try world.rename(asset, to: "elsewhere/a.png")
      #expect(try check(world).findings == [.damaged(asset.id, "elsewhere/a.png", .picture)])
      _ = try check(world, repair: true)
      #expect(try reopened(world).all().map(\.path) == ["elsewhere/a.png"])
    }
  }

  @Test func `a sound copy in its place ends the damage`() async throws {
    try await with("demo/00017-2718281828.png") { world, asset in
      let path = file(asset, world).description
      let sound = try Data(contentsOf: URL(filePath: path))
      try flip(asset, world)
      _ = try check(world, repair: true)
      try sound.write(to: URL(filePath: path))
      #expect(try check(world).findings == [.returned(asset.id, asset.path)])
      #expect(try check(world, repair: true).remaining.isEmpty)
      #expect(try check(world).findings.isEmpty)
      let mended = try #require(try reopened(world).all().first)
      #expect(!mended.record.damaged && mended.record.rating?.stars == 5)
    }
  }

  @Test func `organizing the source again brings a sound copy of a damaged asset`() async throws {
    try await with("demo/grid-0003.jpg") { world, asset in
      try flip(asset, world)
      _ = try check(world, repair: true)
      #expect(try await reopened(world).organize().placed.count == 1)
      let mended = try #require(try reopened(world).all().first)
      #expect(mended.id == asset.id && mended.path != asset.path)
      #expect(!mended.record.damaged && mended.record.rating?.stars == 5 && mended.record.tags == ["keeper"])
      #expect(try check(world).findings == [.damaged(asset.id, asset.path, .picture)])
      try FileManager.default.removeItem(atPath: file(asset, world).description)
      #expect(try check(world).findings.isEmpty)
    }
  }

  @Test func `a damaged copy of what the library has is refused, and taken in once the library has it no more`()
    async throws
  {
    try await with("demo/00017-2718281828.png") { world, asset in
      let copy = world.inbox.appending("00017-2718281828.png")
      try FileManager.default.removeItem(atPath: copy.description)
      try FileManager.default.copyItem(atPath: file(asset, world).description, toPath: copy.description)
      try Rot.flip(copy, after: "IDAT", 20)
      let refused = try await world.organize()
      #expect(refused.refused.map(\.reason) == [.damaged] && refused.placed.isEmpty)
      try FileManager.default.removeItem(atPath: file(asset, world).description)
      let taken = try await world.organize()
      #expect(taken.placed.count == 1 && taken.refused.isEmpty)
      #expect(try world.all().map(\.record.provenance.parents) == [[asset.id]])
    }
  }

  @Test func `a rating is not written into a damaged file, and the reason is told`() async throws {
    try await with("demo/00017-2718281828.png") { world, asset in
      try flip(asset, world)
      #expect(throws: AliceError.notMedia(asset.path, reason: .damaged)) {
        try Annotator(world.workspace).apply(.init(rating: .some(Rating(1))), to: [asset])
      }
    }
  }

  @Test func `a flipped bit in the record of a PNG is damage, and the catalog's record counts`() async throws {
    try await with("demo/00017-2718281828.png") { world, asset in
      try Rot.flip(file(asset, world), after: "\"prompt\":\"", 3)
      #expect(try check(world).findings == [.damaged(asset.id, asset.path, .bytes)])
      _ = try Reindexer(library: world.root).run()
      #expect(try reopened(world).all().map(\.record.recipe.prompt) == [asset.record.recipe.prompt])
      let rated = try Annotator(reopened(world).workspace).apply(.init(rating: .some(Rating(2))), to: [asset])
      #expect(rated.map(\.record.recipe.prompt) == [asset.record.recipe.prompt])
      #expect(rated.first?.record.rating?.stars == 2 && rated.first?.record.damaged == true)
      #expect(try check(world).findings == [.damaged(asset.id, asset.path, .bytes)])
    }
  }

  @Test func `organizing a sound copy of an asset whose record is damaged places it beside, and keeps what was known`()
    async throws
  {
    try await with("demo/00017-2718281828.png") { world, asset in
      try Rot.flip(file(asset, world), after: "\"prompt\":\"", 3)
      #expect(try check(world, repair: true).remaining == [.damaged(asset.id, asset.path, .bytes)])
      let report = try await reopened(world).organize()
      #expect(report.placed.map(\.path) == [asset.path.adding(number: 2)] && report.already.isEmpty)
      let mended = try #require(try reopened(world).all().first)
      #expect(mended.id == asset.id && mended.path == asset.path.adding(number: 2) && !mended.record.damaged)
      #expect(mended.record.recipe.prompt == asset.record.recipe.prompt)
      #expect(mended.record.rating?.stars == 5 && mended.record.tags == ["keeper"])
      #expect(try check(world).findings == [.damaged(asset.id, asset.path, .bytes)])
      #expect(try await reopened(world).organize().placed.isEmpty)
    }
  }

  @Test func `a damaged record is not taken for the asset of a lost catalog when a sound copy comes`() async throws {
    try await with("demo/00017-2718281828.png") { world, asset in
      try Rot.flip(file(asset, world), after: "\"prompt\":\"", 3)
      try FileManager.default.removeItem(atPath: world.root.appending(".alice/catalog.sqlite").description)
      _ = try Reindexer(library: world.root).run()
      let placed = try await reopened(world).organize().placed.map(\.path)
      #expect(placed.count == 1 && placed.first != asset.path, "\(placed)")
    }
  }

  @Test func `bytes that hold neither picture nor record are compared with those that were verified`() async throws {
    try await with("demo/grid-0003.jpg") { world, asset in
      #expect(try check(world, .all).findings.isEmpty)
      let former = try #require(
        try VerifiedFiles(at: world.workspace.library.verifiedPath.description).file(of: asset.id))
      try Rot.flip(file(asset, world), after: "Exif", 60)
      try hide(asset, world)
      // The time of the last change is the one stamp that cannot be restored.
      let stamp = try #require(try world.workspace.library.stamp(of: asset.path))
      let store = try VerifiedFiles(at: world.workspace.library.verifiedPath.description)
      try store.record([(asset.id, VerifiedFile(id: asset.id, stamp: stamp, digest: former.digest))], run: 1)
      try store.close()
      #expect(try check(world).findings.isEmpty)
      #expect(try check(world, .all).findings == [.damaged(asset.id, asset.path, .bytes)])
      #expect(try check(world).findings == [.damaged(asset.id, asset.path, .bytes)])
      _ = try Reindexer(library: world.root).run()
      #expect(try check(world).findings == [.damaged(asset.id, asset.path, .bytes)])
    }
  }
}
