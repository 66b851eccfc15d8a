import AliceGenerate
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// What is counted where the provider is real as far as alice can tell.
@Suite struct BillingTests {
  private func withProvider(_ body: (World, Simulated) async throws -> Void) async throws {
    try await World.withSimulator { world, simulated in
      let provider = try await FalProvider(environment: ["FAL_QUEUE_URL": simulated.baseURL, "FAL_KEY": "a:b"])
      do {
        try await body(world, Simulated(provider: provider, baseURL: simulated.baseURL))
        await provider.shutdown()
      } catch {
        await provider.shutdown()
        throw error
      }
    }
  }

  /// The next result is this picture, with so many units in its bill.
  private func bill(_ simulated: Simulated, units: String, times: Int = 1) async throws {
    let picture = Data(try Fixtures.bytes("demo/00017-2718281828.png")).base64EncodedString()
    try await simulated.fault([
      "fault": "answer", "on": "result", "times": JSONValue(times),
      "headers": ["X-Fal-Billable-Units": .string(units)],
      "body": ["images": [["url": .string("data:image/png;base64," + picture), "content_type": "image/png"]]],
    ])
  }

  private func request(_ model: String, _ prompt: String = "a lake", parameters: JSONObject = [:]) -> GenerationRequest
  {
    GenerationRequest(prompt: prompt, model: model, parameters: parameters)
  }

