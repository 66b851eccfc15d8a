import AliceModel
import Testing

private func model(_ name: String, in registry: ModelRegistry = .builtIn) throws -> ModelSpec {
  try #require(registry.model(named: name))
}

@Suite struct `A price by what the input says` {
  @Test(
    arguments: [
      ("kling-v3-pro-text", [:], "0.84"), ("kling-v3-pro-text", ["generate_audio": false], "0.56"),
      ("kling-v3-pro-text", ["generate_audio": false, "duration": "15"], "1.68"),
      ("nano-banana-pro", ["num_images": 2], "0.3"), ("nano-banana-pro", ["resolution": "4K"], nil),
      ("seedance-1.0-pro-text", [:], "0.6075"),
      ("seedance-1.0-pro-text", ["resolution": "720p", "duration": "10"], "0.54"),
      ("seedance-1.5-pro-text", ["generate_audio": false], "0.1296"), ("seedance-2.0-text", [:], "4.536"),
      ("ltx-video", [:], "0.02"), ("kling-v2.5-turbo-pro-text", ["duration": "10"], "0.7"),
    ] as [(String, JSONValue, String?)])
  func `is estimated`(name: String, input: JSONValue, dollars: String?) throws {
    #expect(try model(name).estimate(input: input)?.description == dollars)
  }
}

@Suite struct `Prices that the provider told` {
  private func registry(_ endpoint: String, _ amount: String, _ unit: String, status: String? = nil) -> ModelRegistry {
    ModelRegistry.builtIn.updated(
      by: ModelOverlay(
        date: "2026-12-01", entries: [endpoint: .init(amount: Money(amount), unit: unit, status: status)]))
  }

  @Test func `count from then on, with their date`() throws {
    let dev = try model("flux-dev", in: registry("fal-ai/flux/dev", "0.03", "megapixels"))
    #expect(dev.estimate(input: [:])?.description == "0.03")
    #expect(dev.price?.date == "2026-12-01" && dev.price?.increment == 1)
  }

  @Test(
    arguments: [
      ("kling-v2-text", "0.5", "10 seconds", "0.5"), ("kling-v2-text", "6", "minutes", "6"),
      ("kling-v2-text", "0.3", "seconds", "1.5"), ("kling-v2-text", "2", "generations", "2"),
      ("kling-v2-text", "2", "videos", "2"), ("kolors", "0.01", "images", "0.01"), ("kolors", "0.01", "fathoms", nil),
      ("kolors", "0", "images", nil), ("kling-v2-text", "9", "fathoms", "1.4"),
      ("fast-sdxl", "0.001", "compute seconds", "0.0025"),
      ("kling-v3-pro-text", "0.336", "seconds", "1.68"),
    ])
  func `are read in every unit of the provider`(name: String, amount: String, unit: String, dollars: String?) throws {
    let endpoint = try model(name).endpoint
    #expect(try model(name, in: registry(endpoint, amount, unit)).estimate(input: [:])?.description == dollars)
  }

  @Test(
    arguments: [
      ("images", .image, 1), ("Image", .image, 1), ("per image", .image, 1), ("MEGAPIXELS", .megapixel, 1),
      ("second", .second, 1), ("5 seconds", .second, 5), ("1 minute", .second, 60), ("minutes", .second, 60),
      ("hours", .second, 3600), ("compute seconds", .computeSecond, 1), ("GPU second", .computeSecond, 1),
      ("videos", .video, 1), ("requests", .generation, 1), ("1000 requests", .generation, 1000),
      ("1m tokens", .millionTokens, 1), ("1 million tokens", .millionTokens, 1), ("1000 tokens", .thousandTokens, 1),
      ("1k tokens", .thousandTokens, 1), ("tokens", .thousandTokens, 0.001),
      ("1000 characters", .thousandCharacters, 1), ("1,000 chars", .thousandCharacters, 1),
      ("characters", .thousandCharacters, 0.001), ("1M characters", .thousandCharacters, 1000),
    ] as [(String, ModelPrice.Unit, Double)])
  func `have units in many spellings`(name: String, unit: ModelPrice.Unit, per: Double) throws {
    let read = try #require(ModelPrice.unit(quoted: name))
    #expect(read.0 == unit && read.per == per)
  }

  @Test(arguments: ["units", "credits", "", "s", "5", "1000", "processed megapixels", "images per second", "0 seconds"])
  func `in a unit of the provider's own allow no estimate`(name: String) {
    #expect(ModelPrice.unit(quoted: name) == nil)
  }

