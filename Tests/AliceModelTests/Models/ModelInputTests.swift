import AliceModel
import Testing

private func model(_ name: String) throws -> ModelSpec { try #require(ModelRegistry.builtIn.model(named: name)) }

@Suite struct `The input of a request` {
  @Test(
    arguments: [
      ("kling-v2-text", "duration", "5", "5"), ("kling-v2-text", "duration", 5, "5"),
      ("kling-v2-text", "cfg_scale", "0.7", 0.7), ("kling-v2-text", "cfg_scale", ".7", 0.7),
      ("kling-v2-text", "aspect-ratio", "9:16", "9:16"),
      ("flux-dev", "num_inference_steps", "30", 30), ("flux-dev", "steps", 30.0, 30),
      ("flux-dev", "enable_safety_checker", "off", false), ("flux-dev", "enable_safety_checker", true, true),
      ("flux-dev", "image_size", "landscape_16_9", "landscape_16_9"),
      ("flux-dev", "image_size", "Square-HD", "square_hd"),
      ("flux-dev", "image_size", "1024x768", ["width": 1024, "height": 768]),
      ("flux-dev", "image_size", #"{"width":640,"height":480}"#, ["width": 640, "height": 480]),
      ("flux-dev", "image_size", ["width": "640", "height": 480], ["width": 640, "height": 480]),
      ("flux-dev", "output_format", "PNG", "png"), ("fast-sdxl", "output_format", "png", "png"),
      ("fast-sdxl", "loras", #"[{"path":"https://x","scale":1}]"#, [["path": "https://x", "scale": 1]]),
      ("fast-sdxl", "loras", #"{"path":"https://x"}"#, [["path": "https://x"]]),
      ("animatediff", "motions", "zoom-in", ["zoom-in"]),
      ("kling-v1-text", "advanced_camera_control", #"{"movement_type":"pan"}"#, ["movement_type": "pan"]),
      ("flux-pro", "safety_tolerance", 3, "3"),
    ] as [(String, String, JSONValue, JSONValue)])
  func `takes each value in the provider's own type`(name: String, key: String, given: JSONValue, sent: JSONValue)
    throws
  {
    let model = try model(name)
    let input = try model.input(prompt: "x", parameters: [key: given])
    let parameter = try #require(model.parameter(named: key))
    #expect(input == ["prompt": "x", parameter.name: sent])
  }

  @Test func `joins width and height`() throws {
    let input = try model("flux-schnell").input(prompt: "x", parameters: ["width": "1024", "height": 768])
    #expect(input == ["prompt": "x", "image_size": ["width": 1024, "height": 768]])
    let video = try model("animatediff").input(prompt: "x", parameters: ["width": 256, "height": 256])
    #expect(video["video_size"] == ["width": 256, "height": 256])
  }

  @Test func `keeps all 64 bits of a seed`() throws {
    let input = try model("flux-dev").input(prompt: "x", seed: "18446744073709551615")
    #expect(input["seed"] == .number(JSONNumber(UInt64.max)))
  }

  @Test func `leaves out what the model no longer takes`() throws {
    let model = try model("flux-pro")
    let given: JSONObject = ["num_inference_steps": 50, "guidance_scale": 3.5, "num_images": 2]
    #expect(try model.input(prompt: "x", parameters: given) == ["prompt": "x", "num_images": 2])
    #expect(model.ignored(among: given.keys) == ["num_inference_steps", "guidance_scale"])
    let effects = try self.effects.input(prompt: "x", parameters: ["effect": "heart_gesture", "duration": 5])
    #expect(effects == ["effect_scene": "heart_gesture", "duration": "5"])
  }

  private var effects: ModelSpec { get throws { try model("kling-elements") } }

  @Test(
    arguments: [
      (
        "flux-dev", ["num_inference_stps": 3],
        .unknownParameter("num_inference_stps", model: "flux-dev", nearest: "num_inference_steps")
      ),
      ("flux-dev", ["zzz": 3], .unknownParameter("zzz", model: "flux-dev", nearest: nil)),
      ("flux-dev", ["negative_prompt": "x"], .unknownParameter("negative_prompt", model: "flux-dev", nearest: nil)),
      ("flux-schnell", ["steps": 28], .outOfRange("num_inference_steps", given: "28", minimum: 1, maximum: 12)),
      ("flux-dev", ["num_images": "0"], .outOfRange("num_images", given: "0", minimum: 1, maximum: 4)),
      ("flux-dev", ["num_images": "two"], .wrongType("num_images", given: "two", expected: .integer)),
      ("flux-dev", ["num_images": 1.5], .wrongType("num_images", given: "1.5", expected: .integer)),
      ("flux-dev", ["guidance_scale": "1e999"], .wrongType("guidance_scale", given: "1e999", expected: .number)),
      (
        "flux-dev", ["enable_safety_checker": "maybe"],
        .wrongType("enable_safety_checker", given: "maybe", expected: .boolean)
      ),
      (
        "flux-dev", ["output_format": "pmg"],
        .notAllowed("output_format", given: "pmg", allowed: ["jpeg", "png"], nearest: "png")
      ),
      ("kling-v2-text", ["duration": 7], .notAllowed("duration", given: "7", allowed: ["5", "10"], nearest: nil)),
      ("flux-dev", ["width": 512], .missing("height", model: "flux-dev")),
      ("flux-dev", ["width": 0, "height": 5], .outOfRange("width", given: "0", minimum: 1, maximum: 14142)),
      ("flux-dev", ["width": 5, "height": 5, "image_size": "square"], .conflict("image_size", "width")),
      ("flux-dev", ["steps": 5, "num_inference_steps": 6], .givenTwice("num_inference_steps")),
      ("flux-dev", ["prompt": "y"], .givenTwice("prompt")),
      ("fast-sdxl", ["loras": "[{"], .wrongType("loras", given: "[{", expected: .array)),
      (
        "kling-v1-text", ["advanced_camera_control": 5],
        .wrongType("advanced_camera_control", given: "5", expected: .object)
      ),
      ("kling-v2-image", [:], .missing("image_url", model: "kling-v2-image")),
      (
        "kling-elements", ["effect": "hug", "input_image_urls": ["a", "b", "c"]],
        .tooMany("input_image_urls", count: 3, maximum: 2)
      ),
    ] as [(String, JSONObject, InputError)])
  func `is refused before it is sent`(name: String, parameters: JSONObject, error: InputError) throws {
    let model = try model(name)
    #expect(throws: error) { try model.input(prompt: "x", parameters: parameters) }
    #expect(!error.description.isEmpty && !error.description.contains("\n"))
  }

  @Test func `is refused where the prompt is too long or absent`() throws {
    let kling = try model("kling-v2-text")
    let long = String(repeating: "é", count: 2501)
    #expect(throws: InputError.tooLong("prompt", count: 2501, maximum: 2500)) { try kling.input(prompt: long) }
    #expect(try kling.input(prompt: String(long.dropLast()))["prompt"] != nil)
    #expect(throws: InputError.missing("prompt", model: "kling-v2-text")) { try kling.input(prompt: "") }
  }

  @Test func `tells what is wrong in one line`() throws {
    let dev = try model("flux-dev")
    #expect {
      try dev.input(prompt: "x", parameters: ["output_fromat": "png"])
    } throws: {
      "\($0)" == "flux-dev has no parameter output_fromat; did you mean output_format?"
    }
    #expect {
      try dev.input(prompt: "x", parameters: ["num_images": 9])
    } throws: {
      "\($0)" == "num_images: 9 is not from 1 to 4"
    }
  }

  @Test func `passes through for an endpoint that is not listed`() throws {
    let model = try model("fal-ai/whatever/text-to-video")
    let given: JSONObject = ["steps": "5", "wide": "true", "name": "a b", "list": "[1,2]", "text": #""5""#, "n": 7]
    let input = try model.input(prompt: "5", seed: "7", parameters: given)
    #expect(
      input == [
        "prompt": "5", "seed": 7, "steps": 5, "wide": true, "name": "a b", "list": [1, 2], "text": "5", "n": 7,
      ])
    #expect(try model.input(parameters: ["steps": "5"], typed: false) == ["steps": "5"])
    #expect(model.kind == .textToVideo && model.name == model.endpoint)
  }
}

@Suite struct `Many outputs` {
  @Test(arguments: [
    ("flux-dev", 1, [1]), ("flux-dev", 4, [4]), ("flux-dev", 9, [4, 4, 1]), ("kling-v2-text", 3, [1, 1, 1]),
    ("fast-sdxl", 16, [8, 8]), ("flux-dev", 0, []), ("flux-dev", -3, []),
  ])
  func `are as few requests as the model allows`(name: String, count: Int, sizes: [Int]) throws {
    #expect(try model(name).split(count: count) == sizes)
  }

  @Test func `are never without bound`() throws {
    #expect(try model("kling-v2-text").split(count: .max).count == ModelSpec.maximumCount)
  }

  @Test func `get seeds of their own`() throws {
    let bodies = try model("flux-dev").inputs(count: 6, prompt: "x", seed: "40")
    #expect(bodies == [["prompt": "x", "num_images": 4, "seed": 40], ["prompt": "x", "num_images": 2, "seed": 44]])
    #expect(try model("flux-dev").inputs(count: 1, prompt: "x") == [["prompt": "x"]])
    #expect(try model("kling-v2-text").inputs(count: 2, prompt: "x") == [["prompt": "x"], ["prompt": "x"]])
  }
}

@Suite struct `Files that go in` {
  @Test func `are given to the parameters in order`() throws {
    let swap = try model("face-swap").placing(.image, ["a", "b"])
    #expect(swap == ["base_image_url": "a", "swap_image_url": "b"])
    #expect(try model("kling-elements").placing(.image, ["a", "b"]) == ["input_image_urls": ["a", "b"]])
    #expect(try model("kling-v2-text").placing(.image, []).isEmpty)
    #expect(try model("x/y").placing(.image, ["a"]) == ["image_url": "a"])
    #expect(try model("x/y").placing(.image, ["a", "b"]) == ["image_urls": ["a", "b"]])
  }

  @Test func `are refused where there is no place for them`() throws {
    let dev = try model("flux-dev")
    #expect(throws: InputError.noPlace(.image, model: "flux-dev", given: 1, places: 0)) {
      try dev.placing(.image, ["a"])
    }
  }
}
