import AliceModel
import Testing

@Suite struct `An estimate` {
  @Test(
    arguments: [
      ("flux-schnell", [:], "0.003"), ("flux-dev", [:], "0.025"), ("flux-pro", [:], "0.04"),
      ("flux-dev", ["num_images": 4], "0.1"), ("flux-dev", ["image_size": "square_hd"], "0.025"),
      ("flux-dev", ["image_size": ["width": 1920, "height": 1080]], "0.075"),
      ("flux-schnell", ["image_size": ["width": 512, "height": 512], "num_images": 3], "0.009"),
      ("fast-sdxl", ["num_images": 2], "0.005"), ("kling-v2-text", [:], "1.4"),
      ("kling-v2-text", ["duration": "10"], "2.8"), ("kling-v1-text", ["duration": "5"], "0.225"),
      ("kolors", [:], nil), ("fal-ai/what/ever", [:], nil), ("clarity-upscaler", [:], nil),
      ("flux-dev", ["image_size": "nonsense"], nil),
    ] as [(String, JSONValue, String?)])
  func `follows the price list`(name: String, input: JSONValue, dollars: String?) throws {
    let model = try #require(ModelRegistry.builtIn.model(named: name))
    #expect(model.estimate(input: input)?.description == dollars)
  }

  @Test func `of an upscaler follows the file that goes in`() throws {
    let model = try #require(ModelRegistry.builtIn.model(named: "clarity-upscaler"))
    let photo = FileFacts(format: .jpeg, width: 4000, height: 3000, bytes: 1)
    #expect(model.estimate(input: [:], source: photo)?.description == "1.44")
    #expect(model.estimate(input: ["upscale_factor": 1], source: photo)?.description == "0.36")
  }

  @Test func `of a lip sync is in steps of five seconds`() throws {
    let model = try #require(ModelRegistry.builtIn.model(named: "kling-lipsync"))
    let clip = FileFacts(format: .mp4, duration: 6.2, bytes: 1)
    #expect(model.estimate(input: [:], source: clip)?.description == "0.14")
    #expect(model.estimate(input: [:]) == nil)
  }

  @Test func `tells when its price was seen`() {
    let prices = ModelRegistry.builtIn.models.compactMap(\.price)
    #expect(prices.count >= 20)
    for price in prices {
      #expect(price.date.hasPrefix("2026") && !price.source.isEmpty)
    }
  }
}
