import AliceModel
import Testing

private func price(_ name: String) throws -> ModelPrice? {
  try #require(ModelRegistry.builtIn.model(named: name)).price
}

@Suite struct `A bill` {
  @Test(
    arguments: [
      // By the thousand tokens, by the million, by what nobody has priced.
      ("seedance-2.0-text", "108.9", "4.536", "9.072", "1.5246", .billed),
      ("seedance-2.0-image", "130.5", "1.8", nil, "1.827", .billed),
      ("seedance-1.0-pro-text", "0.243", "0.6075", "1.215", "0.6075", .billed),
      ("seedance-1.0-pro-text", "243", "0.6075", "1.215", "1.215", .unverified),
      ("fast-sdxl", "2.4", "0.0025", "0.005", "0.0025", .unverified),
      ("face-swap", "31", "0.02", "0.04", "0.02", .unverified),
      // Ten times the reservation, and a hair below it.
      ("flux-dev", "20", "0.025", "0.05", "0.05", .unverified),
      ("flux-dev", "19.9", "0.025", "0.05", "0.4975", .billed),
      ("flux-dev", "10", "0.025", nil, "0.025", .unverified),
      // A tenth of what was expected, and a hair above it.
      ("kling-v2-text", "0.5", "1.4", "1.4", "1.4", .unverified),
      ("kling-v2-text", "0.51", "1.4", "1.4", "0.1428", .billed),
      ("flux-dev", "0", "0.025", "0.025", "0.025", .unverified),
      // Nothing was told.
      ("flux-dev", nil, "0.025", "0.05", "0.025", .estimate),
      ("kolors", nil, nil, "0.5", "0.5", .unverified),
      // What is no number of units.
      ("flux-dev", "-1", "0.025", "0.05", "0.025", .unverified),
      ("flux-dev", "1e300", "0.025", "0.05", "0.025", .unverified),
      ("flux-dev", "1e999", "0.025", "0.05", "0.025", .unverified),
      // Where nothing could be expected.
      ("clarity-upscaler", "48", nil, nil, "1.44", .billed),
      ("clarity-upscaler", "48000000", nil, nil, "0.5", .unverified),
      ("clarity-upscaler", "10", nil, "0.01", "0.3", .billed),
      ("kolors", "3", nil, "0.5", "0.5", .unverified),
    ] as [(String, String?, String?, String?, String, Cost.Basis)])
  func `counts as what can be believed`(
    name: String, units: String?, estimate: String?, reserved: String?, counted: String, basis: Cost.Basis
  ) throws {
    let bill = Bill(
      units: units, price: try price(name), estimate: estimate.flatMap { Money($0) },
      reserved: reserved.flatMap { Money($0) })
    #expect(bill?.cost == Money(counted).map { Cost(amount: $0, basis: basis) })
  }

  @Test(
    arguments: [
      // The provider's own price makes a bill credible that is many times what was expected.
      ("20", "0.025", "0.025", "0.05", "0.5", .billed), ("0.02", "0.025", "0.025", "0.025", "0.0005", .billed),
      ("199.9", "0.025", "0.025", "0.05", "4.9975", .billed), ("200", "0.025", "0.025", "0.05", "0.05", .unverified),
      ("0.01", "0.025", "0.025", "0.05", "0.025", .unverified), ("6", "1", nil, "0.5", "6", .billed),
      ("50", "1", nil, "0.5", "0.5", .unverified), ("0.22", "1", nil, nil, "0.22", .billed),
      // Nothing is billed for a success, or nothing can be made of it.
      ("0", "1", nil, "0.5", "0.5", .unverified), ("0", "1", "0.04", "0.04", "0.04", .unverified),
      ("2", nil, "0.025", "0.05", "0.025", .unverified), ("2", nil, nil, "0.5", "0.5", .unverified),
      (nil, "1", nil, "0.5", "0.5", .unverified), (nil, "1", "0.04", "0.05", "0.04", .estimate),
    ] as [(String?, String?, String?, String?, String, Cost.Basis)])
  func `is multiplied by the price that the provider told, and by no other`(
    units: String?, unitPrice: String?, estimate: String?, reserved: String?, counted: String, basis: Cost.Basis
  ) throws {
    let quote = PriceQuote(unit: "units", amount: unitPrice.flatMap { Money($0) }, date: "2026-11-30")
    let bill = Bill(
      units: units, price: try price("flux-dev"), quote: quote, estimate: estimate.flatMap { Money($0) },
      reserved: reserved.flatMap { Money($0) })
    #expect(bill?.cost == Money(counted).map { Cost(amount: $0, basis: basis) })
  }