  private func run(
    _ world: World, _ simulated: Simulated, _ request: GenerationRequest, _ policy: SpendingPolicy = SpendingPolicy()
  ) async throws -> GenerationResult {
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider, policy: policy))
    return try await runner.run(try await runner.prepare(request))
  }

  private func cost(_ amount: String, _ basis: Cost.Basis) -> Cost? {
    Money(amount).map { Cost(amount: $0, basis: basis) }
  }

  /// As the first file itself tells.
  private func recorded(_ result: GenerationResult) throws -> Cost? {
    let path = try #require(result.filePath)
    return try AssetInspector.show(file: path, now: Clock.system.now()).asset.record.provenance.cost
  }

  private func spent(_ world: World) throws -> Money? { try BudgetLimits(world.workspace).line(.day).spent }

  @Test(
    arguments: [
      ("seedance-2.0-text", "108.9", "1.5246", .billed, ""),
      ("flux-dev", "400000", "0.025", .unverified, "10000.00 USD"),
      ("kling-v2-text", "0.001", "1.4", .unverified, "a hundredth"),
      ("fast-sdxl", "2.4", "0.003", .billed, ""),
    ] as [(String, String, String, Cost.Basis, String)])
  func `a bill is counted alike in the ledger, the result, the file and the event`(
    model: String, units: String, amount: String, basis: Cost.Basis, words: String
  ) async throws {
    try await withProvider { world, simulated in
      try await bill(simulated, units: units)
      let result = try await run(world, simulated, request(model))
      let counted = try #require(cost(amount, basis))
      #expect(result.cost == counted && result.jobs.map(\.cost) == [counted])
      #expect(try spent(world) == counted.amount)
      let asset = try #require(result.assets.first)
      #expect(asset.record.provenance.cost == counted)
      #expect(try recorded(result) == counted)
      #expect(result.warnings.count == (basis == .unverified ? 1 : 0))
      let id = result.jobs[0].id
      #expect(result.warnings.allSatisfy { $0.contains(words) && $0.contains("alice cost fix \(id) USD") })
      let events = try world.events("generation.unverified")
      #expect(events.count == result.warnings.count)
      #expect(events.allSatisfy { $0["data"]?["cost"] == counted.json && $0["data"]?["units"]?.stringValue == units })
      let total = try CostReport(world.workspace).report(by: []).total
      #expect(total?.unverified == (basis == .unverified ? counted.amount : .zero))
    }
  }

  @Test func `one wrong bill does not use up the limit of a day`() async throws {
    try await withProvider { world, simulated in
      try BudgetLimits(world.workspace).set(.day, to: Money("1"))
      try await bill(simulated, units: "108900")
      _ = try await run(world, simulated, request("flux-dev"))
      #expect(try await run(world, simulated, request("flux-dev", "a hill")).failures.isEmpty)
      #expect(try spent(world) == Money("0.05"))
    }
  }

  @Test func `a bill is counted before the files come, and told of when they do`() async throws {
    try await withProvider { world, simulated in
      // The simulator has the file that the tester's own answer names.
      let made = try await run(world, simulated, request("flux-schnell", "a first"))
      #expect(made.warnings.isEmpty)
      let name = try #require(try await simulated.paths(startingWith: "/files/").first)
      try await simulated.fault([
        "fault": "answer", "on": "result", "times": 1, "headers": ["X-Fal-Billable-Units": "9000"],
        "body": ["images": [["url": .string(simulated.baseURL + name), "content_type": "image/jpeg"]]],
      ])
      try await simulated.fault(["fault": "html-media", "times": 20])
      let first = try await run(world, simulated, request("flux-dev"))
      #expect(first.jobs.map(\.state) == [.submitted] && first.jobs[0].isUnverified && first.warnings.isEmpty)
      #expect(try spent(world) == Money("0.028"))
      try await simulated.clearFaults()
      let second = try await GenerationRunner(PaidSession(world.workspace, provider: simulated.provider)).resume(
        first.jobs)
      #expect(second.assets.count == 1 && second.cost == cost("0.025", .unverified))
      // The picture is that of the first request, which is told, too.
      #expect(second.warnings.filter { $0.contains("alice cost fix") }.count == 1 && second.warnings.count == 2)
      #expect(try spent(world) == Money("0.028"))
      #expect(try world.events("generation.unverified").count == 1)
    }
  }

  @Test func `what a person corrects stands in the ledger and in the files, and is believed`() async throws {
    try await withProvider { world, simulated in
      try await bill(simulated, units: "400000")
      let made = try await run(world, simulated, request("flux-dev"))
      let fix = try CostFix(made.jobs[0].id, to: try #require(Money("3.5")), in: world.workspace)
      #expect(fix.assets.map(\.id) == made.assets.map(\.id))
      #expect(try fix.apply().isEmpty)
      let corrected = cost("3.5", .billed)
      #expect(try GenerationRunner.job(made.jobs[0].id, in: world.workspace).cost == corrected)
      #expect(try recorded(made) == corrected)
      #expect(try world.all().map(\.record.provenance.cost) == [corrected])
      #expect(try spent(world) == Money("3.5"))
      let again = try await GenerationRunner(PaidSession(world.workspace, provider: simulated.provider)).resume(
        made.jobs)
      #expect(again.warnings.isEmpty && again.assets.count == 1)
    }
  }

  @Test func `there is nothing to correct of a rehearsal, of what is open, and of what never was`() async throws {
    try await World.withSimulator { world, simulated in
      let made = try await run(world, simulated, request("flux-schnell"))
      #expect(made.cost?.basis == .simulated && made.assets[0].record.provenance.cost?.basis == .simulated)
      #expect(throws: AliceError.self) { try CostFix(made.jobs[0].id, to: .zero, in: world.workspace) }
      #expect(throws: AliceError.noSuchJob("none")) { try CostFix("none", to: .zero, in: world.workspace) }
    }
    try await withProvider { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let sent = try await runner.submit(try await runner.prepare(request("flux-schnell")))
      #expect(throws: AliceError.self) { try CostFix(sent.jobs[0].id, to: .zero, in: world.workspace) }
    }
  }

  @Test func `what was paid for a file that is deleted is not laid on the others`() async throws {
    try await withProvider { world, simulated in
      let made = try await run(
        world, simulated, GenerationRequest(prompt: "a lake", model: "flux-schnell", count: 4))
      #expect(made.jobs.count == 1 && made.files.count == 4)
      try FileManager.default.removeItem(atPath: try #require(made.files.first).description)
      _ = try LibraryCheck(world.workspace).run(repair: true)
      let fix = try CostFix(made.jobs[0].id, to: try #require(Money("4")), in: world.workspace)
      #expect(try fix.apply().isEmpty)
      let left = try world.all().filter { !$0.missing }
      #expect(left.map(\.record.provenance.cost) == [cost("1", .billed), cost("1", .billed), cost("1", .billed)])
      #expect(try spent(world) == Money("4"))
    }
  }

  @Test func `nothing is booked for what never reached the provider`() async throws {
    try await withProvider { world, simulated in
      try await simulated.fault(["fault": "bad-key", "on": "submit", "times": 1])
      let refused = try await run(world, simulated, request("flux-schnell", "a"))
      try await simulated.fault(["fault": "rate-limit", "on": "submit", "times": 6, "retry_after": 0])
      let unsent = try await run(world, simulated, request("flux-schnell", "b"))
      let cancel = JobCancellation(world.workspace, provider: simulated.provider)
      let cancelled = try await cancel.cancel(try #require(unsent.jobs.first)).job
      let jobs = refused.jobs + [cancelled]
      #expect(jobs.map(\.state) == [.notSubmitted, .cancelled])
      for job in jobs {
        #expect(throws: AliceError.self) { try CostFix(job.id, to: try #require(Money("9")), in: world.workspace) }
      }
      #expect(try spent(world) == .zero)
    }
  }

  @Test func `a limit holds for what nobody has priced, also after it is made`() async throws {
    try await withProvider { world, simulated in
      try BudgetLimits(world.workspace).set(.day, to: Money("1.2"))
      let policy = SpendingPolicy(allowsUnknownPrice: true)
      await #expect(throws: AliceError.unknownPrice(model: "kolors")) {
        try await run(world, simulated, request("kolors"))
      }
      for prompt in ["a", "b"] { _ = try await run(world, simulated, request("kolors", prompt), policy) }
      #expect(try spent(world) == Money("1"))
      await #expect {
        try await run(world, simulated, request("kolors", "c"), policy)
      } throws: {
        if case AliceError.overBudget = $0 { true } else { false }
      }
      try BudgetLimits(world.workspace).setUnknownPrice(to: Money("0.2"))
      #expect(try await run(world, simulated, request("kolors", "c"), policy).cost == cost("0.2", .unverified))
      #expect(try await simulated.ledger().count == 3)
    }
  }

  @Test func `resuming sends what the limits leave room for, and fetches what was sent all the same`() async throws {
    try await withProvider { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let sent = try await runner.submit(try await runner.prepare(request("flux-schnell")))
      try await simulated.fault(["fault": "unavailable", "times": 9, "on": "submit", "request_id": false])
      let unsent = try await run(world, simulated, request("kolors"))
      #expect(unsent.jobs.map(\.state) == [.prepared])
      try await simulated.clearFaults()
      try BudgetLimits(world.workspace).set(.day, to: Money("0.4"))
      let open = sent.jobs + unsent.jobs
      let refused = try await runner.resume(open)
      #expect(refused.failures == [.unknownPrice(model: "kolors")] && refused.assets.count == 1)
      let policy = SpendingPolicy(allowsUnknownPrice: true)
      let dear = try await GenerationRunner(PaidSession(world.workspace, provider: simulated.provider, policy: policy))
        .resume(
          unsent.jobs)
      #expect(dear.failures.count == 1 && dear.jobs.isEmpty)
      #expect(try await simulated.ledger().count == 1)
      try BudgetLimits(world.workspace).set(.day, to: Money("0.6"))
      let last = try await GenerationRunner(PaidSession(world.workspace, provider: simulated.provider, policy: policy))
        .resume(
          unsent.jobs)
      #expect(last.assets.count == 1 && last.cost == cost("0.5", .unverified))
    }
  }

  @Test func `what failed and is sent again is asked about again`() async throws {
    try await withProvider { world, simulated in
      try await simulated.fault(["fault": "no-media", "times": 1])
      let rows = [
        BatchRow(number: 1, request: request("kolors")), BatchRow(number: 2, request: request("flux-schnell")),
      ]
      let plan = try await BatchPlan(rows)
      let batch = BatchRunner(PaidSession(world.workspace, provider: simulated.provider))
      var request = BatchRequest(rows: [], concurrency: 1)
      func unpaid(in workspace: Workspace?) throws -> ExpectedCost {
        try BatchRunner.unpaid(plan, request, in: workspace, provider: simulated.provider.name)
      }
      let expected = try unpaid(in: world.workspace)
      #expect(try expected.unknown == 1 && expected.known == #require(Money("0.003")))
      #expect(try unpaid(in: nil) == expected)
      let states = try await batch.run(plan, request).rows.map { $0.result.jobs.map(\.state) }
      #expect(states == [[.failed], [.done]])
      #expect(try unpaid(in: world.workspace) == ExpectedCost())
      #expect(try unpaid(in: nil) == expected)
      request.retriesFailed = true
      let again = try unpaid(in: world.workspace)
      #expect(again.unknown == 1 && again.known == .zero)
    }
  }

  @Test func `a pipeline that nobody can price does not begin under a limit`() async throws {
    try await withProvider { world, simulated in
      let pipeline = try Pipeline(
        parsing: """
          name: test
          limit: null
          stages:
            - name: draft
              generate: {model: flux-schnell, count: 2}
            - animate: {model: svd}
          """)
      let request = PipelineRequest(pipeline, prompt: "a lake")
      let estimate = try await PipelineEstimate(request)
      #expect(estimate.cost.unknown == 2 && estimate.cost.known == Money("0.006"))
      try BudgetLimits(world.workspace).set(.month, to: Money("50"))
      await #expect(throws: AliceError.unknownPrice(model: "svd")) {
        try await PipelineRunner(PaidSession(world.workspace, provider: simulated.provider)).run(request)
      }
      #expect(try await simulated.ledger().isEmpty)
    }
  }
}

extension World {
  /// The lines of the log with that name.
  fileprivate func events(_ name: String) throws -> [JSONValue] {
    workspace.settleEvents()
    let text = try String(contentsOfFile: root.appending(".alice/events.jsonl").description, encoding: .utf8)
    return try text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }.filter {
      $0["name"]?.stringValue == name
    }
  }
}
