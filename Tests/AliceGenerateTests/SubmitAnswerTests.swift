import AliceFal
import AliceGenerate
import AliceModel
import AliceTestWorld
import AliceWorkspace
import Testing

/// What becomes of a request whose submit is answered in another form than fal's documents show.
@Suite struct SubmitAnswerTests {
  private func plan(_ world: World, _ simulated: Simulated) async throws -> (GenerationRunner, GenerationPlan) {
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
    return (runner, try await runner.prepare(GenerationRequest(prompt: "a lake", model: "flux-schnell", seed: "81")))
  }

  private func answer(_ simulated: Simulated, _ body: JSONValue, headers: JSONValue = [:]) async throws {
    try await simulated.fault([
      "fault": "answer", "on": "submit", "status": 200, "body": body, "headers": headers, "times": 1,
    ])
  }

  @Test func `a result that comes at once is taken home, and nothing more is asked`() async throws {
    try await World.withSimulator { world, simulated in
      try await answer(
        simulated,
        ["images": [["url": "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4="]]])
      let (runner, plan) = try await plan(world, simulated)
      let result = try await runner.run(plan)
      #expect(result.jobs.map(\.state) == [.done] && result.assets.map(\.facts.format) == [.svg], "\(result.failures)")
      #expect(try await simulated.paths(containing: "/requests/").isEmpty)
    }
  }

  @Test func `a result that comes at once is taken although nobody waits`() async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, ["output": "A mountain lake."])
      let (runner, plan) = try await plan(world, simulated)
      let sent = try await runner.submit(plan)
      #expect(sent.jobs.map(\.state) == [.done] && Array(sent.texts.values) == ["A mountain lake."])
    }
  }

  @Test func `an address without an id leads to the result`() async throws {
    try await World.withSimulator { world, simulated in
      let (runner, plan) = try await plan(world, simulated)
      let first = try await runner.run(plan)
      let url = try #require(first.jobs.first?.responseURL)
      try await answer(simulated, ["response_url": .string(url)])
      let request = GenerationRequest(prompt: "a lake", model: "flux-schnell", seed: "82")
      let second = try await runner.run(try await runner.prepare(request))
      #expect(second.jobs.map(\.state) == [.done] && second.assets.map(\.id) == first.assets.map(\.id))
    }
  }
}