  @Test func `of a model that nobody has priced is nothing, unless something was reserved`() {
    #expect(Bill(units: "3", price: nil, estimate: nil, reserved: nil) == nil)
    #expect(Bill(units: nil, price: nil, estimate: nil, reserved: nil) == nil)
  }

  @Test func `that nobody believes says so of the job, and that of a simulator does not`() throws {
    var job = Job(
      id: "j", provider: "fal", model: "m", endpoint: "e/e", input: [:], created: Timestamp(milliseconds: 0))
    job.estimate = Money("0.025")
    #expect(job.cost?.basis == .estimate)
    let bill = try #require(Bill(units: "99999", price: try price("flux-dev"), estimate: job.estimate, reserved: nil))
    var simulated = job
    simulated.provider = Job.simulator
    job.take(bill)
    simulated.take(bill)
    #expect(job.cost == Money("0.025").map { Cost(amount: $0, basis: .unverified) } && job.json["billed"] == .null)
    #expect(simulated.cost?.basis == .simulated && !simulated.isUnverified)
  }
}

@Suite struct `What is still to be paid` {
  @Test func `is known where a limit stands for what is not`() throws {
    var cost = ExpectedCost()
    #expect(cost.total(unknownPrice: nil) == .zero)
    cost.add(Money("0.25"), model: "a", count: 2)
    #expect(cost.total(unknownPrice: nil) == Money("0.5"))
    cost.add(nil, model: "b", count: 3)
    cost.add(nil, model: "c", count: 0)
    #expect(cost.total(unknownPrice: nil) == nil && cost.unknown == 3 && cost.model == "b")
    #expect(cost.total(unknownPrice: Money("0.5")) == Money("2"))
    cost.add(Money(nanos: .max), model: "d", count: 9)
    #expect(cost.total(unknownPrice: Money("0.5")) == Money(nanos: .max))
  }
}

@Suite struct `The bills of a price that was told` {
  private func model(_ name: String, _ amount: String, _ unit: String) throws -> ModelSpec {
    let endpoint = try #require(ModelRegistry.builtIn.model(named: name)).endpoint
    let overlay = ModelOverlay(date: "2026-12-01", entries: [endpoint: .init(amount: Money(amount), unit: unit)])
    return try #require(ModelRegistry.builtIn.updated(by: overlay).model(named: name))
  }

  @Test(
    arguments: [
      ("gpt-image-2", "1", "units", "0.22", "0.22", nil), ("gpt-image-2", "0.01", "credits", "3", "0.03", nil),
      ("fast-sdxl", "0.00125", "Compute Seconds", "2.4", "0.003", "0.0025"),
      ("seedance-2.0-text", "0.014", "units", "108.9", "1.5246", "4.536"),
      ("seedance-2.0-text", "0.014", "1000 tokens", "108.9", "1.5246", "4.536"),
      ("seedance-2.0-text", "14", "1m tokens", "0.1089", "1.5246", "4.536"),
      ("kling-v2-text", "1.4", "5 seconds", "1", "1.4", "1.4"), ("kling-v2-text", "2", "requests", "1", "2", "2"),
      ("flux-dev", "0.02", "processed megapixels ", "2", "0.04", "0.025"),
      ("kolors", "0.01", "\u{1B}[31m", "2", "0.02", nil),
    ] as [(String, String, String, String, String, String?)])
  func `are counted by its unit, and estimates by what was known`(
    name: String, amount: String, unit: String, units: String, billed: String, estimate: String?
  ) throws {
    let model = try model(name, amount, unit)
    #expect(model.estimate(input: [:])?.description == estimate)
    let bill = Bill(
      units: units, price: model.price, quote: model.quote, estimate: model.estimate(input: [:]), reserved: nil)
    #expect(bill?.cost == Money(billed).map { Cost(amount: $0, basis: .billed) })
    #expect(model.price?.description.unicodeScalars.contains("\u{1B}") == false)
  }

  @Test(arguments: [("gpt-image-2", "units"), ("fast-sdxl", "compute seconds"), ("seedance-2.0-text", "1000 tokens")])
  func `survive being written`(name: String, unit: String) throws {
    let model = try model(name, "1", unit)
    #expect(ModelRegistry(json: ["schema": 1, "models": [model.json]])?.models == [model])
  }
}
