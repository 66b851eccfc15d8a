import AliceModel
import Testing

private func model(_ name: String) throws -> ModelSpec { try #require(ModelRegistry.builtIn.listed(name)) }

@Suite struct `A size in the user's words` {
  @Test(
    arguments: [
      ("flux-dev", "16:9", ["image_size": "landscape_16_9"]), ("flux-dev", "9/16", ["image_size": "portrait_16_9"]),
      ("flux-dev", "1024x768", ["image_size": ["width": 1024, "height": 768]]),
      ("flux-dev", "1024×768", ["image_size": ["width": 1024, "height": 768]]),
      ("flux-dev", "Square_HD", ["image_size": "square_hd"]), ("flux-dev", "portrait", ["image_size": "portrait_4_3"]),
      ("seedream-4.5", "auto_2K", ["image_size": "auto_2K"]),
      ("nano-banana", "16:9", ["aspect_ratio": "16:9"]), ("nano-banana", "1536x1024", ["aspect_ratio": "3:2"]),
      ("nano-banana-pro", "2048x2048", ["aspect_ratio": "1:1", "resolution": "2K"]),
      ("nano-banana-pro", "4K", ["resolution": "4K"]),
      ("veo-3.1", "1920x1080", ["aspect_ratio": "16:9", "resolution": "1080p"]),
      ("veo-3.1", "9:16", ["aspect_ratio": "9:16"]),
      ("gpt-image-1.5", "1024x1536", ["image_size": "1024x1536"]),
      ("gpt-image-1.5", "3:2", ["image_size": "1536x1024"]),
      ("kling-v2-text", "9:16", ["aspect_ratio": "9:16"]), ("animatediff", "1:1", ["video_size": "square"]),
      ("grok-imagine-image", "19.5:9", ["aspect_ratio": "19.5:9"]),
    ] as [(String, String, JSONObject)])
  func `is told as the model takes it`(name: String, size: String, parameters: JSONObject) throws {
    let told = try model(name).telling(size: size)
    #expect(told.parameters == parameters && told.note == nil, "\(told)")
    _ = try? model(name).input(prompt: "x", parameters: told.parameters)
  }

  @Test(
    arguments: [
      ("veo-3.1", "1:1", "aspect_ratio", "16:9"), ("kling-v2-text", "5:4", "aspect_ratio", "1:1"),
      ("gpt-image-1.5", "1920x1080", "image_size", "1536x1024"), ("nano-banana", "1000x500", "aspect_ratio", "16:9"),
    ] as [(String, String, String, JSONValue)])
  func `becomes the nearest one, which is told`(name: String, size: String, field: String, value: JSONValue) throws {
    let told = try model(name).telling(size: size)
    #expect(told.parameters[field] == value, "\(told)")
    #expect(told.note == "\(name) makes no \(size): \(value.stringValue ?? "") is the nearest")
  }

  @Test func `is refused where nothing has to do with it, and where it is none`() throws {
    #expect(throws: InputError.noSize("16:9", model: "kling-v2.6-pro-image", source: .image)) {
      try model("kling-v2.6-pro-image").telling(size: "16:9")
    }
    #expect {
      try model("hailuo-2.3-pro-text").telling(size: "16:9")
    } throws: {
      "\($0)" == "hailuo-2.3-pro-text takes no size 16:9: it has no parameter for one"
    }
    for text in ["", "?", "0x0", "x", "16:9:4", "-1:5"] {
      #expect(throws: InputError.self, "\(text)") { try model("nano-banana").telling(size: text) }
    }
    #expect {
      try model("flux-dev").telling(size: "landscape_16_8")
    } throws: {
      "\($0)".contains("did you mean landscape_16_9?")
    }
  }

  @Test func `goes to an endpoint of which nothing is known in fal's usual form`() throws {
    let model = try #require(ModelRegistry.builtIn.model(named: "me/some/model"))
    #expect(try model.telling(size: "640x480").parameters == ["image_size": ["width": 640, "height": 480]])
    #expect(try model.telling(size: "16:9").parameters == ["aspect_ratio": "16:9"])
  }
}
