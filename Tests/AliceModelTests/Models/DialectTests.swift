import AliceModel
import Testing

private func model(_ name: String) throws -> ModelSpec { try #require(ModelRegistry.builtIn.model(named: name)) }

@Suite struct `What other models call the same thing` {
  @Test(
    arguments: [
      ("kling-v2-text", "duration", "5s", "duration", "5"),
      ("kling-v2-text", "duration", "10 seconds", "duration", "10"),
      ("kling-v2-text", "duration", 5.0, "duration", "5"), ("kling-v2-text", "seconds", 5, "duration", "5"),
      ("veo-3.1", "duration", 6, "duration", "6s"), ("veo-3.1", "duration", "8 seconds", "duration", "8s"),
      ("wan-2.7-text", "duration", "7s", "duration", 7), ("gemini-omni-flash", "duration", "8s", "duration", 8),
      ("ltx-2.3-text", "duration", "6", "duration", 6), ("hunyuan-video", "num_frames", 85, "num_frames", "85"),
      ("flux-dev", "format", "jpg", "output_format", "jpeg"), ("fast-sdxl", "output_format", "JPG", "format", "jpeg"),
      ("seedvr-image", "output_format", "jpeg", "output_format", "jpg"),
      ("kling-v2-text", "aspect_ratio", "16x9", "aspect_ratio", "16:9"),
      ("kling-v2-text", "ratio", "9/16", "aspect_ratio", "9:16"),
      ("veo-3.1", "resolution", 1080, "resolution", "1080p"),
      ("kling-v2-text", "guidance_scale", 0.7, "cfg_scale", 0.7), ("flux-dev", "cfg_scale", 7, "guidance_scale", 7),
      ("ccsr", "num_inference_steps", 20, "steps", 20), ("ccsr", "upscale_factor", 4, "scale", 4),
      ("clarity-upscaler", "scale", 4, "upscale_factor", 4),
      ("kling-elements", "effect", "squish", "effect_scene", "squish"),
      ("flux-2", "enhance_prompt", "yes", "enable_prompt_expansion", true),
      ("kling-v2.6-pro-image", "image_url", "https://x/a.png", "start_image_url", "https://x/a.png"),
      ("kling-v2.6-pro-image", "tail_image_url", "https://x/b.png", "end_image_url", "https://x/b.png"),
      ("kling-v1-image", "end_image_url", "https://x/b.png", "tail_image_url", "https://x/b.png"),
      ("kling-v2-image", "start_image_url", "https://x/a.png", "image_url", "https://x/a.png"),
      ("nano-banana-edit", "image_url", "https://x/a.png", "image_urls", ["https://x/a.png"]),
      ("kling-v2-image", "image_urls", ["https://x/a.png"], "image_url", "https://x/a.png"),
      ("flux-2-pro-edit", "image_size", "auto", "image_size", "auto"),
      ("seedream-4", "image_size", "AUTO_2K", "image_size", "auto_2K"),
      ("flux-pro-ultra", "aspect_ratio", "5:4", "aspect_ratio", "5:4"),
    ] as [(String, String, JSONValue, String, JSONValue)])
  func `is understood`(name: String, key: String, given: JSONValue, field: String, sent: JSONValue) throws {
    var parameters: JSONObject = [key: given]
    let model = try model(name)
    for needed in model.parameters where needed.isRequired && needed.name != field && needed.name != "prompt" {
      parameters[needed.name] = needed.kind == .array ? ["https://x/1"] : needed.values.first ?? "https://x/1"
    }
    #expect(try model.input(prompt: "x", parameters: parameters)[field] == sent)
  }

  @Test func `is not guessed where two could be meant`() throws {
    let swap = try model("face-swap")
    #expect(throws: InputError.unknownParameter("image_url", model: "face-swap", nearest: nil)) {
      try swap.input(parameters: ["image_url": "https://x/a.png"])
    }
    let kling = try model("kling-v2-image")
    #expect(throws: InputError.tooMany("image_url", count: 2, maximum: 1)) {
      try kling.input(prompt: "x", parameters: ["image_urls": ["https://x/a", "https://x/b"]])
    }
    #expect(throws: InputError.outOfRange("cfg_scale", given: "3.5", minimum: 0, maximum: 1)) {
      try model("kling-v2-text").input(prompt: "x", parameters: ["guidance_scale": 3.5])
    }
  }

  @Test func `is the text to speak where a prompt is given`() throws {
    let input = try model("kling-lipsync-text").input(
      prompt: "Hello", parameters: ["video_url": "https://x/v.mp4", "voice_id": "uk_man2"])
    #expect(input["text"] == "Hello")
  }
}

