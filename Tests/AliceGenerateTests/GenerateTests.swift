import AliceGenerate
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct GenerateTests {
  private let lake = "a serene mountain lake at dawn"

  private func run(_ world: World, _ simulated: Simulated, _ request: GenerationRequest) async throws
    -> GenerationResult
  {
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
    return try await runner.run(try await GenerationRunner.plan(request))
  }

  @Test func `every picture of a request is embedded, filed and found`() async throws {
    try await World.withSimulator { world, simulated in
      let request = GenerationRequest(
        prompt: lake, model: "flux-dev", parameters: ["image_size": "landscape_4_3"], seed: "7", count: 3)
      let result = try await run(world, simulated, request)
      #expect(result.failures.isEmpty)
      #expect(result.assets.count == 3)
      for asset in result.assets {
        #expect(asset.path.description.contains("/flux-dev/"))
        #expect(
          asset.record.provenance.provider == Job.simulator && asset.record.provenance.requestID != nil)
        let shown = try AssetInspector.show(file: world.root.appending(asset.path), now: Clock.system.now())
        #expect(shown.asset.record == asset.record)
      }
      #expect(try world.search("serene lake model:flux-dev").count == 3)
      #expect(try await simulated.ledger().count == 1)
    }
  }

  @Test func `what the provider's safety checker flags is tagged`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "black-image", "times": 1])
      let request = GenerationRequest(prompt: lake, model: "flux-schnell", seed: "7", tags: ["mine"])
      let flagged = try #require(try await run(world, simulated, request).assets.first)
      #expect(flagged.record.tags == ["mine", "nsfw"])
      #expect(try world.search("is:nsfw").map(\.id) == [flagged.id])
      let file = try AssetInspector.show(file: world.root.appending(flagged.path), now: Clock.system.now())
      #expect(file.asset.record.isNSFW)
      let other = GenerationRequest(prompt: lake, model: "flux-schnell", seed: "8", tags: ["mine"])
      #expect(try await run(world, simulated, other).assets.map(\.record.tags) == [["mine"]])
    }
  }

  @Test func `a video keeps its recipe`() async throws {
    try await World.withSimulator { world, simulated in
      let request = GenerationRequest(
        prompt: "a dancer in a forest", generationType: .video, model: "kling-v2-text", parameters: ["duration": 5])
      let asset = try #require(try await run(world, simulated, request).assets.first)
      #expect(asset.facts.format == .mp4 && (asset.facts.duration ?? 0) > 4)
      #expect(asset.record.recipe.parameters["duration"] == "5")
    }
  }

  @Test func `a cut after the submit costs one job and loses nothing`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "cut-after-accept", "times": 1, "on": "submit"])
      let result = try await run(world, simulated, GenerationRequest(prompt: lake, model: "flux-schnell", seed: "1"))
      #expect(try await simulated.ledger().count == 1)
      #expect(result.jobs.map(\.state) == [.done])
      #expect(result.assets.count == 1)
    }
  }

  @Test func `rate limits are waited out and bill nothing twice`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "rate-limit", "times": 2, "on": "submit", "retry_after": 0])
      let result = try await run(world, simulated, GenerationRequest(prompt: lake, model: "flux-schnell", seed: "2"))
      #expect(result.assets.count == 1)
      #expect(try await simulated.ledger().count == 1)
    }
  }

  @Test func `a refusal by the content policy is told as such`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "content-policy", "times": 1])
      let result = try await run(world, simulated, GenerationRequest(prompt: lake, model: "flux-schnell", seed: "3"))
      guard case .contentPolicy = try #require(result.failures.first) else {
        Issue.record("\(result.failures)")
        return
      }
      #expect(result.jobs.map(\.state) == [.failed])
    }
  }

  @Test func `a truncated download is fetched again`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "truncated-media", "times": 1, "on": "media"])
      let result = try await run(world, simulated, GenerationRequest(prompt: lake, model: "flux-schnell", seed: "4"))
      #expect(result.assets.count == 1 && result.failures.isEmpty)
    }
  }

  @Test func `a wait that is cancelled can be resumed`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "slow", "times": 1, "seconds": 2])
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let plan = try await GenerationRunner.plan(GenerationRequest(prompt: lake, model: "flux-schnell", seed: "5"))
      let waiting = Task { try await runner.run(plan) }
      while try GenerationRunner.jobs(in: world.workspace, open: true).first?.state != .submitted {
        try await Task.sleep(for: .milliseconds(20))
      }
      waiting.cancel()
      let stopped = try await waiting.value
      guard case .detached = try #require(stopped.failures.first) else {
        Issue.record("\(stopped.failures)")
        return
      }
      let resumed = try await runner.resume(try GenerationRunner.jobs(in: world.workspace, open: true))
      #expect(resumed.assets.count == 1)
      #expect(try await simulated.ledger().count == 1)
      #expect(try GenerationRunner.jobs(in: world.workspace, open: true).isEmpty)
    }
  }

  @Test func `a simulated job that another process works on is not ended by a paid one`() async throws {
    try await World.withSimulator { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let id = try await runner.submit(
        try await runner.prepare(GenerationRequest(prompt: "a lake", model: "flux-schnell"))
      ).jobs[0].id
      let paid = try await FalProvider(environment: ["FAL_QUEUE_URL": simulated.baseURL, "FAL_KEY": "a:b"])
      let paidRunner = GenerationRunner(PaidSession(world.workspace, provider: paid))
      let before = try GenerationRunner.job(id, in: world.workspace)
      do {
        let claim = try #require(try world.workspace.library.claim(.job(id)))
        defer { withExtendedLifetime(claim) {} }
        #expect(try await paidRunner.resume([before]).failures == [.jobTaken(id)])
        #expect(try GenerationRunner.job(id, in: world.workspace) == before)
      }
      #expect(try await paidRunner.resume([before]).jobs.map(\.state) == [.cancelled])
      await paid.shutdown()
    }
  }

  @Test func `what was not sent when the wait ended is not sent any more`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "delay", "times": 6, "on": "submit", "seconds": 0.2])
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let plan = try await GenerationRunner.plan(
        GenerationRequest(prompt: "a dancer", model: "kling-v2-text", count: 6))
      let waiting = Task { try await runner.run(plan) }
      while try await simulated.ledger().isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      waiting.cancel()
      let stopped = try await waiting.value
      try await Task.sleep(for: .milliseconds(300))
      #expect(try await simulated.ledger().count < 6)
      #expect(stopped.jobs.contains { $0.state == .prepared })
      _ = try await runner.resume(try GenerationRunner.jobs(in: world.workspace, open: true))
      #expect(try await simulated.ledger().count == 6)
      #expect(try world.all().count >= 1)
    }
  }

  @Test func `an answer that makes no sense leaves the job open`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "lost-result", "times": 1, "on": "result"])
      let result = try await run(world, simulated, GenerationRequest(prompt: lake, model: "flux-schnell", seed: "8"))
      #expect(result.assets.isEmpty)
      #expect(result.jobs.map(\.state) == [.submitted])
    }
  }

  @Test func `a result that is fetched twice is told of once`() async throws {
    try await World.withSimulator { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let first = try await run(world, simulated, GenerationRequest(prompt: lake, model: "flux-schnell", seed: "9"))
      let again = try await runner.resume(first.jobs)
      #expect(again.assets.map(\.id) == first.assets.map(\.id))
      #expect(try world.all().first?.record.alsoFrom == [])
    }
  }

  @Test func `events are told to those who asked for them, once each`() async throws {
    try await World.withSimulator { world, simulated in
      let stream = world.workspace.events.events("generation.*")
      _ = try await run(world, simulated, GenerationRequest(prompt: lake, model: "flux-schnell", seed: "6"))
      world.workspace.events.close()
      var names: [Event.Name] = []
      for await event in stream where event.name != .generationProgress { names.append(event.name) }
      #expect(names == [.generationStarted, .generationQueued, .generationCompleted])
    }
  }

  static let mistakes: [(model: String, parameters: JSONObject)] = [
    ("flux-schnel", [:]), ("flux-dev", ["steps_number": "3"]), ("kling-v2-text", ["duration": "7"]),
  ]

  @Test(arguments: mistakes)
  func `wrong input is refused before anything is written`(_ mistake: (model: String, parameters: JSONObject))
    async throws
  {
    await #expect(throws: AliceError.self) {
      try await GenerationRunner.plan(
        GenerationRequest(prompt: lake, model: mistake.model, parameters: mistake.parameters))
    }
  }
}