  @Test(
    arguments: [
      ("1000 characters", "0.1", "0.0012"), ("characters", "0.0001", "0.0012"), ("1m characters", "100", "0.0012"),
      ("requests", "0.05", "0.05"), ("1000 requests", "50", "0.05"),
    ])
  func `of a text are counted by its characters`(unit: String, amount: String, cost: String) throws {
    let told = try #require(Money(amount))
    let price = try #require(ModelPrice(quoted: told, unit: unit, date: "2026-12-01", instead: nil))
    var model = try #require(ModelSpec(unlistedEndpoint: "me/some/voice"))
    model.price = price
    #expect(model.estimate(input: ["text": "twelve signs"]) == Money(cost))
    #expect(model.reservation(input: ["text": "twelve signs"]) == Money(cost))
  }

  @Test func `are of no use in another currency, or for nothing`() throws {
    for entry in [
      ModelOverlay.Entry(amount: Money("0.03"), unit: "megapixels", currency: "EUR"),
      .init(amount: .zero, unit: "megapixels"), .init(amount: Money("-1"), unit: "megapixels"),
    ] {
      let overlay = ModelOverlay(date: "2026-12-01", entries: ["fal-ai/flux/dev": entry])
      let dev = try model("flux-dev", in: ModelRegistry.builtIn.updated(by: overlay))
      #expect(dev.estimate(input: [:]) == Money("0.025"))
      #expect(dev.quote == PriceQuote(unit: "megapixels", amount: nil, date: "2026-12-01"))
    }
  }

  @Test(
    arguments: [
      ("flux-dev", "0.0376", "megapixels", true), ("flux-dev", "0.0375", "megapixels", false),
      ("flux-dev", "0.0166", "megapixels", true), ("flux-dev", "0.03", "images", false),
      ("flux-dev", "0.2", "images", true), ("kling-v2-text", "1.4", "5 seconds", false),
      ("kling-v2-text", "16.8", "minutes", false), ("kling-v2-text", "9", "5 seconds", true),
      ("kling-v2-text", "1.4", "videos", false), ("kling-v2-text", "7", "videos", true),
      ("fast-sdxl", "9", "compute seconds", false), ("kolors", "9", "images", false),
    ])
  func `are told of where they differ much from the list`(
    name: String, amount: String, unit: String, isTold: Bool
  ) throws {
    let listed = try model(name)
    let told = try model(name, in: registry(listed.endpoint, amount, unit)).deviation(from: listed)
    #expect((told != nil) == isTold, "\(told ?? "")")
    if let told { #expect(told.contains(name) && told.contains(amount)) }
  }

  @Test func `keep the proportion of variants`() throws {
    let endpoint = try model("kling-v3-pro-text").endpoint
    let kling = try model("kling-v3-pro-text", in: registry(endpoint, "0.336", "seconds"))
    #expect(kling.estimate(input: ["generate_audio": false])?.description == "1.12")
  }

  @Test func `may be those of a variant`() throws {
    let endpoint = try model("kling-v3-pro-text").endpoint
    let kling = try model("kling-v3-pro-text", in: registry(endpoint, "0.112", "seconds"))
    #expect(kling.estimate(input: [:])?.description == "0.84")
    #expect(kling.estimate(input: ["generate_audio": false])?.description == "0.56")
  }

  @Test func `come with what is given up, and survive being written`() throws {
    let overlay = ModelOverlay(
      date: "2026-12-01", entries: ["fal-ai/kolors": .init(amount: Money("0.5"), unit: "images", status: "deprecated")])
    #expect(ModelOverlay(json: overlay.json) == overlay)
    #expect(try model("kolors", in: ModelRegistry.builtIn.updated(by: overlay)).status == .deprecated)
    #expect(ModelOverlay(json: ["schema": 2, "date": "x", "models": [:]]) == nil)
  }
}

@Suite struct `Models that are gone` {
  @Test(
    arguments: [
      ("fal-ai/veo3", "veo-3.1"), ("veo3", "veo-3.1"), ("SORA-2", "veo-3.1"), ("fal-ai/flux-realism", "flux-realism"),
      ("fal-ai/kling-video/v2.1/pro/text-to-video", "kling-v2.1-master-text"), ("imagen4", "nano-banana-pro"),
      ("fal-ai/animatediff-v2v", "animatediff-video"), ("fal-ai/stable-video-diffusion", "svd"),
      ("fal-ai/kling-video/v1/pro/text-to-video", "kling-v1-text"), ("fal-ai/flux-pro/new", "flux-pro"),
    ])
  func `are answered with their replacement`(name: String, replacement: String) throws {
    #expect(ModelRegistry.builtIn.model(named: name) == nil)
    let retired = try #require(ModelRegistry.builtIn.retirement(of: name))
    #expect(retired.replacement == replacement && ModelRegistry.builtIn.listed(replacement) != nil)
  }

  @Test func `do not hide what is there`() {
    #expect(ModelRegistry.builtIn.retirement(of: "flux-pro") == nil)
    for model in ModelRegistry.builtIn.models {
      #expect(ModelRegistry.builtIn.retirement(of: model.endpoint) == nil)
      if let replacement = model.replacement { #expect(ModelRegistry.builtIn.listed(replacement) != nil) }
    }
  }
}
