import AliceCatalog
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct DedupeTests {
  private func put(_ bytes: [UInt8], _ name: String, in world: World) throws {
    try Data(bytes).write(to: URL(filePath: world.inbox.appending(name).description))
  }

  /// A scene three times: large, small, and with a line on it; the scene mirrored; and two others.
  private func withCopies(_ body: (World, [String: Asset]) async throws -> Void) async throws {
    try await World.with { world in
      let scene = PaintedScene(1)
      try put(scene.png(width: 160, height: 120), "large.png", in: world)
      try put(scene.png(width: 80, height: 60), "small.png", in: world)
      try put(scene.png(width: 80, height: 60, mark: true), "marked.png", in: world)
      try put(scene.png(width: 100, height: 75, isMirrored: true), "mirrored.png", in: world)
      try put(PaintedScene(2).png(width: 80, height: 60), "other.png", in: world)
      try put(PaintedScene(3).png(width: 80, height: 60), "third.png", in: world)
      _ = try await world.organize()
      let assets = try world.all()
      try #require(assets.count == 6)
      try await body(world, try named(world))
    }
  }

  private func named(_ world: World) throws -> [String: Asset] {
    try Dictionary(
      world.all().map { (String(($0.record.originalName ?? "").prefix { $0 != "." }), $0) },
      uniquingKeysWith: { first, _ in first })
  }

  private func find(_ world: World, _ query: SearchQuery = .all, records: Bool = true) async throws -> [DuplicateGroup]
  {
    let found = try await DuplicateFinder(world.workspace, records: records).run(query)
    #expect(found.unread.isEmpty)
    return found.groups
  }

  private func apply(_ world: World, _ groups: [DuplicateGroup]) throws -> Deduplicator.Report {
    try Deduplicator(world.workspace).apply(groups) { throw $1 }
  }

  @Test func `copies are grouped around the largest, and mirrored ones are told apart`() async throws {
    try await withCopies { world, assets in
      for records in [false, true] {
        let groups = try await find(world, records: records)
        try #require(groups.count == 2)
        #expect(groups[0].keeper == assets["large"] && groups[0].reason == .size && groups[0].turn == .same)
        #expect(Set(groups[0].others.map(\.id)) == Set(["small", "marked"].compactMap { assets[$0]?.id }))
        #expect(groups[0].kind == .near && groups[0].distance.map { $0 <= 80 } == true)
        #expect(groups[1].keeper == assets["large"] && groups[1].turn == .mirrored)
        #expect(groups[1].others == [assets["mirrored"]].compactMap { $0 })
        #expect(try world.workspace.catalog.countUnseen([.png]) == (records ? 0 : 6))
      }
      #expect(try Set(world.search("is:dup").map(\.id)).count == 4)
      let small = try #require(assets["small"])
      #expect(try Set(world.search("dup:\(small.id.short)").map(\.id)).count == 3)
    }
  }

  @Test func `a query limits what is compared`() async throws {
    try await withCopies { world, assets in
      let query = try SearchQuery(parsing: "w:<160", today: Clock.system.now())
      let groups = try await find(world, query)
      #expect(groups.first?.others.count == 1 && groups.first?.keeper.facts.width == 80)
      #expect(try await find(world, SearchQuery(parsing: "other", today: Clock.system.now())).isEmpty)
    }
  }

  @Test func `the rated one stays, then the picked one, whatever their size`() async throws {
    try await withCopies { world, assets in
      let annotator = Annotator(world.workspace)
      let (small, marked) = (try #require(assets["small"]), try #require(assets["marked"]))
      _ = try annotator.apply(.init(pick: .some(.picked)), to: [marked])
      var group = try #require(try await find(world).first)
      #expect(group.keeper.id == marked.id && group.reason == .pick)
      _ = try annotator.apply(.init(rating: .some(Rating(3))), to: [small])
      group = try #require(try await find(world).first)
      #expect(group.keeper.id == small.id && group.reason == .rating)
      #expect(group.json["why"] == "it is rated 3" && group.json["keep"] == .string(small.id.hex))
      #expect(group.json["assets"]?[0] == .string(small.id.hex))
    }
  }

  @Test func `two that are picked both stay`() async throws {
    try await withCopies { world, assets in
      let picked = try ["large", "small"].map { try #require(assets[$0]) }
      _ = try Annotator(world.workspace).apply(.init(pick: .some(.picked)), to: picked)
      let groups = try await find(world).filter { $0.turn == .same }
      let marked = try #require(assets["marked"])
      #expect(groups.map { $0.others.map(\.id) } == [[marked.id]] && groups.first?.keeper.id == picked[0].id)
    }
  }

  @Test func `what goes leaves its verdicts and its lineage behind, and undo takes all of it back`() async throws {
    try await withCopies { world, assets in
      let (large, small) = (try #require(assets["large"]), try #require(assets["small"]))
      let annotator = Annotator(world.workspace)
      _ = try annotator.apply(.init(addedTags: ["harbour", "album/best"]), to: [small])
      _ = try annotator.apply(.init(addedTags: ["sea"]), to: [large])
      let rewriter = Rewriter(workspace: world.workspace)
      var edited = AssetEdit()
      edited.note = "for the cover"
      _ = try annotator.apply(.init(edit: edited), to: [small])
      // The small one was made from one picture, and another was made from it.
      let (source, child) = (try #require(assets["other"]), try #require(assets["third"]))
      for (asset, parent) in [(small, source), (child, small)] {
        let known = try #require(try world.workspace.catalog.asset(asset.id))
        var record = known.record
        record.provenance.parents = [parent.id]
        try rewriter.rewrite(known, as: record)
      }
      let before = try world.files()
      let groups = try await find(world).filter { $0.turn == .same }
      let report = try apply(world, groups)
      #expect(Set(report.deleted.map(\.id)) == Set(groups[0].others.map(\.id)) && report.deleted.count == 2)
      let kept = try #require(try world.workspace.catalog.asset(large.id))
      #expect(Set(kept.record.tags) == ["sea", "harbour", "album/best"] && kept.record.note == "for the cover")
      #expect(kept.record.provenance.parents == [source.id])
      #expect(kept.record.originalName == "large.png" && kept.facts.width == 160)
      #expect(try world.workspace.reader.read(kept.path)?.asset.record == kept.record)
      #expect(try world.workspace.catalog.asset(child.id)?.record.provenance.parents == [small.id, large.id])
      #expect(try Set(world.search("from:\(large.id.short)").map(\.id)) == [child.id])
      #expect(try world.all().count == 4 && Trash(world.workspace).list().count == 2)
      #expect(try LibraryCheck(world.workspace).run(repair: false).findings.filter(\.isProblem).isEmpty)
      #expect(try await find(world).allSatisfy { $0.turn != .same })
      // What was deleted is not taken in again.
      #expect(try await world.organize().placed.isEmpty)
      let undone = try world.undo(Int64(try #require(report.operation)))
      #expect(undone.refused.isEmpty)
      #expect(try world.files() == before && world.all().count == 6)
      #expect(try await find(world).first?.others.count == 2)
    }
  }

  @Test func `a group whose files changed since stays as it is`() async throws {
    try await withCopies { world, assets in
      let groups = try await find(world)
      let small = try #require(assets["small"])
      try FileManager.default.removeItem(atPath: world.root.appending(small.path).description)
      var failures = 0
      let report = try Deduplicator(world.workspace).apply(groups.filter { $0.turn == .same }) { _, _ in failures += 1 }
      #expect(failures == 1 && report.deleted.isEmpty && report.operation == nil)
      #expect(try Trash(world.workspace).list().isEmpty)
      // Without it the rest is done.
      let rest = try await find(world).filter { $0.turn == .same }
      let marked = try #require(assets["marked"])
      #expect(try apply(world, rest).deleted.map(\.id) == [marked.id])
    }
  }

  private func asset(_ number: Int, width: Int, parent: AssetID? = nil) throws -> Asset {
    let id = try #require(AssetID(hex: String(repeating: "\(number)", count: 64)))
    var record = AssetRecord(added: Clock.system.now())
    record.provenance.parents = parent.map { [$0] } ?? []
    return Asset(
      id: id, path: BytePath("\(number).png"), facts: FileFacts(format: .png, width: width, height: 100, bytes: 10),
      record: record)
  }

  @Test func `what was made from another one is no copy of it, and both have their copies`() throws {
    let source = try asset(1, width: 100)
    let assets = try [source, asset(2, width: 200, parent: source.id), asset(3, width: 50)]
    let pairs = [(0, 1), (0, 2), (1, 2)].map {
      Twins(assets[$0].id, assets[$1].id, turn: .same, distance: 5)
    }
    let groups = DuplicateGroup.groups(of: pairs, among: assets)
    #expect(groups.map(\.keeper.id) == [assets[1].id] && groups.map { $0.others.map(\.id) } == [[assets[2].id]])
  }

  @Test func `of a chain nothing goes that does not look like what stays`() throws {
    let chain = try [asset(1, width: 400), asset(2, width: 300), asset(3, width: 200), asset(4, width: 100)]
    let pairs = zip(chain, chain.dropFirst()).map { Twins($0.id, $1.id, turn: .same, distance: 60) }
    let groups = DuplicateGroup.groups(of: pairs, among: chain)
    #expect(groups.map(\.keeper.id) == [chain[0].id, chain[2].id])
    #expect(groups.map { $0.others.map(\.id) } == [[chain[1].id], [chain[3].id]])
  }

  @Test func `organizing with quality tells what looks like something that is there`() async throws {
    try await World.with { world in
      try put(PaintedScene(1).png(width: 320, height: 240), "first.png", in: world)
      #expect(try await world.organize(quality: true).alike.isEmpty)
      try put(PaintedScene(1).png(width: 300, height: 225), "second.png", in: world)
      try put(PaintedScene(2).png(width: 300, height: 225), "third.png", in: world)
      let report = try await world.organize(quality: true)
      let assets = try named(world)
      try #require(report.placed.count == 2)
      #expect(report.alike.map(\.id) == [assets["second"]?.id].compactMap { $0 })
      #expect(report.alike.map(\.other) == [assets["first"]?.id].compactMap { $0 })
      #expect(report.json(in: world.root)["alike"]?[0]?["of"] == assets["first"].map { .string($0.id.hex) })
      #expect(try world.workspace.catalog.countUnseen([.png]) == 0)
    }
  }
}
