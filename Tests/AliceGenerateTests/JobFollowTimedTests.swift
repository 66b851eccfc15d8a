import AliceFal
import AliceGenerate
import AliceModel
import AliceTestWorld
import AliceWorkspace
import Testing

/// How a job is followed while it runs. On a busy machine a stream begins when the job has ended already.
@Suite struct JobFollowTimedTests {
  private func request(model: String = "flux-schnell", seed: Int) -> GenerationRequest {
    GenerationRequest(prompt: "a mountain lake", model: model, seed: "\(seed)")
  }

  private func run(
    _ world: World, _ provider: FalProvider, _ request: GenerationRequest
  ) async throws -> GenerationResult {
    let runner = GenerationRunner(PaidSession(world.workspace, provider: provider))
    return try await runner.run(try await runner.prepare(request))
  }

  @Test(
    arguments: [
      ["fault": "cut-stream", "times": 9, "on": "stream"],
      ["fault": "answer", "status": 405, "times": 9, "on": "stream"],
      ["fault": "answer", "status": 200, "body": "<html>", "times": 9, "on": "stream"],
    ] as [JSONValue])
  func `without a stream of states the state is looked at`(_ fault: JSONValue) async throws {
    try await World.withSimulator { world, simulated in
      // Long enough that the second stream cannot begin with the end.
      try await simulated.fault(["fault": "slow", "times": 1, "seconds": 2])
      try await simulated.fault(fault)
      #expect(try await run(world, simulated.provider, request(seed: 41)).assets.count == 1)
      #expect(try await simulated.paths(containing: "/status?").isEmpty == false)
    }
  }

  @Test func `each line of the model's log is told once`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "slow", "times": 1, "seconds": 1])
      let stream = world.workspace.events.events("generation.progress")
      _ = try await run(world, simulated.provider, request(model: "flux-dev", seed: 42))
      world.workspace.events.close()
      var lines: [String] = []
      for await event in stream {
        #expect(event.data["elapsed"]?.doubleValue != nil)
        lines += event.data["logs"]?.arrayValue?.compactMap(\.stringValue) ?? []
      }
      #expect(lines.count == 4 && Set(lines).count == 4)
      #expect(try await simulated.paths(containing: "/status?").isEmpty)
    }
  }
}
