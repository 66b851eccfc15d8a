import AliceFal
import AliceGenerate
import AliceModel
import AliceTestWorld
import AliceWorkspace
import Testing

/// How a request ends that its provider does not end as fal's documents say, and what such an end costs.
@Suite struct JobEndingTests {
  private func run(_ world: World, _ simulated: Simulated, seed: Int) async throws -> GenerationResult {
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
    let request = GenerationRequest(prompt: "a mountain lake", model: "flux-schnell", seed: "\(seed)")
    return try await runner.run(try await runner.prepare(request))
  }

  private func answer(
    _ simulated: Simulated, on place: String, _ status: Int, _ body: JSONValue, times: Int = 1000,
    headers: JSONValue = [:]
  ) async throws {
    try await simulated.fault([
      "fault": "answer", "on": .string(place), "status": JSONValue(status), "body": body, "times": JSONValue(times),
      "headers": headers,
    ])
  }

  /// The state says that it failed, and the result knows nothing, or only that it is not there.
  @Test(
    arguments: [
      (400, ["detail": "Request is still in progress"], "no GPU"), (404, ["detail": "not found"], "no GPU"),
      (200, [:], "no GPU"), (400, ["detail": "HTTP 400"], "no GPU"), (503, "", "no GPU"),
      (422, ["detail": [["loc": ["body", "prompt"], "msg": "prompt too long", "type": "x"]]], "prompt too long"),
      (200, ["error": "the worker died"], "the worker died"),
    ] as [(Int, JSONValue, String)])
  func `a failure in the state ends the job with the best reason`(
    status: Int, body: JSONValue, reason: String
  ) async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, on: "status", 200, ["status": "FAILED", "error": "no GPU"])
      try await answer(simulated, on: "result", status, body)
      let result = try await run(world, simulated, seed: 61)
      #expect(result.jobs.map(\.state) == [.failed], "\(result.failures)")
      #expect(result.jobs[0].error?.contains(reason) == true, "\(result.jobs[0].error ?? "")")
    }
  }

  @Test func `a failure that is not the job's own is waited out`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "slow", "times": 1, "seconds": 1])
      try await answer(simulated, on: "stream", 405, [:], times: 9)
      try await answer(simulated, on: "status", 200, ["status": "error", "message": "bad gateway"], times: 1)
      #expect(try await run(world, simulated, seed: 60).jobs.map(\.state) == [.done])
    }
  }

  @Test func `a failure in the state is doubted while the result is not available`() async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, on: "stream", 405, [:], times: 9)
      try await answer(simulated, on: "status", 200, ["status": "error"], times: 1)
      try await answer(simulated, on: "result", 503, "", times: 2)
      #expect(try await run(world, simulated, seed: 68).jobs.map(\.state) == [.done])
    }
  }

  /// The simulator names its request in each answer of a result, as fal does and no proxy.
  @Test func `words of a proxy are no verdict on the content`() async throws {
    try await World.withSimulator { world, simulated in
      try await answer(
        simulated, on: "status", 403, "blocked by content filter", headers: ["content-type": "text/plain"])
      let result = try await run(world, simulated, seed: 69)
      #expect(result.jobs.allSatisfy { $0.state != .failed }, "\(result.jobs[0].error ?? "")")
    }
  }

  @Test func `a verdict on a picture is the result of a model that classifies`() async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, on: "result", 200, ["has_nsfw_concepts": [true]])
      let result = try await run(world, simulated, seed: 70)
      #expect(result.jobs.map(\.state) == [.done] && result.assets.map(\.facts.format) == [.json])
    }
  }

  @Test func `a cancellation in the state is one`() async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, on: "status", 200, ["status": "CANCELED"])
      try await answer(simulated, on: "result", 404, ["detail": "not found"])
      #expect(try await run(world, simulated, seed: 62).jobs.map(\.state) == [.cancelled])
    }
  }

  @Test func `a result is kept, whatever the state says`() async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, on: "status", 200, ["status": "FAILED"])
      let result = try await run(world, simulated, seed: 63)
      #expect(result.jobs.map(\.state) == [.done] && result.assets.count == 1)
    }
  }

  @Test(arguments: ["DREAMING", "", "HALF DONE"])
  func `a state that nobody knows leaves the word to the result`(word: String) async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "slow", "times": 1, "seconds": 1])
      try await answer(simulated, on: "status", 200, ["status": .string(word)])
      let result = try await run(world, simulated, seed: 64)
      #expect(result.jobs.map(\.state) == [.done] && result.assets.count == 1)
    }
  }

  @Test(
    arguments: [
      ["images": [], "error": "blocked by moderation"], ["detail": "blocked by moderation"],
      ["status": "FAILED", "logs": [["message": "blocked by moderation", "level": "ERROR"]]],
    ] as [JSONValue])
  func `a refusal that comes as a result is one of the content policy`(body: JSONValue) async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, on: "result", 200, body)
      let result = try await run(world, simulated, seed: 65)
      #expect(result.jobs.map(\.state) == [.failed])
      #expect(result.failures == [.contentPolicy("blocked by moderation")])
    }
  }

  @Test func `a result is looked for at every address, in their order`() async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, on: "result", 404, ["detail": "Path not found"], times: 2)
      try await answer(simulated, on: "result", 405, ["detail": "Method Not Allowed"], times: 1)
      let result = try await run(world, simulated, seed: 66)
      #expect(result.jobs.map(\.state) == [.done])
      let id = try #require(result.jobs[0].requestID)
      let asked = try await simulated.paths(containing: id).filter { !$0.contains("/status") }
      #expect(
        asked == [
          "/fal-ai/flux/requests/\(id)", "/fal-ai/flux/schnell/requests/\(id)", "/fal-ai/flux/requests/\(id)/response",
          "/fal-ai/flux/schnell/requests/\(id)/response",
        ])
    }
  }

  @Test(arguments: [("result-422", true), ("server-error", true), ("result-422", false)])
  func `a failure costs what is billed for it`(fault: String, isBilled: Bool) async throws {
    try await World.withSimulator { world, simulated in
      let provider = try await FalProvider(environment: ["FAL_QUEUE_URL": simulated.baseURL, "FAL_KEY": "a:b"])
      let paid = Simulated(provider: provider, baseURL: simulated.baseURL)
      try await paid.fault(["fault": .string(fault), "billed": .bool(isBilled), "times": 1])
      let result = try await run(world, paid, seed: 67)
      await provider.shutdown()
      #expect(result.jobs.map(\.state) == [.failed], "\(result.failures)")
      let row = try #require(try await simulated.ledger().first)
      let owed = try #require(row["amount"]?.scalarText.flatMap { Money($0) })
      #expect((owed > .zero) == isBilled)
      #expect(try BudgetLimits(world.workspace).line(.day).spent == owed)
    }
  }

  /// A failure of the model or of the platform, which both may send at the place of a result that there is not.
  @Test(
    arguments: [
      ("internal_error", "the worker died", false), ("safety_filter", "the picture was stopped", true),
      ("runner_server_error", "blocked by content moderation", true),
    ])
  func `a typed failure in the place of the result ends a complete job`(
    type: String, words: String, isPolicy: Bool
  ) async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, on: "result", 500, ["detail": .string(words), "error_type": .string(type)])
      let result = try await run(world, simulated, seed: 71)
      #expect(result.jobs.map(\.state) == [.failed] && result.jobs[0].error?.contains(words) == true)
      if case .contentPolicy? = result.failures.first { #expect(isPolicy) } else { #expect(!isPolicy) }
    }
  }

  @Test func `a typed failure that passes costs no result`() async throws {
    try await World.withSimulator { world, simulated in
      try await answer(simulated, on: "result", 500, ["detail": "busy", "error_type": "internal_error"], times: 5)
      #expect(try await run(world, simulated, seed: 72).jobs.map(\.state) == [.done])
    }
  }

  /// `count` is what is counted of 0.003 USD; nil for a bill of two units.
  @Test(
    arguments: [
      (["status": "CANCELLED", "error": "removed from the queue before it started"], nil, "0"),
      (["status": "CANCELLED", "queue_position": 2], nil, "0"), (["status": "CANCELLED"], nil, "0.003"),
      (["status": "COMPLETED"], "0", "0"), (["status": "COMPLETED"], "2", "0.006"),
      (["status": "COMPLETED"], nil, "0.003"),
    ] as [(JSONValue, String?, String)])
  func `a cancellation at the provider costs nothing if the request never ran`(
    status: JSONValue, units: String?, counted: String
  ) async throws {
    try await World.withSimulator { world, simulated in
      let provider = try await FalProvider(environment: ["FAL_QUEUE_URL": simulated.baseURL, "FAL_KEY": "a:b"])
      let paid = Simulated(provider: provider, baseURL: simulated.baseURL)
      try await answer(paid, on: "stream", 405, [:])
      try await answer(paid, on: "status", 200, status)
      let headers: JSONValue = units.map { ["X-Fal-Billable-Units": .string($0)] } ?? [:]
      let body: JSONValue = ["detail": "Request was cancelled", "error_type": "client_cancelled"]
      try await answer(paid, on: "result", 499, body, headers: headers)
      let runner = GenerationRunner(PaidSession(world.workspace, provider: provider))
      let request = GenerationRequest(prompt: "a lake", model: "flux-schnell", seed: "73")
      let result = try await runner.run(try await runner.prepare(request))
      await provider.shutdown()
      #expect(result.jobs.map(\.state) == [.cancelled], "\(result.failures)")
      #expect(try BudgetLimits(world.workspace).line(.day).spent == Money(counted), "\(result.jobs[0].error ?? "")")
    }
  }
}
