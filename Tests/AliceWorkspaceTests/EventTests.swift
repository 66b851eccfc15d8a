import AliceGenerate
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct EventTests {
  private func event(_ name: Event.Name, _ number: Int) -> Event {
    Event(name, at: Clock.system.now(), data: ["n": JSONValue(number)])
  }

  @Test func `every subscriber gets each event once, in order, by name, family or all`() async throws {
    let bus = EventBus()
    let (all, family, one) = (bus.events(), bus.events("generation.*"), bus.events(named: .assetRated))
    let count = 20 * Event.Name.allCases.count
    for number in 0..<count { bus.publish(event(Event.Name.allCases[number % Event.Name.allCases.count], number)) }
    bus.close()
    var seen: [Int?] = []
    for await event in all { seen.append(event.data["n"]?.intValue) }
    #expect(seen == Array(0..<count))
    var families: Set<String> = []
    for await event in family { families.insert(String(event.name.rawValue.prefix { $0 != "." })) }
    #expect(families == ["generation"])
    var rated = 0
    for await event in one {
      #expect(event.name == .assetRated)
      rated += 1
    }
    #expect(rated == 20)
    for await _ in bus.events() { Issue.record("a closed bus tells nothing") }
  }

  @Test func `a slow reader holds nobody up, loses the oldest, and is told how many`() async throws {
    let bus = EventBus()
    let slow = bus.events()
    for number in 0..<2500 { bus.publish(event(.assetPlaced, number)) }
    bus.close()
    var seen: [Int?] = []
    for await event in slow { seen.append(event.data["n"]?.intValue) }
    #expect(seen == Array(1500..<2500))
    #expect(slow.missed == 1500)
  }

  @Test func `publishers in parallel are seen in one order by all`() async throws {
    let bus = EventBus()
    let (left, right) = (bus.events(), bus.events())
    await withTaskGroup(of: Void.self) { group in
      for base in 0..<8 {
        group.addTask { for number in 0..<100 { bus.publish(event(.assetPlaced, base * 1000 + number)) } }
      }
    }
    bus.close()
    var (first, second): ([Int], [Int]) = ([], [])
    for await event in left { first.append(event.data["n"]?.intValue ?? -1) }
    for await event in right { second.append(event.data["n"]?.intValue ?? -1) }
    #expect(first == second && Set(first).count == 800)
  }

  @Test(arguments: [
    ("generation.*", "generation.failed", true), ("generation.*", "asset.placed", false), ("*", "asset.rated", true),
    ("*.completed", "organize.completed", true), ("*.completed", "generation.failed", false),
    ("a*e*", "asset.placed", true), ("asset.placed", "asset.placed", true), ("asset", "asset.placed", false),
    ("asset.p*.placed", "asset.placed", false), ("", "asset.placed", false),
  ])
  func `patterns match names`(pattern: String, name: String, isMatch: Bool) throws {
    #expect(try EventPattern(pattern).matches(#require(Event.Name(rawValue: name))) == isMatch)
  }

  @Test func `what is told of a generation has types`() async throws {
    try await World.withSimulator { world, simulated in
      let events = world.workspace.events.events()
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let result = try await runner.run(
        try await runner.prepare(GenerationRequest(prompt: "a lake", model: "flux-schnell", count: 2)))
      world.workspace.events.close()
      var names: [Event.Name] = []
      for await event in events where event.name != .generationProgress {
        names.append(event.name)
        switch event.payload {
        case .generation(let news):
          #expect(news.job == result.jobs.first?.id && news.model == "flux-schnell")
          guard event.name == .generationCompleted else { continue }
          #expect(news.assets == result.assets.map(\.id) && news.cost != nil && news.requestID != nil)
        case .asset(let news): #expect(result.assets.contains { $0.id == news.id && $0.path == news.path })
        default: Issue.record("\(event)")
        }
      }
      #expect(
        names == [.generationStarted, .generationQueued, .assetPlaced, .assetPlaced, .generationCompleted])
    }
  }

  @Test func `a refusal, a wait that ends, and its resumption are told`() async throws {
    try await World.withSimulator { world, simulated in
      let events = world.workspace.events.events()
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let request = GenerationRequest(prompt: "a lake", model: "flux-schnell")
      try await simulated.fault(["fault": "content-policy", "times": 1])
      _ = try await runner.run(try await runner.prepare(request))
      let sent = try await runner.submit(try await runner.prepare(request))
      _ = try await runner.resume(sent.jobs)
      world.workspace.events.close()
      var told: [Event.Name] = []
      for await event in events where event.name != .generationProgress { told.append(event.name) }
      #expect(
        told == [
          .generationStarted, .generationQueued, .generationFailed, .generationStarted, .generationQueued,
          .generationDetached, .jobResumed, .assetPlaced, .generationCompleted,
        ])
    }
  }

  @Test func `rating, tagging and organizing are told`() async throws {
    try await World.with { world in
      let events = world.workspace.events.events()
      try world.drop("demo/grid-0003.jpg")
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      let rated = try Annotator(world.workspace).apply(.init(rating: .some(Rating(4))), to: [asset])
      _ = try Annotator(world.workspace).apply(.init(addedTags: ["lake"]), to: rated)
      world.workspace.events.close()
      var told: [Event.Payload?] = []
      for await event in events { told.append(event.payload) }
      try #require(told.count == 4)
      guard case .organized(let news) = told[1], case .asset(let stars) = told[2], case .asset(let tags) = told[3]
      else {
        Issue.record("\(told)")
        return
      }
      #expect(news.placed == 1 && news.refused == 0)
      #expect(stars.rating == Rating(4) && tags.tags == ["lake"])
    }
  }

  @Test func `budgets are told in dollars`() throws {
    let news = BudgetPayload(
      scope: "day", limit: Money(nanos: 5_000_000_000), spent: Money(nanos: 4_500_000_000), estimate: Money("0.7"))
    let event = Event.budgetRefused(news, at: Clock.system.now())
    #expect(event.payload == .budget(news) && news.fraction == 0.9)
    #expect(event.data["spent"] == "4.5" && event.data["fraction"] == 0.9)
  }
}
