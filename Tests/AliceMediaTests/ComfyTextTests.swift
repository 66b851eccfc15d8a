import AliceMedia
import AliceModel
import Testing

/// The ways on which a prompt comes to a sampler.
@Suite struct `Texts of ComfyUI graphs` {
  @Test func `a basic guider has no negative prompt`() throws {
    let read = try Comfy.read([
      "1": Comfy.node("SamplerCustomAdvanced", ["guider": ["2", 0], "noise": ["3", 0]]),
      "2": Comfy.node("BasicGuider", ["conditioning": ["4", 0]]), "3": Comfy.node("RandomNoise", ["noise_seed": 1]),
      "4": Comfy.text("a fox"),
      "5": Comfy.text("unrelated"),
    ])
    #expect(read.provenance.recipe.prompt == "a fox")
    #expect(read.provenance.recipe.negativePrompt == nil)
  }

  @Test func `control nets keep positive and negative apart`() throws {
    let net: JSONObject = ["positive": ["6", 0], "negative": ["7", 0], "control_net": ["4", 0], "image": ["5", 0]]
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(positive: ["10", 0], negative: ["10", 1]),
        "10": Comfy.node("ControlNetApplyAdvanced", net),
      ]))
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.negativePrompt == "a dog")
  }

  @Test func `combined conditionings keep every text and are ambiguous`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(positive: ["10", 0]),
        "10": Comfy.node("ConditioningCombine", ["conditioning_1": ["11", 0], "conditioning_2": ["6", 0]]),
        "11": Comfy.node("ConditioningSetArea", ["conditioning": ["12", 0], "width": 3]), "12": Comfy.text("night"),
      ]))
    #expect(read.provenance.recipe.prompt == "night")
    #expect(read.provenance.recipe.parameters["prompts"] == ["night", "a cat"])
    #expect(read.ambiguous)
  }

  @Test func `a text that is reached twice is told once`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(positive: ["10", 0]),
        "10": Comfy.node("ConditioningConcat", ["conditioning_to": ["6", 0], "conditioning_from": ["12", 0]]),
        "12": Comfy.text("a cat"),
      ]))
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(!read.ambiguous)
  }

  static let encoders: [(JSONObject, String, Bool)] = [
    (["text_g": "a", "text_l": "a"], "a", false), (["text_g": "a", "text_l": "b"], "a", true),
    (["clip_l": "", "t5xxl": "b"], "b", false), (["prompt": "p"], "p", false),
    (["text": "", "prompt": "p"], "", false),
    (["populated_text": "cat", "wildcard_text": "{cat|dog}"], "cat", false),
    (["text_positive": "a", "text_negative": "b"], "a", false),
    (["positive_prompt": "a", "negative_prompt": "b"], "a", false),
  ]

  @Test(arguments: encoders)
  func `encoders name their texts in many ways`(_ inputs: JSONObject, _ prompt: String, _ ambiguous: Bool) throws {
    let graph: JSONValue = ["3": Comfy.fullSampler(), "6": Comfy.node("Some Encoder", inputs)]
    let read = try Comfy.read(graph)
    #expect(read.provenance.recipe.prompt ?? "" == prompt)
    #expect(read.ambiguous == ambiguous)
  }

  @Test func `texts are put together as the nodes do it`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "6": Comfy.node("CLIPTextEncode", ["text": ["20", 0], "clip": ["4", 1]]),
        "20": Comfy.node("StringConcatenate", ["string_a": "red", "string_b": ["21", 0], "delimiter": ", "]),
        "21": Comfy.node("Text Concatenate (JPS)", ["delimiter": "\\n", "text1": ["22", 0], "text2": "ball"]),
        "22": Comfy.node("ShowText|pysssss", ["text": ["23", 0], "text_0": "shown"]),
        "23": Comfy.node("LLM", ["prompt": "asked"]),
      ]))
    #expect(read.provenance.recipe.prompt == "red, shown\nball")
  }

  @Test(
    arguments: [
      (["text3": "", "delimiter": ", ", "text1": ["22", 0], "text2": "ball"], "ttN concat", "red, ball, "),
      (["text_b": "ball", "delimiter": " ", "text_a": ["22", 0]], "Text Concatenate", "red ball"),
      (
        ["action": "append", "tidy_tags": "yes", "text_b": "ball", "text_c": "", "text_a": ["22", 0]], "F", "red, ball"
      ),
      (["action": "append", "tidy_tags": "no", "text_a": ["22", 0], "text_b": "ball"], "F", "redball"),
    ] as [(JSONObject, String, String)])
  func `numbered texts are joined in their order, wherever the file lists them`(
    _ inputs: JSONObject, _ kind: String, _ prompt: String
  ) throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "6": Comfy.node("CLIPTextEncode", ["text": ["20", 0], "clip": ["4", 1]]), "20": Comfy.node(kind, inputs),
        "22": Comfy.node("PrimitiveString", ["value": "red"]),
      ]))
    #expect(read.provenance.recipe.prompt == prompt)
    #expect(!read.ambiguous)
  }

  @Test(arguments: [["a tall ship"], [["a tall ship"]], ["", "a tall ship"]] as [JSONValue])
  func `the text that a node showed is the answer of a language model`(_ shown: JSONValue) throws {
    let graph = Comfy.fullGraph([
      "6": Comfy.node("CLIPTextEncode", ["text": ["20", 0], "clip": ["4", 1]]),
      "20": Comfy.node("ShowText|pysssss", ["text": ["21", 0]]),
      "21": Comfy.node("OllamaGenerate", ["prompt": "describe a ship"]),
    ])
    let editor: JSONValue = ["nodes": [["id": 20, "type": "ShowText|pysssss", "widgets_values": shown]], "links": []]
    let read = GeneratorReaders.read([
      MetadataEntry(container: "png:tEXt", key: "prompt", text: graph.text),
      MetadataEntry(container: "png:tEXt", key: "workflow", text: editor.text),
    ])
    #expect(read?.provenance.recipe.prompt == "a tall ship")
    #expect(read?.ambiguous == false)
    #expect(try Comfy.read(graph).ambiguous)
  }

  @Test func `a loader that encodes tells the clip skip`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(positive: ["10", 1], negative: ["10", 2]),
        "10": Comfy.node(
          "Efficient Loader", ["ckpt_name": "m.safetensors", "clip_skip": -2, "positive": "a fox", "negative": "ugly"]),
      ]))
    #expect(read.provenance.recipe.prompt == "a fox")
    #expect(read.provenance.recipe.parameters["clip_skip"] == 2)
  }

  @Test(arguments: [(true, "yes"), (false, "no")])
  func `switches are followed the way they are set`(_ on: Bool, _ prompt: String) throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "6": Comfy.node("CLIPTextEncode", ["text": ["20", 0]]),
        "20": Comfy.node("ComfySwitchNode", ["switch": ["23", 0], "on_true": ["21", 0], "on_false": ["22", 0]]),
        "21": Comfy.node("PrimitiveString", ["value": "yes"]), "22": Comfy.node("PrimitiveString", ["value": "no"]),
        "23": Comfy.node("PrimitiveBoolean", ["value": .bool(on)]),
      ]))
    #expect(read.provenance.recipe.prompt == prompt)
  }

  @Test func `any switch takes the first input that is there`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(positive: ["20", 0]),
        "20": Comfy.node("Any Switch (rgthree)", ["any_01": ["404", 0], "any_02": ["6", 0], "any_03": ["7", 0]]),
      ]))
    #expect(read.provenance.recipe.prompt == "a cat")
  }

  @Test func `efficient loaders hold both texts and the model`() throws {
    let read = try Comfy.read([
      "1": Comfy.node(
        "KSampler (Efficient)",
        [
          "seed": 3, "steps": 9, "model": ["2", 0], "positive": ["2", 1], "negative": ["2", 2],
          "latent_image": ["2", 3],
        ]),
      "2": Comfy.node(
        "Efficient Loader",
        [
          "ckpt_name": "a.safetensors", "lora_name": "None", "positive": "p", "negative": "n", "empty_latent_width": 5,
          "lora_stack": ["3", 0],
        ]),
      "3": Comfy.node(
        "LoRA Stacker", ["lora_count": 1, "lora_name_1": "x.safetensors", "lora_wt_1": 0.5, "lora_name_2": "y"]),
    ])
    #expect(read.provenance.recipe.prompt == "p")
    #expect(read.provenance.recipe.negativePrompt == "n")
    #expect(read.provenance.recipe.model == "a.safetensors")
    #expect(read.provenance.recipe.parameters["loras"] == [["name": "x.safetensors", "weight": 0.5]])
  }

  @Test func `one encoder for both texts does not mix them`() throws {
    let read = try Comfy.read([
      "1": Comfy.node("WanVideoSampler", ["seed": 3, "steps": 9, "model": ["2", 0], "text_embeds": ["3", 0]]),
      "2": Comfy.node("WanVideoModelLoader", ["model": "wan.safetensors"]),
      "3": Comfy.node("WanVideoTextEncode", ["positive_prompt": "p", "negative_prompt": "n"]),
    ])
    #expect(read.provenance.recipe.prompt == "p")
    #expect(read.provenance.recipe.negativePrompt == "n")
    #expect(read.provenance.recipe.model == "wan.safetensors")
  }

  @Test func `without a sampler the titles tell`() throws {
    let read = try Comfy.read([
      "1": Comfy.node("CLIPTextEncode", ["text": "n"], title: "Negative Prompt"),
      "2": Comfy.node("CLIPTextEncode", ["text": "p"], title: "Positive Prompt"),
      "3": Comfy.node("Unknown", ["seed": 5, "ckpt_name": "m"]),
      "4": Comfy.node("UpscaleModelLoader", ["model_name": "x4"]),
    ])
    #expect(read.provenance.recipe == Recipe(prompt: "p", negativePrompt: "n", model: "m", seed: "5"))
  }
}