@Suite struct `A size` {
  @Test(
    arguments: [
      ("nano-banana", ["width": 1920, "height": 1080], ["aspect_ratio": "16:9"]),
      ("nano-banana-pro", ["width": 2048, "height": 2048], ["aspect_ratio": "1:1", "resolution": "2K"]),
      ("veo-3.1", ["width": "1920", "height": "1080"], ["aspect_ratio": "16:9", "resolution": "1080p"]),
      ("veo-3.1", ["size": "1280x720", "resolution": "4k"], ["aspect_ratio": "16:9", "resolution": "4k"]),
      ("flux-pro-ultra", ["width": 1000, "height": 800], ["aspect_ratio": "5:4"]),
      ("gpt-image-1.5", ["width": 1536, "height": 1024], ["image_size": "1536x1024"]),
      ("flux-dev", ["aspect_ratio": "16:9"], ["image_size": "landscape_16_9"]),
      ("flux-dev", ["aspect_ratio": "1:1"], ["image_size": "square_hd"]),
      ("animatediff", ["aspect_ratio": "1:1"], ["video_size": "square"]),
      ("flux-dev", ["aspect_ratio": "21:9"], ["image_size": ["width": 1344, "height": 576]]),
      ("fast-sdxl", ["aspect_ratio": "2:3"], ["image_size": ["width": 832, "height": 1248]]),
    ] as [(String, JSONObject, JSONObject)])
  func `is said in the way the model knows`(name: String, given: JSONObject, sent: JSONObject) throws {
    var expected = sent
    expected["prompt"] = "x"
    #expect(try model(name).input(prompt: "x", parameters: given) == .object(expected))
  }

  @Test(
    arguments: [
      (
        "veo-3.1", ["width": 1000, "height": 1000],
        .notAllowed("aspect_ratio", given: "1:1 (1000x1000)", allowed: ["16:9", "9:16"], nearest: "9:16")
      ),
      ("veo-3.1", ["width": 1920], .missing("height", model: "veo-3.1")),
      ("veo-3.1", ["width": 1920, "height": 1080, "aspect_ratio": "16:9"], .conflict("aspect_ratio", "width")),
      ("flux-dev", ["image_size": "square", "aspect_ratio": "1:1"], .conflict("image_size", "aspect_ratio")),
      ("flux-dev", ["width": 5, "height": 5, "aspect_ratio": "1:1"], .conflict("aspect_ratio", "width")),
      (
        "flux-dev", ["aspect_ratio": "wide"],
        .notAllowed(
          "aspect_ratio", given: "wide", allowed: ["1:1", "4:3", "3:4", "16:9", "9:16", "WIDTH:HEIGHT"], nearest: nil)
      ),
      (
        "flux-dev", ["aspect_ratio": "9999:1"],
        .notAllowed(
          "aspect_ratio", given: "9999:1", allowed: ["1:1", "4:3", "3:4", "16:9", "9:16", "WIDTH:HEIGHT"], nearest: nil)
      ),
      ("nano-banana", ["size": "big"], .wrongType("size", given: "big", expected: .size)),
      ("svd", ["width": 5, "height": 5], .unknownParameter("width", model: "svd", nearest: nil)),
    ] as [(String, JSONObject, InputError)])
  func `is refused where the model has none like it`(name: String, given: JSONObject, error: InputError) throws {
    let model = try model(name)
    #expect(throws: error) { try model.input(prompt: "x", parameters: given) }
  }
}

@Suite struct `The pictures of an effect` {
  @Test(arguments: [("hug", 1, 2), ("kiss", 1, 2), ("heart_gesture", 1, 2), ("squish", 2, 1), ("expansion", 2, 1)])
  func `are as many as it takes`(effect: String, given: Int, wanted: Int) throws {
    let model = try model("kling-elements")
    let pictures = { (count: Int) in JSONValue.array((0..<count).map { .string("https://x/\($0)") }) }
    let parameters = { (count: Int) -> JSONObject in ["effect": .string(effect), "input_image_urls": pictures(count)] }
    #expect(
      throws: InputError.wrongCount("input_image_urls", given: given, expected: wanted, by: "effect_scene=\(effect)")
    ) {
      try model.input(parameters: parameters(given))
    }
    #expect(try model.input(parameters: parameters(wanted))["input_image_urls"] == pictures(wanted))
  }

  @Test func `may be one or two where nobody knows`() throws {
    let model = try model("kling-elements")
    for pictures in [["https://x/1"], ["https://x/1", "https://x/2"]] as [JSONValue] {
      let input = try model.input(parameters: ["effect": "pet_chef", "input_image_urls": pictures])
      #expect(input["input_image_urls"] == pictures)
    }
  }

  @Test func `are named in one line where the count is wrong`() {
    let error = InputError.wrongCount("input_image_urls", given: 1, expected: 2, by: "effect_scene=hug")
    #expect("\(error)" == "input_image_urls: 1 given, effect_scene=hug takes 2")
  }
}
