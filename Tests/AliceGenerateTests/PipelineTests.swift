import AliceGenerate
import AliceModel
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct PipelineTests {
  private func run(
    _ world: World, _ simulated: Simulated, _ request: PipelineRequest
  ) async throws -> PipelineResult {
    try await PipelineRunner(PaidSession(world.workspace, provider: simulated.provider)).run(request)
  }

  private func ready(_ name: String) throws -> Pipeline {
    try #require(Pipeline.ready.first { $0.name == name })
  }

  private func pipeline(_ stages: String, limit: String = "1") throws -> Pipeline {
    try Pipeline(
      parsing: "name: test\nlimit: \(limit)\nstages:\n  - name: draft\n    generate: {model: flux-schnell, count: 3}\n"
        + stages)
  }

  @Test func `drafts become refined pictures and one final, each with the seed it came from`() async throws {
    try await World.withSimulator { world, simulated in
      let request = PipelineRequest(try ready("draft-to-final"), prompt: "a serene mountain lake", tags: ["pipe"])
      let result = try await run(world, simulated, request)
      #expect(result.state == .done && result.failures.isEmpty)
      #expect(result.steps.map { $0.pictures.count { $0.isKept } } == [8, 8, 3, 3, 3, 1, 1])
      let ledger = try await simulated.ledger()
      #expect(ledger.count { $0["endpoint"] == "fal-ai/flux/schnell" } == 8)
      #expect(ledger.count { $0["endpoint"] == "fal-ai/flux/dev" } == 3)
      #expect(ledger.count == 12)
      let final = try #require(result.assets.first)
      #expect(final.record.recipe.model == "flux-pro" && final.record.tags == ["pipe"])
      for job in result.jobs where job.model != "flux-schnell" {
        let parent = try #require(try job.parents.first.flatMap { try world.workspace.asset(named: BytePath($0.hex)) })
        #expect(job.input["seed"]?.scalarText == parent.record.recipe.seed)
      }
      // The library is not filed by quality, though the pipeline scored.
      #expect(try world.all().allSatisfy { $0.quality == nil })
      #expect(try await run(world, simulated, request).assets == result.assets)
      #expect(try await simulated.ledger().count == 12)
    }
  }

  @Test func `a model that takes a picture gets the picture that was kept`() async throws {
    try await World.withSimulator { world, simulated in
      let pipeline = try pipeline(
        "  - keep: {top: 1}\n  - upscale: {model: clarity-upscaler}\n  - animate: {model: svd}", limit: "null")
      let result = try await run(world, simulated, PipelineRequest(pipeline, prompt: "a lake"))
      #expect(result.state == .done, "\(result.failures)")
      #expect(result.assets.map(\.facts.format.kind) == [.video])
      let upscaled = try #require(result.jobs.first { $0.model == "clarity-upscaler" })
      #expect(upscaled.input["image_url"]?.stringValue != nil && upscaled.estimate != nil)
      #expect(upscaled.parents.map(\.hex) == result.steps[1].pictures.filter(\.isKept).map(\.name))
    }
  }

  @Test func `a picture that is given takes the place of the drafts`() async throws {
    try await World.withSimulator { world, simulated in
      let made = try await run(world, simulated, PipelineRequest(try pipeline("  - score"), prompt: "a lake"))
      let file = try #require(made.files.first).description
      let before = try await simulated.ledger().count
      let result = try await run(
        world, simulated, PipelineRequest(try ready("image-to-video"), prompt: "waves", images: [file]))
      #expect(result.assets.map(\.facts.format) == [.mp4], "\(result.failures)")
      #expect(try await simulated.ledger().count == before + 1)
    }
  }

  @Test func `stages take sizes, raw parameters and local files as one request does`() async throws {
    try await World.withSimulator { world, simulated in
      try world.drop("media/plain.png", as: "style.png")
      let style = world.inbox.appending("style.png").description
      let pipeline = try Pipeline(
        parsing: """
          name: test
          stages:
            - generate: {model: flux-kontext-pro, size: 4:3}
            - refine: {model: flux-dev, size: 4:3}
          """)
      var request = PipelineRequest(pipeline, prompt: "a lake", parameters: ["generate.image_url": .string(style)])
      (request.raw, request.size) = (["refine.turbo": true], "16:9")
      let result = try await run(world, simulated, request)
      #expect(result.state == .done, "\(result.failures)")
      let draft = try #require(result.jobs.first { $0.model == "flux-kontext-pro" })
      #expect(draft.input["aspect_ratio"] == "16:9" && draft.input["turbo"] == nil)
      let address = draft.input["image_url"]?.stringValue
      #expect(address?.hasPrefix(simulated.baseURL + "/files/") == true && address?.contains("style") == true)
      let refined = try #require(result.jobs.first { $0.model == "flux-dev" })
      #expect(refined.input["turbo"] == true && refined.input["image_size"] == "landscape_4_3")
      let sent = try await simulated.ledger().count
      #expect(try await run(world, simulated, request).assets == result.assets)
      #expect(try await simulated.ledger().count == sent)
    }
  }

  @Test func `black pictures are never kept, and a pipeline without pictures ends`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "black-image", "times": 2])
      let pipeline = try pipeline("  - keep: {top: 3}\n  - refine: {model: flux-dev}")
      let result = try await run(world, simulated, PipelineRequest(pipeline, prompt: "a lake"))
      #expect(result.steps[1].pictures.count { $0.isKept } == 1)
      #expect(result.assets.count == 1)
      try await simulated.fault(["fault": "black-image", "times": 3])
      let request = PipelineRequest(pipeline, prompt: "a sea")
      let ended = try await run(world, simulated, request)
      #expect(ended.state == .ended && ended.assets.isEmpty)
      let billed = try await simulated.ledger().count
      #expect(try await run(world, simulated, request).state == .ended)
      #expect(try await simulated.ledger().count == billed)
    }
  }

  @Test func `what certainly costs more than the limit does not begin`() async throws {
    try await World.withSimulator { world, simulated in
      let pipeline = try pipeline("  - keep: {top: 2}\n  - refine: {model: flux-dev}", limit: "0.05")
      await #expect(throws: AliceError.self) {
        try await run(world, simulated, PipelineRequest(pipeline, prompt: "a lake"))
      }
      #expect(try await simulated.ledger().isEmpty)
      let raised = PipelineRequest(pipeline, prompt: "a lake", maxCost: Money("0.06"))
      #expect(try await run(world, simulated, raised).state == .done)
    }
  }

  @Test func `a limit that shows on the way stops the pipeline before it is passed, and a higher one goes on`()
    async throws
  {
    try await World.withSimulator { world, simulated in
      // How many pass by quality cannot be known beforehand.
      let pipeline = try pipeline("  - keep: {quality: \">=1\"}\n  - refine: {model: flux-dev}", limit: "0.05")
      await #expect(throws: AliceError.self) {
        try await run(world, simulated, PipelineRequest(pipeline, prompt: "a lake"))
      }
      #expect(try await simulated.ledger().count == 3)
      let runner = PipelineRunner(PaidSession(world.workspace, provider: simulated.provider))
      await #expect(throws: AliceError.self) { try await runner.resume(nil) }
      #expect(try await runner.resume(nil, maxCost: Money("0.5")).state == .done)
      #expect(try await simulated.ledger().count == 6)
      await #expect(throws: AliceError.noOpenRun) { try await runner.resume(nil) }
    }
  }

  @Test func `a stage of which a part fails goes on with the rest`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "content-policy", "times": 1])
      let request = PipelineRequest(try pipeline("  - score"), prompt: "a lake")
      let result = try await run(world, simulated, request)
      #expect(result.state == .done && result.assets.count == 2 && result.failures.count == 1)
      #expect(result.steps[0].failed.count == 1)
    }
  }

  @Test func `a stage that is stopped goes on, and pays for nothing twice`() async throws {
    try await World.withSimulator { world, simulated in
      let request = PipelineRequest(try ready("draft-to-final"), prompt: "a lake")
      let waiting = Task { try await run(world, simulated, request) }
      while try await simulated.ledger().count < 9 { try await Task.sleep(for: .milliseconds(5)) }
      waiting.cancel()
      let stopped = try? await waiting.value
      #expect(stopped?.state != .done)
      let finished = try await PipelineRunner(PaidSession(world.workspace, provider: simulated.provider)).resume(
        stopped?.run)
      #expect(finished.state == .done)
      #expect(try await simulated.ledger().count == 12)
    }
  }
}
