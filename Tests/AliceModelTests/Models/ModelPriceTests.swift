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

  @Test func `keep the proportion of variants`() throws {
    let endpoint = try model("kling-v3-pro-text").endpoint
    let kling = try model("kling-v3-pro-text", in: registry(endpoint, "0.336", "seconds"))
    #expect(kling.estimate(input: ["generate_audio": false])?.description == "1.12")
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
