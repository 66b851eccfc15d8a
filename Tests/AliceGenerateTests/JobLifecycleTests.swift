import AliceFal
import AliceGenerate
import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct JobLifecycleTests {
  private func request(_ count: Int = 1, model: String = "flux-schnell", seed: Int) -> GenerationRequest {
    GenerationRequest(prompt: "a mountain lake", model: model, seed: "\(seed)", count: count)
  }

  private func run(
    _ world: World, _ provider: FalProvider, _ request: GenerationRequest, _ waitPolicy: WaitPolicy = WaitPolicy()
  ) async throws -> GenerationResult {
    let runner = GenerationRunner(PaidSession(world.workspace, provider: provider, waitPolicy: waitPolicy))
    return try await runner.run(try await runner.prepare(request))
  }

  private func resume(_ world: World, _ provider: FalProvider) async throws -> GenerationResult {
    try await GenerationRunner(PaidSession(world.workspace, provider: provider))
      .resume(try GenerationRunner.jobs(in: world.workspace, open: true))
  }

  @Test func `a file that is gone takes no other with it, and the job ends`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "expired-media", "times": 1])
      let result = try await run(world, simulated.provider, request(3, seed: 21))
      #expect(result.jobs.map(\.state) == [.done] && result.failures.isEmpty)
      #expect(result.assets.count == 2)
      #expect(result.warnings.contains { $0.contains("1 of its 3 files") })
      let fetched = try await simulated.paths(containing: "/files/").count
      let again = try await GenerationRunner(PaidSession(world.workspace, provider: simulated.provider)).resume(
        result.jobs)
      #expect(again.assets.count == 2)
      #expect(try await simulated.paths(containing: "/files/").count == fetched)
    }
  }

  @Test func `what came before a fault of the disk or the network is not fetched twice`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "html-media", "times": 3])
      let first = try await run(world, simulated.provider, request(3, seed: 22))
      #expect(first.jobs.map(\.state) == [.submitted] && first.jobs[0].taken != nil)
      guard case .kept = try #require(first.failures.first) else {
        Issue.record("\(first.failures)")
        return
      }
      let fetched = try await simulated.paths(containing: "/files/").count
      let second = try await resume(world, simulated.provider)
      #expect(second.assets.count == 3 && second.jobs.map(\.state) == [.done])
      #expect(try await simulated.paths(containing: "/files/").count == fetched + 1)
    }
  }

  @Test func `a file that is broken at the provider is given up when it comes the same again`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "short-media", "times": 20])
      #expect(try await run(world, simulated.provider, request(seed: 23)).jobs.map(\.state) == [.submitted])
      let second = try await resume(world, simulated.provider)
      #expect(second.jobs.map(\.state) == [.failed])
      #expect(try GenerationRunner.jobs(in: world.workspace, open: true).isEmpty)
    }
  }

  @Test func `a stream of bytes without an end is cut`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "endless-media", "times": 1])
      #expect(try await run(world, simulated.provider, request(seed: 24)).jobs.map(\.state) == [.submitted])
      #expect(try await resume(world, simulated.provider).assets.count == 1)
    }
  }

  @Test func `a result that the provider deleted is told as such`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "answer", "on": "result", "status": 410, "times": 20])
      let result = try await run(world, simulated.provider, request(seed: 25))
      #expect(result.jobs.map(\.state) == [.failed])
      #expect(result.jobs[0].error?.contains("deleted") == true)
    }
  }

  @Test func `a failure of the platform at the result is not taken for the job's`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "unavailable", "on": "result", "times": 5])
      #expect(try await run(world, simulated.provider, request(seed: 43)).jobs.map(\.state) == [.submitted])
      #expect(try await resume(world, simulated.provider).assets.count == 1)
      try await simulated.fault(["fault": "server-error", "times": 1])
      #expect(try await run(world, simulated.provider, request(seed: 44)).jobs.map(\.state) == [.failed])
    }
  }

  /// What says nothing of the job: "not yet" in several forms, and pages of somebody between.
  @Test(
    arguments: [
      (400, ["status": "IN_PROGRESS"], 9), (400, ["detail": "Request is in queue"], 9),
      (200, ["status": "IN_QUEUE"], 9),
      (400, ["detail": "Wait a little"], 5), (404, ["detail": "not found"], 6), (410, "<html>gone</html>", 2),
      (422, "<html>proxy</html>", 2), (422, "", 2), (200, "<html>portal</html>", 2), (200, "", 2),
    ] as [(Int, JSONValue, Int)])
  func `an answer that is no word on the job is waited out`(status: Int, body: JSONValue, times: Int) async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault([
        "fault": "answer", "on": "result", "status": JSONValue(status), "body": body, "times": JSONValue(times),
      ])
      let result = try await run(world, simulated.provider, request(seed: status))
      #expect(result.jobs.map(\.state) == [.done], "\(result.failures)")
    }
  }

  @Test(
    arguments: [
      (400, ["status": "IN_PROGRESS"]), (404, ["detail": "not found"]), (410, "<html>gone</html>"),
      (422, "<html>proxy</html>"), (200, "<html>portal</html>"), (401, "<html>"), (403, ["detail": "Not for you"]),
      (302, ""), (503, ""),
    ] as [(Int, JSONValue)])
  func `an answer that is no word on the job does not end it`(status: Int, body: JSONValue) async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault([
        "fault": "answer", "on": "result", "status": JSONValue(status), "body": body, "times": 10_000,
      ])
      let result = try await run(world, simulated.provider, request(seed: status), WaitPolicy(wait: .seconds(6)))
      #expect(result.jobs.map(\.state) == [.submitted] && result.failures.count == 1, "\(result.failures)")
    }
  }

  @Test func `a word on the job ends it`() async throws {
    try await World.withSimulator { world, simulated in
      for (index, body) in [#"{"detail":"No"}"#, #"{"detail":[{"loc":["body"],"msg":"No","type":"x"}]}"#].enumerated() {
        try await simulated.fault([
          "fault": "answer", "on": "result", "status": 422, "body": .string(body), "times": 3,
        ])
        let result = try await run(world, simulated.provider, request(seed: 50 + index))
        #expect(result.jobs.map(\.state) == [.failed], "\(body)")
        #expect(result.jobs[0].error?.contains("No") == true)
      }
    }
  }

  @Test(
    arguments: [
      (401, ["detail": "No user"]), (403, ["detail": "Not for you"]), (404, ["status": "NOT_FOUND"]), (410, [:]),
      (422, ["detail": "odd"]), (500, "oops"), (302, ""), (200, "<html>"), (200, ""), (200, ["status": "DREAMING"]),
    ] as [(Int, JSONValue)])
  func `nothing that is told of the state ends a job`(status: Int, body: JSONValue) async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault([
        "fault": "answer", "on": "status", "status": JSONValue(status), "body": body, "times": 10_000,
      ])
      let result = try await run(world, simulated.provider, request(seed: status), WaitPolicy(wait: .seconds(10)))
      #expect([.submitted, .done].contains(result.jobs[0].state), "\(result.jobs)")
    }
  }

  @Test func `a file that is refused is asked for again in the next run before it is given up`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "answer", "on": "media", "status": 403, "times": 3])
      #expect(try await run(world, simulated.provider, request(seed: 60)).jobs.map(\.state) == [.submitted])
      #expect(try await resume(world, simulated.provider).jobs.map(\.state) == [.done])
      try await simulated.fault(["fault": "answer", "on": "media", "status": 403, "times": 10_000])
      #expect(try await run(world, simulated.provider, request(seed: 61)).jobs.map(\.state) == [.submitted])
      #expect(try await resume(world, simulated.provider).jobs.map(\.state) == [.failed])
    }
  }

  @Test func `a result that was known is fetched after the provider has forgotten it`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "html-media", "times": 3])
      _ = try await run(world, simulated.provider, request(seed: 26))
      try await simulated.fault(["fault": "lost-result", "times": 1])
      #expect(try await resume(world, simulated.provider).assets.count == 1)
    }
  }

  @Test func `a stuck job keeps no other waiting and is left when the wait ends`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "stuck", "times": 2])
      let result = try await run(
        world, simulated.provider, request(4, model: "kling-v2-text", seed: 27), WaitPolicy(wait: .seconds(10)))
      #expect(result.jobs.count { $0.state == .done } == 2)
      #expect(result.jobs.count { $0.state == .submitted } == 2)
      #expect(result.failures.count == 2)
    }
  }

  @Test func `cancelled in the queue is not billed, and only that is said to be certain`() async throws {
    try await World.withSimulator { world, simulated in
      for (state, outcome) in [("IN_QUEUE", Cancellation.beforeStart), ("IN_PROGRESS", .stopped)] {
        try await simulated.fault(["fault": "stuck", "times": 1, "state": .string(state)])
        let stuck = try await run(
          world, simulated.provider, request(seed: 28), WaitPolicy(wait: .seconds(3)))
        let answer = try await JobCancellation(world.workspace, provider: simulated.provider).cancel(stuck.jobs[0])
        #expect(answer.1 == outcome && answer.job.state == .cancelled)
      }
      #expect(try await simulated.ledger().allSatisfy { $0["state"] == "CANCELLED" })
    }
  }

  @Test func `a job that is done cannot be cancelled any more`() async throws {
    try await World.withSimulator { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let sent = try await runner.submit(try await runner.prepare(request(seed: 29)))
      while try await simulated.ledger().first?["state"] != "COMPLETED" { try await Task.sleep(for: .milliseconds(20)) }
      let answer = try await JobCancellation(world.workspace, provider: simulated.provider).cancel(sent.jobs[0])
      #expect(answer.1 == .tooLate && answer.job.state == .submitted)
      #expect(try await resume(world, simulated.provider).assets.count == 1)
    }
  }

  @Test func `what other processes left behind is fetched, and what was never sent is not sent`() async throws {
    try await World.withSimulator { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      _ = try await runner.submit(try await runner.prepare(request(seed: 30)))
      try await simulated.fault(["fault": "unavailable", "times": 9, "on": "submit", "request_id": false])
      let unsent = try await run(world, simulated.provider, request(seed: 31))
      #expect(unsent.jobs.map(\.state) == [.prepared])
      let fetched = try await runner.resumeUnfinished()
      #expect(fetched.assets.count == 1 && fetched.failures.isEmpty)
      #expect(try await simulated.ledger().count == 1)
      #expect(try GenerationRunner.jobs(in: world.workspace, open: true).map(\.state) == [.prepared])
    }
  }

  @Test func `a forgotten job that was paid for stays in the ledger`() async throws {
    try await World.withSimulator { world, simulated in
      let provider = try await FalProvider(environment: ["FAL_QUEUE_URL": simulated.baseURL, "FAL_KEY": "a:b"])
      let runner = GenerationRunner(PaidSession(world.workspace, provider: provider))
      let sent = try await runner.submit(try await runner.prepare(request(seed: 32))).jobs[0]
      #expect(ForgetJob.loss(of: sent) != nil)
      try ForgetJob(world.workspace).forget(sent)
      await provider.shutdown()
      #expect(try GenerationRunner.jobs(in: world.workspace, open: false).isEmpty)
      #expect(throws: AliceError.noSuchJob(sent.id)) { try GenerationRunner.job(sent.id, in: world.workspace) }
    }
  }

  @Test func `a job is named by any beginning that no other has`() async throws {
    try await World.withSimulator { world, simulated in
      let id = try await run(world, simulated.provider, request(seed: 33)).jobs[0].id
      #expect(try GenerationRunner.job(String(id.prefix(4)), in: world.workspace).id == id)
      #expect(throws: AliceError.self) { try GenerationRunner.job("", in: world.workspace) }
    }
  }

  @Test(arguments: [("bad-key", 4), ("locked", 5)])
  func `a key or an account that is refused sends nothing`(_ fault: String, _ number: Int) async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": .string(fault), "times": 1, "on": "submit"])
      let result = try await run(world, simulated.provider, request(seed: 34 + number))
      #expect(result.jobs.map(\.state) == [.notSubmitted])
      switch (fault, result.failures.first) {
      case ("bad-key", .keyRefused), ("locked", .accountLocked): break
      default: Issue.record("\(result.failures)")
      }
    }
  }
}
