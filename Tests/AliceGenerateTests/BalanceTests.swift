import AliceCatalog
import AliceGenerate
import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Limits at the moment at which money goes out: the floor of the account, and the change of a day.
@Suite struct BalanceTests {
  private func withProvider(_ body: (World, Simulated) async throws -> Void) async throws {
    try await World.withSimulator { world, simulated in
      let environment = ["FAL_QUEUE_URL": simulated.baseURL, "FAL_KEY": "a:b"]
      try await FalProvider(environment: environment).use { provider in
        try await body(world, Simulated(provider: provider, baseURL: simulated.baseURL))
      }
    }
  }

  private func run(
    _ world: World, _ simulated: Simulated, _ policy: SpendingPolicy = SpendingPolicy(), prompt: String = "a lake"
  ) async throws -> GenerationResult {
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider, policy: policy))
    return try await runner.run(try await runner.prepare(GenerationRequest(prompt: prompt, model: "flux-dev")))
  }

  @Test func `nothing is sent that would leave less than the floor`() async throws {
    try await withProvider { world, simulated in
      #expect(try await simulated.provider.balance() == Money("100"))
      // A request of 0.025 leaves just that.
      try BudgetLimits(world.workspace).setLeastBalance(to: Money("99.975"))
      #expect(try await run(world, simulated).assets.count == 1)
      #expect(try await simulated.provider.balance() == Money("99.975"))
      await #expect {
        try await run(world, simulated, prompt: "a hill")
      } throws: {
        guard case AliceError.overBudget(let refusal) = $0 else { return false }
        return refusal.limit == .balance && refusal.balance == Money("99.975") && refusal.wanted == Money("0.025")
      }
      #expect(try await simulated.ledger().count == 1)
      // The library's floor takes the place of the configured one.
      try BudgetLimits(world.workspace).setLeastBalance(to: Money("1"))
      #expect(try await run(world, simulated, SpendingPolicy(leastBalance: Money("1000")), prompt: "b").success)
      try BudgetLimits(world.workspace).setLeastBalance(to: nil)
      await #expect(throws: AliceError.self) {
        try await run(world, simulated, SpendingPolicy(leastBalance: Money("1000")), prompt: "c")
      }
    }
  }

  @Test func `a floor that cannot be checked stops what would be paid, and only that`() async throws {
    try await withProvider { world, simulated in
      // Without a floor nobody asks.
      #expect(try await run(world, simulated, prompt: "first").success)
      #expect(try await simulated.paths(containing: "/account/billing").isEmpty)
      try BudgetLimits(world.workspace).setLeastBalance(to: Money("1"))
      try await simulated.fault(["fault": "bad-key", "on": "platform", "times": 1])
      await #expect {
        try await run(world, simulated)
      } throws: {
        if case AliceError.balanceUnknown = $0 { true } else { false }
      }
      #expect(try GenerationRunner.jobs(in: world.workspace, open: true).isEmpty)
      #expect(try await run(world, simulated).success)
    }
    try await World.withSimulator { world, simulated in
      try BudgetLimits(world.workspace).setLeastBalance(to: Money("1000"))
      #expect(try await run(world, simulated).success)
    }
  }

  /// Returns a failed job whose request can be sent again.
  private func failed(_ world: World, _ simulated: Simulated, prompt: String) async throws -> Job {
    try await simulated.fault(["fault": "content-policy", "times": 1])
    let job = try #require(try await run(world, simulated, prompt: prompt).jobs.first)
    try await simulated.clearFaults()
    try #require(job.state == .failed)
    return job
  }

  @Test func `what is sent again is held to the floor, and to the limits of all its runs at once`() async throws {
    try await withProvider { world, simulated in
      var failures: [Job] = []
      for (place, run) in ["one", "two", "two"].enumerated() {
        var job = try await failed(world, simulated, prompt: "\(place)")
        (job.run, job.place) = (run, "\(place)")
        failures.append(job)
      }
      let retries = try failures.map { try JobRetry(of: $0, registry: .builtIn, in: world.workspace) }
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      func refusal() async throws -> BudgetRefusal? {
        do {
          _ = try await runner.run(retries, wait: true)
        } catch AliceError.overBudget(let refusal) {
          return refusal
        }
        return nil
      }
      try BudgetLimits(world.workspace).setLeastBalance(to: Money("99.95"))
      #expect(try await refusal()?.limit == .balance)
      try BudgetLimits(world.workspace).setLeastBalance(to: nil)
      // The first run has room, and the second has not.
      try BudgetLimits(world.workspace).set(.run, to: Money("0.03"))
      let second = try #require(try await refusal())
      #expect(second.limit == .run && second.wanted == Money("0.05"))
      #expect(try GenerationRunner.jobs(in: world.workspace, open: true).isEmpty)
      try BudgetLimits(world.workspace).set(.run, to: Money("0.05"))
      #expect(try await runner.run(retries, wait: true).assets.count == 3)
    }
  }

  @Test func `a floor holds back an amount for what nobody has priced`() async throws {
    try await withProvider { world, simulated in
      try BudgetLimits(world.workspace).setLeastBalance(to: Money("1"))
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let request = GenerationRequest(prompt: "a lake", model: "me/any/model")
      let job = try #require(try await runner.run(try await runner.prepare(request)).jobs.first)
      #expect(job.estimate == nil && job.reserved == Bill.unknownPrice)
    }
  }

  @Test func `nothing more is sent once higher bills have used up a limit, not even what was reserved`() async throws {
    try await withProvider { world, simulated in
      // A bill of three times what the list says.
      try await simulated.price([
        "endpoint": "fal-ai/flux/dev", "unit_price": "0.025", "unit": "megapixels", "units": "3",
      ])
      try BudgetLimits(world.workspace).set(.day, to: Money("0.2"))
      let rows = (1...6).map { BatchRow(number: $0, request: GenerationRequest(prompt: "\($0)", model: "flux-dev")) }
      let plan = try await BatchPlan(rows)
      let batch = BatchRunner(PaidSession(world.workspace, provider: simulated.provider))
      let first = try await batch.run(plan, BatchRequest(rows: [], concurrency: 1)).whole
      // 0.075 and 0.125 reserved are 0.2; 0.15 and 0.1 are more.
      #expect(first.jobs.map(\.state) == [.done, .done, .prepared, .prepared, .prepared, .prepared])
      #expect(first.failures.count == 4)
      for failure in first.failures {
        guard case .overBudget(let refusal) = failure else {
          Issue.record("\(failure)")
          continue
        }
        #expect(refusal.limit == .day && refusal.wanted == Money("0.025") && refusal.committed == Money("0.225"))
      }
      #expect(try await simulated.ledger().count == 2)
      try BudgetLimits(world.workspace).set(.day, to: Money("1"))
      #expect(try await batch.run(plan, BatchRequest(rows: [], concurrency: 1)).whole.failures.isEmpty)
      #expect(try await simulated.ledger().count == 6)
      #expect(try BudgetLimits(world.workspace).line(.day).spent == Money("0.45"))
    }
  }

  @Test func `a job that was prepared yesterday is sent within the limits of today`() async throws {
    try await withProvider { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      try await simulated.fault(["fault": "unavailable", "times": 9, "on": "submit", "request_id": false])
      let unsent = try await runner.run(
        try await runner.prepare(GenerationRequest(prompt: "a lake", model: "flux-dev"))
      ).jobs
      try await simulated.clearFaults()
      #expect(unsent.map(\.state) == [.prepared])
      var late = try #require(unsent.first)
      late.sent = Timestamp(milliseconds: late.created.milliseconds - 2 * 86_400_000)
      _ = try world.workspace.journal().advance(late, from: .prepared)
      let limits = BudgetLimits(world.workspace)
      #expect(try limits.line(.day).reserved == .zero)
      try limits.set(.day, to: Money("0.02"))
      #expect(try await runner.resume([late]).failures.count == 1)
      #expect(try await simulated.ledger().isEmpty)
      try limits.set(.day, to: Money("0.03"))
      #expect(try await runner.resume([late]).assets.count == 1)
      #expect(try limits.line(.day).spent == Money("0.025"))
      let job = try #require(try world.workspace.journal().job(late.id))
      #expect(job.due > late.due && job.created == late.created)
    }
  }
}
