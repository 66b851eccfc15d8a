import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct OrganizeTests {
  @Test func `what other generators left is filed, described and found`() async throws {
    try await World.with { world in
      for name in ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg"] { try world.drop("demo/\(name)") }
      let report = try await world.organize()
      #expect(report.placed.count == 3)
      let found = try world.search("misty valley")
      #expect(found.map(\.record.recipe.seed) == ["2718281828"])
      #expect(found.first?.record.provenance.generator == .automatic1111)
      #expect(try world.search("stars ridge").first?.record.recipe.model == "dreamshaper_8.safetensors")
    }
  }

  @Test func `sources are read and never changed`() async throws {
    try await World.with { world in
      for name in ["00017-2718281828.png", "download-failed.png", "grid-0003.jpg"] { try world.drop("demo/\(name)") }
      let before = try snapshot(of: world.inbox)
      _ = try await world.organize(quality: true)
      #expect(try snapshot(of: world.inbox) == before)
    }
  }

  @Test func `a second run places nothing`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      _ = try await world.organize(quality: true)
      let again = try await world.organize(quality: true)
      #expect(again.placed.isEmpty && again.moved.isEmpty)
      #expect(again.already.count == 1)
    }
  }

  @Test func `what is no picture is refused or skipped with its reason`() async throws {
    try await World.with { world in
      try world.drop("demo/download-failed.png")
      try Data().write(to: URL(filePath: world.inbox.appending("empty.jpg").description))
      let report = try await world.organize()
      #expect(report.refused.map(\.reason) == [.unrecognised] && report.skipped.map(\.reason) == [.empty])
    }
  }

  @Test func `a plan says the same as the run and writes nothing anywhere`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      try world.drop("demo/grid-0003.jpg")
      let before = try snapshot(of: world.folder)
      let request = OrganizeRequest(sources: [world.inbox])
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      let planned = try await organizer.plan()
      #expect(try snapshot(of: world.folder) == before)
      let done = try await organizer.run()
      #expect(planned.report.placed == done.placed)
    }
  }

  @Test func `the same picture twice is one asset that knows what both knew`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png", as: "a.png")
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(5)), addedTags: ["keep"]), to: [asset])
      try world.drop("demo/00017-2718281828.png", as: "b.png")
      let report = try await world.organize()
      #expect(report.placed.isEmpty)
      let kept = try world.all()
      #expect(kept.count == 1)
      #expect(kept.first?.record.rating?.stars == 5 && kept.first?.record.tags == ["keep"])
    }
  }

  @Test func `a moved source is gone once its copy is verified`() async throws {
    try await World.with { world in
      try world.drop("demo/grid-0003.jpg")
      try world.drop("demo/download-failed.png")
      _ = try await world.organize(move: true)
      #expect(try FileManager.default.contentsOfDirectory(atPath: world.inbox.description) == ["download-failed.png"])
      #expect(try world.all().count == 1)
    }
  }

  @Test func `asking for quality later files what is there and duplicates nothing`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      _ = try await world.organize()
      #expect(try world.all().first?.quality == nil)
      let report = try await world.organize(quality: true)
      #expect(report.moved.count == 1)
      let asset = try #require(try world.all().first)
      #expect(asset.quality != nil && asset.path.description.contains("-star/"))
      #expect(try world.all().count == 1)
    }
  }

  @Test(
    .enabled(if: Fixtures.corpus != nil, "no ../shared/corpus beside the checkout; ALICE_CORPUS names another place"))
  func `every file of the corpus is placed, told or there`() async throws {
    let corpus = try #require(Fixtures.corpus).standardizedFileURL
    try await World.with { world in
      let before = try snapshot(of: BytePath(corpus.path))
      let request = OrganizeRequest(sources: [BytePath(corpus.path)])
      let report = try await Organizer(
        world.workspace, root: world.root, request: request, now: Clock.system.now()
      ).run()
      let left = (report.refused + report.skipped).map(\.file)
      let told = Set(report.placed.map(\.source) + report.already.map(\.source) + left)
      let files = before.filter { !$0.value[0].isEmpty || $0.key.contains(".") }.keys
      let untold = try files.filter { file in
        try !isFolder(corpus.appending(path: file)) && !told.contains(BytePath(corpus.appending(path: file).path))
      }
      #expect(untold.isEmpty)
      #expect(try snapshot(of: BytePath(corpus.path)) == before)
    }
  }

  private func isFolder(_ url: URL) throws -> Bool {
    try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
  }
}
