import AliceModel
import Testing

private func model(_ name: String) throws -> ModelSpec { try #require(ModelRegistry.builtIn.listed(name)) }

@Suite struct `The prompt` {
  private func served(_ properties: JSONObject, required: [String]) throws -> ModelSpec {
    let document: JSONValue = [
      "paths": [
        "/me/it": [
          "post": [
            "requestBody": [
              "content": [
                "application/json": [
                  "schema": [
                    "properties": .object(properties), "required": .array(required.map(JSONValue.string)),
                  ]
                ]
              ]
            ]
          ]
        ]
      ]
    ]
    return try #require(ModelSpec(openAPI: document, endpoint: "me/it", date: "2026-11-30"))
  }

  @Test(arguments: ["text", "gen_text", "prompt_text", "text_prompt", "script", "input", "instruction", "query"])
  func `goes to the field that the schema calls so`(name: String) throws {
    let model = try served([name: ["type": "string"], "voice": ["type": "string"]], required: [name])
    #expect(try model.input(prompt: "hello") == [name: "hello"])
    #expect(throws: InputError.missing(name, model: "me/it")) { try model.input(prompt: nil) }
  }

  @Test func `goes to a field of that name before others, and to a required one before an optional one`() throws {
    let both = try served(["text": ["type": "string"], "prompt": ["type": "string"]], required: ["text"])
    #expect(try both.input(prompt: "a", parameters: ["text": "b"]) == ["text": "b", "prompt": "a"])
    let foley = try served(["text": ["type": "string"], "query": ["type": "string"]], required: ["query"])
    #expect(try foley.input(prompt: "a") == ["query": "a"])
    #expect(try model("elevenlabs-v3").input(prompt: "Hello") == ["text": "Hello"])
    #expect(ModelSpec.promptName(in: ["gen_text": "hello", "ref_text": "x"]) == "gen_text")
    #expect(ModelSpec.promptName(in: ["image_url": "https://x"]) == nil)
  }

  @Test(arguments: ["", " ", "\n\t ", "\u{200B}", "\u{FEFF} \u{2060}", "\u{3000}"])
  func `is none if it is blank`(text: String) throws {
    #expect(throws: InputError.missing("prompt", model: "flux-schnell")) {
      try model("flux-schnell").input(prompt: text)
    }
    #expect(throws: InputError.blankPrompt(model: "me/other")) {
      try #require(ModelRegistry.builtIn.model(named: "me/other")).input(prompt: text)
    }
    // A model that can do without gets none.
    let input = try model("ccsr").input(prompt: text, parameters: ["image_url": "https://x/a.png"])
    #expect(input == ["image_url": "https://x/a.png"])
    #expect(throws: InputError.blankPrompt(model: "kling-v3-pro-text")) {
      try model("kling-v3-pro-text").input(prompt: text)
    }
  }
}

@Suite struct `A parameter that the list lacks` {
  @Test func `is taken from another description of the endpoint`() throws {
    let dev = try model("flux-dev")
    let served = try model("flux-lora")
    let names = dev.unknown(among: ["loras", "steps", "zzz"])
    #expect(names == ["loras", "zzz"])
    let (extended, added) = dev.supplemented(with: names, of: served)
    #expect(added == ["loras"])
    let input = try extended.input(prompt: "x", parameters: ["loras": #"{"path":"https://x"}"#])
    #expect(input == ["prompt": "x", "loras": [["path": "https://x"]]])
    #expect(throws: InputError.self) { try extended.input(prompt: "x", parameters: ["zzz": "1"]) }
    let registry = ModelRegistry.builtIn.replacing(extended)
    #expect(registry.listed("flux-dev") == extended && registry.models.count == ModelRegistry.builtIn.models.count)
  }

  @Test func `is sent as it is if the user insists`() throws {
    let input = try model("kling-v2-image").input(
      prompt: "x", raw: ["image_url": "https://x/a.png", "duration": 7, "camera": ["pan": true]])
    #expect(input == ["prompt": "x", "image_url": "https://x/a.png", "duration": 7, "camera": ["pan": true]])
    let bodies = try model("flux-dev").inputs(count: 2, prompt: "x", raw: ["num_images": 3])
    #expect(bodies == [["prompt": "x", "num_images": 3]])
  }
}
