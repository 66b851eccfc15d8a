import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Testing

/// The bus of a library, which only those open that publish or listen.
@Suite struct EventOpeningTests {
  @Test func `searching and showing open no bus, and a verdict opens it`() async throws {
    try await World.with { world in
      try world.drop("demo/00017-2718281828.png")
      let workspace = world.workspace
      let request = OrganizeRequest(sources: [world.inbox])
      _ = try await Organizer(workspace, root: world.root, request: request, now: Clock.system.now()).run()
      let reader = try Workspace.open(world.root)
      let found = try Searcher(reader).run(SearchQuery(parsing: "*", today: Clock.system.now()), order: nil, limit: nil)
      let asset = try #require(found.assets.first)
      _ = try AssetInspector.show(asset, in: reader)
      #expect(!reader.hasEvents)
      _ = try Annotator(reader).apply(.init(rating: .some(Rating(4))), to: [asset])
      #expect(reader.hasEvents)
    }
  }

  @Test func `a bus that is given is recorded from the start`() async throws {
    try await World.with { world in
      let bus = EventBus()
      let workspace = try Workspace.open(world.root, events: bus)
      #expect(workspace.hasEvents && workspace.events === bus)
    }
  }
}
