import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What a dry run shows is what the run then does.
@Suite struct PlanTests {
  private func organizer(_ world: World, _ request: OrganizeRequest) -> Organizer {
    Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
  }

  /// Plans, expects that nothing was written, runs, and expects that the plan told what was done.
  @discardableResult
  private func organize(_ world: World, _ request: OrganizeRequest) async throws -> OrganizeReport {
    let organizer = self.organizer(world, request)
    let before = try snapshot(of: world.folder)
    let planned = try await organizer.plan().report
    #expect(try snapshot(of: world.folder) == before)
    let done = try await organizer.run()
    expectSame(planned, done)
    return done
  }

  private func expectSame(_ planned: OrganizeReport, _ done: OrganizeReport) {
    #expect(planned.placed == done.placed && planned.already == done.already)
    #expect(planned.moved == done.moved && planned.refused == done.refused)
  }

  private func drop(_ world: World) throws {
    for name in ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg", "download-failed.png"] {
      try world.drop("demo/\(name)")
    }
    try world.drop("demo/grid-0003.jpg", as: "twice.jpg")
    try world.drop("media/codestream.jxl")
  }

  @Test(arguments: [false, true])
  func `sources are placed, joined, passed over and refused as the plan says`(isMoved: Bool) async throws {
    try await World.with { world in
      try drop(world)
      let report = try await organize(world, OrganizeRequest(sources: [world.inbox], move: isMoved))
      #expect(report.placed.count == 4 && report.already.count == 1 && report.refused.count == 1)
      // Known by its looks, and known by its picture.
      try world.drop("demo/grid-0003.jpg", as: "again.jpg")
      #expect(try await organize(world, OrganizeRequest(sources: [world.inbox])).placed.isEmpty)
    }
  }

  @Test func `a file that the catalog has forgotten is found in the plan, and a stranger is stepped aside for`()
    async throws
  {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      try world.drop("demo/grid-0003.jpg", as: "b.jpg")
      let planned = try await organizer(world, OrganizeRequest(sources: [world.inbox])).plan().report.placed
      try await organize(world, OrganizeRequest(sources: [world.inbox]))
      let other = try World(folder: world.folder, workspace: .create(world.folder.appending("Other")))
      for (item, source) in zip(planned, [world.root.appending(planned[0].path), planned[0].source]) {
        let target = other.root.appending(item.path).description
        try FileManager.default.createDirectory(
          at: URL(filePath: target).deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: source.description, toPath: target)
      }
      let report = try await organize(other, OrganizeRequest(sources: [other.inbox]))
      #expect(report.already.map(\.path) == [planned[0].path])
      let stem = planned[1].path.description.dropLast(4)
      #expect(report.placed.map(\.path.description) == ["\(stem)-2.jpg"])
      #expect(try Set(other.all().map(\.path)) == Set((report.already + report.placed).map(\.path)))
    }
  }

  @Test func `files move, and are scored, as the plan says`() async throws {
    try await World.with { world in
      try drop(world)
      _ = try await world.organize()
      #expect(try await organize(world, OrganizeRequest(sources: [], quality: true)).moved.count >= 3)
      #expect(try await organize(world, OrganizeRequest(sources: [], layout: "{model}/{name}")).moved.count == 4)
      let assets = try world.all()
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(5))), to: [assets[0]])
      try world.rename(assets[1], to: "elsewhere/\(assets[1].path.lastComponent)")
      let report = try await organize(world, OrganizeRequest(sources: [], layout: "{quality}/{name}"))
      #expect(report.moved.count == 3 && !report.moved.contains { $0.id == assets[1].id })
    }
  }

  @Test func `a plan in a file is checked again before it is shown, and before it is carried out`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      try world.drop("demo/grid-0003.jpg", as: "b.jpg")
      let organizer = self.organizer(world, OrganizeRequest(sources: [world.inbox]))
      let plan = try await OrganizePlan(lines: organizer.plan().lines.map(\.text).joined(separator: "\n"))
      #expect(plan.report.placed.count == 2)
      try FileManager.default.removeItem(atPath: world.inbox.appending("a.png").description)
      try world.drop("media/plain.png", as: "a.png")
      let before = try snapshot(of: world.folder)
      let shown = try await organizer.plan(plan).report
      #expect(try snapshot(of: world.folder) == before)
      #expect(shown.placed.map(\.source.lastComponent) == ["b.jpg"] && shown.refused.map(\.reason) == [.changed])
      expectSame(shown, try await organizer.apply(plan))
    }
  }

  @Test func `ratings and tags become what the plan says, also where another program was there before`() async throws {
    try await World.with { world in
      try drop(world)
      _ = try await world.organize()
      let assets = try world.all()
      // The catalog does not know of it yet.
      let sidecar = #"""
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4"/></rdf:RDF></x:xmpmeta>
        """#
      let rated = try #require(assets.first { $0.facts.format == .jpeg })
      try Data(sidecar.utf8).write(to: URL(filePath: world.root.appending(rated.path).description + ".xmp"))
      let gone = try #require(assets.first { $0.facts.format == .png })
      try FileManager.default.removeItem(atPath: world.root.appending(gone.path).description)
      let annotator = Annotator(world.workspace)
      let change = Annotator.Change(addedTags: ["new"])
      var (unplanned, failed): ([BytePath?], [BytePath?]) = ([], [])
      let before = try snapshot(of: world.folder)
      let planned = try annotator.plan(change, for: assets) { asset, _ in unplanned.append(asset?.path) }.map(\.asset)
      #expect(try snapshot(of: world.folder) == before)
      let done = try annotator.apply(change, to: assets) { asset, _ in failed.append(asset?.path) }
      #expect(unplanned == [gone.path] && failed == unplanned)
      #expect(planned.map(\.id) == done.map(\.id) && planned.map(\.record) == done.map(\.record))
      #expect(done.first { $0.id == rated.id }?.record.rating?.stars == 4)
      #expect(done.allSatisfy { $0.record.tags == ["new"] })
      // Nothing is left to be done.
      let again = try annotator.plan(change, for: done).map(\.asset)
      #expect(again == done)
    }
  }
}
