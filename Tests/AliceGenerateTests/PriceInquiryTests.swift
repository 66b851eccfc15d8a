import AliceGenerate
import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// The provider's own prices are asked for before the first request, and bills are multiplied by them.
@Suite struct PriceInquiryTests {
  /// A provider that is real as far as alice can tell, and the clock by which it asks.
  private func withProvider(
    _ body: (World, Simulated, _ environment: [String: String]) async throws -> Void
  ) async throws {
    try await World.withSimulator { world, simulated in
      let environment = [
        "XDG_CACHE_HOME": world.folder.appending("cache").description, "FAL_QUEUE_URL": simulated.baseURL,
        "FAL_KEY": "a:b",
      ]
      try await FalProvider(environment: environment).use { provider in
        try await body(world, Simulated(provider: provider, baseURL: simulated.baseURL), environment)
      }
    }
  }

  private func run(
    _ world: World, _ simulated: Simulated, _ model: String, prompt: String = "a lake",
    _ policy: SpendingPolicy = SpendingPolicy(), parameters: JSONObject = [:]
  ) async throws -> GenerationResult {
    let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider, policy: policy))
    let request = GenerationRequest(prompt: prompt, model: model, parameters: parameters)
    return try await runner.run(try await runner.prepare(request))
  }

  private func cost(_ amount: String, _ basis: Cost.Basis) -> Cost? {
    Money(amount).map { Cost(amount: $0, basis: basis) }
  }

  @Test(
    arguments: [
      ("me/raw/endpoint", "0.22", "units", "1.5", "0.33"), ("me/raw/endpoint", "0.04", "Images", "1", "0.04"),
      ("openai/gpt-image-2", "1", "units", "0.22", "0.22"),
      ("me/raw/voice", "0.1", "1000 characters", "0.022", "0.0022"),
      ("me/raw/llm", "0.0005", "1000 tokens", "1234.5", "0.61725"), ("flux-dev", "0.05", "megapixels", "3", "0.15"),
      ("fast-sdxl", "0.00125", "compute seconds", "2.4", "0.003"), ("kling-v2-text", "1.4", "5 seconds", "2", "2.8"),
    ])
  func `a bill of any endpoint is its units times the price of that unit`(
    model: String, price: String, unit: String, units: String, billed: String
  ) async throws {
    try await withProvider { world, simulated, _ in
      let endpoint = ModelRegistry.builtIn.model(named: model)?.endpoint ?? model
      try await simulated.price(
        ["endpoint": .string(endpoint), "unit_price": .string(price), "unit": .string(unit), "units": .string(units)])
      let result = try await run(world, simulated, model)
      #expect(result.cost == cost(billed, .billed), "\(result.warnings)")
      #expect(result.jobs.first?.quote?.unit == unit && result.jobs.first?.quote?.amount == Money(price))
      let ledger = try await simulated.ledger().compactMap { $0["amount"]?.scalarText.flatMap { Money($0) } }
      #expect(try BudgetLimits(world.workspace).line(.day).spent == ledger.reduce(.zero, +))
    }
  }

  @Test func `a price is asked for once a day, and known by its endpoint alone`() async throws {
    try await withProvider { world, simulated, environment in
      try await simulated.price(["endpoint": "me/raw/endpoint", "unit_price": "0.04", "unit": "images"])
      func asked() async throws -> Int { try await simulated.paths(containing: "/v1/models/pricing").count }
      let first = try await run(world, simulated, "me/raw/endpoint")
      #expect(first.jobs.first?.estimate == Money("0.04"))
      #expect(try await asked() == 1)
      _ = try await run(world, simulated, "me/raw/endpoint", prompt: "again")
      // Another process, of the same day and of the next.
      for time in ["2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"] {
        let moment = try #require(Timestamp(time))
        let store = try ModelStore(environment: environment, clock: Clock { moment })
        #expect(store.endpoints(lackingPricesOf: ["me/raw/endpoint"], in: .builtIn) == ["me/raw/endpoint"])
      }
      let store = try ModelStore(environment: environment)
      #expect(store.endpoints(lackingPricesOf: ["me/raw/endpoint", "flux-dev"], in: .builtIn) == ["fal-ai/flux/dev"])
      let raw = try #require(store.priced(.builtIn, knowing: ["me/raw/endpoint"]).listed("me/raw/endpoint"))
      #expect(raw.estimate(input: ["num_images": 3]) == Money("0.12"))
      #expect(try await asked() == 1)
    }
  }

  @Test func `of many, one that the provider does not know hides no other`() async throws {
    try await withProvider { _, simulated, _ in
      let names = ["flux-dev", "kolors", "me/no/price", "flux-schnell", "svd", "kling-v2-text"]
      let priced = await simulated.provider.priced(.builtIn, knowing: names)
      #expect(priced.notes.isEmpty)
      let quoted = names.filter { priced.registry.model(named: $0)?.quote != nil }
      #expect(quoted == ["flux-dev", "flux-schnell", "kling-v2-text"])
      let count = try await simulated.paths(containing: "/v1/models/pricing").count
      _ = await simulated.provider.priced(.builtIn, knowing: names)
      #expect(try await simulated.paths(containing: "/v1/models/pricing").count == count)
    }
  }

  @Test func `an answer that does not come stops nothing, and is told`() async throws {
    try await withProvider { world, simulated, _ in
      try await simulated.fault(["fault": "unavailable", "on": "platform", "times": 5])
      let priced = await simulated.provider.priced(.builtIn, knowing: ["flux-dev"])
      #expect(priced.notes.count == 1 && priced.notes[0].contains("could not be asked for"), "\(priced.notes)")
      #expect(priced.registry.listed("flux-dev")?.estimate(input: [:]) == Money("0.025"))
      // It is not waited for again by every request of a run.
      let asked = try await simulated.paths(containing: "/v1/models/pricing").count
      #expect(try await run(world, simulated, "flux-dev").assets.count == 1)
      #expect(await simulated.provider.priced(.builtIn, knowing: ["kolors"]).notes.isEmpty)
      #expect(try await simulated.paths(containing: "/v1/models/pricing").count == asked)
      try await simulated.clearFaults()
      #expect(await simulated.provider.priced(.builtIn, knowing: ["flux-dev"]).notes.isEmpty)
    }
  }

  @Test func `a price that differs much from the list is told once, and counts`() async throws {
    try await withProvider { world, simulated, _ in
      try await simulated.price(["endpoint": "fal-ai/flux/dev", "unit_price": "0.05", "unit": "megapixels"])
      let priced = await simulated.provider.priced(.builtIn, knowing: ["flux-dev", "flux-schnell"])
      #expect(priced.notes.count == 1 && priced.notes[0].contains("0.05") && priced.notes[0].contains("0.025"))
      #expect(await simulated.provider.priced(.builtIn, knowing: ["flux-dev"]).notes.isEmpty)
      let result = try await run(world, simulated, "flux-dev")
      #expect(result.jobs.first?.estimate == Money("0.05") && result.cost == cost("0.05", .billed))
    }
  }

  @Test func `units without a price in dollars are not multiplied`() async throws {
    try await withProvider { world, simulated, _ in
      try await simulated.price([
        ["endpoint": "me/raw/euro", "unit_price": "0.9", "unit": "images", "currency": "EUR", "units": "4"],
        ["endpoint": "fal-ai/flux/dev", "unit_price": "0", "unit": "compute seconds", "units": "40"],
      ])
      let policy = SpendingPolicy(maxCost: Money("3"), allowsUnknownPrice: true)
      #expect(try await run(world, simulated, "me/raw/euro", policy).cost == cost("0.5", .unverified))
      #expect(try await run(world, simulated, "flux-dev", policy).cost == cost("0.025", .unverified))
      // Without a limit nothing is reserved, and nothing is known.
      let result = try await run(world, simulated, "me/raw/euro", prompt: "more")
      #expect(result.cost == nil && result.jobs.map(\.state) == [.done])
      let total = try #require(try CostReport(world.workspace).report(by: []).total)
      #expect(total.unknown == 1 && total.requests == 2 && total.spent == Money("0.525"))
    }
  }

  @Test func `units of any length leave the other prices as they are`() async throws {
    try await withProvider { world, simulated, environment in
      try await simulated.price([
        ["endpoint": "me/raw/good", "unit_price": "0.04", "unit": "images"],
        [
          "endpoint": "me/raw/bad", "unit_price": "0.04", "unit": .string(String(repeating: "x", count: 5_000_000)),
          "currency": .string(String(repeating: "y", count: 5_000_000)),
        ],
      ])
      let names = ["me/raw/good", "me/raw/bad"]
      _ = await simulated.provider.priced(.builtIn, knowing: names)
      let later = try ModelStore(environment: environment).priced(.builtIn, knowing: names)
      #expect(later.listed("me/raw/good")?.quote?.amount == Money("0.04"))
      #expect(later.listed("me/raw/bad")?.quote?.unit.count == 60)
      // A refresh asks for what is not listed and was used.
      try await simulated.price(["endpoint": "me/raw/good", "unit_price": "0.05", "unit": "images"])
      let refresh = try await simulated.provider.refreshModels()
      #expect(refresh.changes.contains { $0.model == "me/raw/good" && $0.after.amount == Money("0.05") })
      let fresh = try ModelStore(environment: environment).priced(.builtIn, knowing: names)
      #expect(fresh.listed("me/raw/good")?.quote?.amount == Money("0.05"))
    }
  }

  @Test func `a bill above its reservation is named`() async throws {
    try await withProvider { world, simulated, _ in
      try await simulated.price([
        "endpoint": "fal-ai/flux/dev", "unit_price": "0.025", "unit": "megapixels", "units": "3",
      ])
      let result = try await run(world, simulated, "flux-dev")
      let report = try CostReport(world.workspace).report(by: [.model])
      let excess = try #require(report.excesses.first)
      #expect(report.excesses.count == 1 && excess.job == result.jobs.first?.id)
      #expect(excess.reserved == Money("0.025") && excess.amount == Money("0.075"))
    }
  }

  @Test func `what was asked for at the sending counts, whatever is known when the bill comes`() async throws {
    try await withProvider { world, simulated, environment in
      try await simulated.price(["endpoint": "me/raw/endpoint", "unit_price": "0.2", "unit": "units", "units": "2"])
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let request = GenerationRequest(prompt: "a lake", model: "me/raw/endpoint")
      let sent = try await runner.submit(try await runner.prepare(request))
      // A process that knows of no price fetches the result.
      let forgetful = environment.filter { $0.key != "XDG_CACHE_HOME" }
      try await FalProvider(environment: forgetful).use { provider in
        let fetched = try await GenerationRunner(PaidSession(world.workspace, provider: provider)).resume(sent.jobs)
        #expect(fetched.cost == cost("0.4", .billed))
      }
    }
  }
}
