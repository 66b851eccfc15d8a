import AliceMedia
import AliceModel
import Testing

/// Graphs made for one rule each.
@Suite struct `ComfyUI graphs` {
  /// Reads a `prompt` entry.
  private func metadata(_ graph: JSONValue) throws -> ReadMetadata {
    let entry = MetadataEntry(container: "png:tEXt", key: "prompt", text: graph.text)
    let read = try #require(GeneratorReaders.read([entry]))
    #expect(read.provenance.generator == .comfyui)
    return read
  }

  private func node(_ kind: String, _ inputs: JSONObject, title: String? = nil) -> JSONValue {
    var node: JSONObject = ["class_type": .string(kind), "inputs": .object(inputs)]
    if let title { node["_meta"] = ["title": .string(title)] }
    return .object(node)
  }

  private func text(_ text: String) -> JSONValue { node("CLIPTextEncode", ["text": .string(text), "clip": ["4", 1]]) }

  private func sampler(
    positive: JSONValue = ["6", 0], negative: JSONValue = ["7", 0], model: JSONValue = ["4", 0],
    latent: JSONValue = ["5", 0], seed: JSONValue = 42
  ) -> JSONValue {
    node(
      "KSampler",
      [
        "seed": seed, "steps": 20, "cfg": 7.5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
        "model": model, "positive": positive, "negative": negative, "latent_image": latent,
      ])
  }

  /// A sampler, a checkpoint, an empty latent, two texts, and what a test adds or replaces.
  private func graph(_ nodes: JSONObject) -> JSONValue {
    var graph: JSONObject = [
      "3": sampler(), "4": node("CheckpointLoaderSimple", ["ckpt_name": "sd15.safetensors"]),
      "5": node("EmptyLatentImage", ["width": 640, "height": 448, "batch_size": 1]), "6": text("a cat"),
      "7": text("a dog"),
      "8": node("VAEDecode", ["samples": ["3", 0], "vae": ["4", 2]]), "9": node("SaveImage", ["images": ["8", 0]]),
    ]
    for (id, node) in nodes { graph[id] = node }
    return .object(graph)
  }

  @Test func `a plain graph tells everything`() throws {
    let read = try metadata(graph([:]))
    let recipe = read.provenance.recipe
    #expect(recipe.prompt == "a cat")
    #expect(recipe.negativePrompt == "a dog")
    #expect(recipe.seed == "42")
    #expect(recipe.model == "sd15.safetensors")
    #expect(
      recipe.parameters == [
        "steps": 20, "cfg_scale": 7.5, "sampler": "euler", "scheduler": "normal", "denoise": 1.0, "width": 640,
        "height": 448,
      ])
    #expect(read.width == 640 && read.height == 448)
    #expect(!read.ambiguous)
  }

  @Test func `seeds keep all their digits`() throws {
    let seed = JSONValue.number(JSONNumber(UInt64.max))
    #expect(try metadata(graph(["3": sampler(seed: seed)])).provenance.recipe.seed == "18446744073709551615")
  }

  @Test func `a seed, a text and a size may come from other nodes`() throws {
    let read = try metadata(
      graph([
        "3": sampler(seed: ["20", 0]), "20": node("Seed (rgthree)", ["seed": 99]),
        "6": node("CLIPTextEncode", ["text": ["21", 0], "clip": ["4", 1]]),
        "21": node("PrimitiveStringMultiline", ["value": "from afar"]),
        "5": node("EmptyLatentImage", ["width": ["22", 0], "height": 448]), "22": node("PrimitiveInt", ["value": 1216]),
      ]))
    #expect(read.provenance.recipe.seed == "99")
    #expect(read.provenance.recipe.prompt == "from afar")
    #expect(read.width == 1216)
  }

  @Test func `custom samplers are read through guider, noise, sampler and sigmas`() throws {
    let read = try metadata([
      "1": node(
        "SamplerCustomAdvanced",
        ["noise": ["2", 0], "guider": ["3", 0], "sampler": ["4", 0], "sigmas": ["5", 0], "latent_image": ["6", 0]]),
      "2": node("RandomNoise", ["noise_seed": 7]), "4": node("KSamplerSelect", ["sampler_name": "heun"]),
      "3": node("CFGGuider", ["model": ["7", 0], "positive": ["8", 0], "negative": ["9", 0], "cfg": 4]),
      "5": node("SplitSigmas", ["step": 2, "sigmas": ["10", 0]]),
      "10": node("BasicScheduler", ["scheduler": "beta", "steps": 28, "denoise": 0.5, "model": ["7", 0]]),
      "6": node("EmptySD3LatentImage", ["width": 1024, "height": 768]),
      "7": node("UNETLoader", ["unet_name": "flux1-dev.safetensors"]),
      "8": node("FluxGuidance", ["guidance": 3.5, "conditioning": ["11", 0]]),
      "9": node("ConditioningZeroOut", ["conditioning": ["11", 0]]), "11": text("a fox"),
    ])
    #expect(
      read.provenance.recipe
        == Recipe(
          prompt: "a fox", model: "flux1-dev.safetensors", seed: "7",
          parameters: [
            "steps": 28, "cfg_scale": 4, "sampler": "heun", "scheduler": "beta", "denoise": 0.5, "guidance": 3.5,
            "width": 1024, "height": 768,
          ]))
  }

  @Test func `a basic guider has no negative prompt`() throws {
    let read = try metadata([
      "1": node("SamplerCustomAdvanced", ["guider": ["2", 0], "noise": ["3", 0]]),
      "2": node("BasicGuider", ["conditioning": ["4", 0]]), "3": node("RandomNoise", ["noise_seed": 1]),
      "4": text("a fox"),
      "5": text("unrelated"),
    ])
    #expect(read.provenance.recipe.prompt == "a fox")
    #expect(read.provenance.recipe.negativePrompt == nil)
  }

  @Test func `control nets keep positive and negative apart`() throws {
    let net: JSONObject = ["positive": ["6", 0], "negative": ["7", 0], "control_net": ["4", 0], "image": ["5", 0]]
    let read = try metadata(
      graph(["3": sampler(positive: ["10", 0], negative: ["10", 1]), "10": node("ControlNetApplyAdvanced", net)]))
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.negativePrompt == "a dog")
  }

  @Test func `combined conditionings keep every text and are ambiguous`() throws {
    let read = try metadata(
      graph([
        "3": sampler(positive: ["10", 0]),
        "10": node("ConditioningCombine", ["conditioning_1": ["11", 0], "conditioning_2": ["6", 0]]),
        "11": node("ConditioningSetArea", ["conditioning": ["12", 0], "width": 3]), "12": text("night"),
      ]))
    #expect(read.provenance.recipe.prompt == "night")
    #expect(read.provenance.recipe.parameters["prompts"] == ["night", "a cat"])
    #expect(read.ambiguous)
  }

  @Test func `a text that is reached twice is told once`() throws {
    let read = try metadata(
      graph([
        "3": sampler(positive: ["10", 0]),
        "10": node("ConditioningConcat", ["conditioning_to": ["6", 0], "conditioning_from": ["12", 0]]),
        "12": text("a cat"),
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
    let graph: JSONValue = ["3": sampler(), "6": node("Some Encoder", inputs)]
    let read = try metadata(graph)
    #expect(read.provenance.recipe.prompt ?? "" == prompt)
    #expect(read.ambiguous == ambiguous)
  }

  @Test func `texts are put together as the nodes do it`() throws {
    let read = try metadata(
      graph([
        "6": node("CLIPTextEncode", ["text": ["20", 0], "clip": ["4", 1]]),
        "20": node("StringConcatenate", ["string_a": "red", "string_b": ["21", 0], "delimiter": ", "]),
        "21": node("Text Concatenate (JPS)", ["delimiter": "\\n", "text1": ["22", 0], "text2": "ball"]),
        "22": node("ShowText|pysssss", ["text": ["23", 0], "text_0": "shown"]), "23": node("LLM", ["prompt": "asked"]),
      ]))
    #expect(read.provenance.recipe.prompt == "red, shown\nball")
  }

  @Test(arguments: [(true, "yes"), (false, "no")])
  func `switches are followed the way they are set`(_ on: Bool, _ prompt: String) throws {
    let read = try metadata(
      graph([
        "6": node("CLIPTextEncode", ["text": ["20", 0]]),
        "20": node("ComfySwitchNode", ["switch": ["23", 0], "on_true": ["21", 0], "on_false": ["22", 0]]),
        "21": node("PrimitiveString", ["value": "yes"]), "22": node("PrimitiveString", ["value": "no"]),
        "23": node("PrimitiveBoolean", ["value": .bool(on)]),
      ]))
    #expect(read.provenance.recipe.prompt == prompt)
  }

  @Test func `any switch takes the first input that is there`() throws {
    let read = try metadata(
      graph([
        "3": sampler(positive: ["20", 0]),
        "20": node("Any Switch (rgthree)", ["any_01": ["404", 0], "any_02": ["6", 0], "any_03": ["7", 0]]),
      ]))
    #expect(read.provenance.recipe.prompt == "a cat")
  }

  @Test func `efficient loaders hold both texts and the model`() throws {
    let read = try metadata([
      "1": node(
        "KSampler (Efficient)",
        [
          "seed": 3, "steps": 9, "model": ["2", 0], "positive": ["2", 1], "negative": ["2", 2],
          "latent_image": ["2", 3],
        ]),
      "2": node(
        "Efficient Loader",
        [
          "ckpt_name": "a.safetensors", "lora_name": "None", "positive": "p", "negative": "n", "empty_latent_width": 5,
          "lora_stack": ["3", 0],
        ]),
      "3": node(
        "LoRA Stacker", ["lora_count": 1, "lora_name_1": "x.safetensors", "lora_wt_1": 0.5, "lora_name_2": "y"]),
    ])
    #expect(read.provenance.recipe.prompt == "p")
    #expect(read.provenance.recipe.negativePrompt == "n")
    #expect(read.provenance.recipe.model == "a.safetensors")
    #expect(read.provenance.recipe.parameters["loras"] == [["name": "x.safetensors", "weight": 0.5]])
  }

  @Test func `one encoder for both texts does not mix them`() throws {
    let read = try metadata([
      "1": node("WanVideoSampler", ["seed": 3, "steps": 9, "model": ["2", 0], "text_embeds": ["3", 0]]),
      "2": node("WanVideoModelLoader", ["model": "wan.safetensors"]),
      "3": node("WanVideoTextEncode", ["positive_prompt": "p", "negative_prompt": "n"]),
    ])
    #expect(read.provenance.recipe.prompt == "p")
    #expect(read.provenance.recipe.negativePrompt == "n")
    #expect(read.provenance.recipe.model == "wan.safetensors")
  }

  @Test func `pipes carry everything`() throws {
    let read = try metadata([
      "1": node("ImpactKSamplerBasicPipe", ["seed": 3, "steps": 9, "basic_pipe": ["2", 0]]),
      "2": node("ToBasicPipe", ["model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0]]),
      "4": node("CheckpointLoaderSimple", ["ckpt_name": "m.ckpt"]), "6": text("p"), "7": text("n"),
    ])
    #expect(read.provenance.recipe.prompt == "p")
    #expect(read.provenance.recipe.negativePrompt == "n")
    #expect(read.provenance.recipe.model == "m.ckpt")
  }

  @Test func `LoRAs on the way to the model are told with their strengths`() throws {
    let read = try metadata(
      graph([
        "3": sampler(model: ["10", 0]),
        "10": node("ModelSamplingFlux", ["model": ["11", 0]]),
        "11": node(
          "LoraLoader", ["lora_name": "a.safetensors", "strength_model": 0.7, "strength_clip": 1, "model": ["12", 0]]),
        "12": node(
          "Power Lora Loader (rgthree)",
          [
            "lora_1": ["on": true, "lora": "b.safetensors", "strength": -0.5],
            "lora_2": ["on": false, "lora": "off.safetensors", "strength": 1], "model": ["4", 0],
          ]),
        "13": node("LoraLoader", ["lora_name": "unused.safetensors", "strength_model": 1, "model": ["4", 0]]),
      ]))
    #expect(read.provenance.recipe.model == "sd15.safetensors")
    #expect(
      read.provenance.recipe.parameters["loras"] == [
        ["name": "a.safetensors", "weight": 0.7], ["name": "b.safetensors", "weight": -0.5],
      ])
  }

  @Test func `clip skip and VAE are told`() throws {
    let read = try metadata(
      graph([
        "6": node("CLIPTextEncode", ["text": "a cat", "clip": ["10", 0]]),
        "10": node("CLIPSetLastLayer", ["stop_at_clip_layer": -2, "clip": ["4", 1]]),
        "11": node("VAELoader", ["vae_name": "ae.safetensors"]),
      ]))
    #expect(read.provenance.recipe.parameters["clip_skip"] == 2)
    #expect(read.provenance.recipe.parameters["vae"] == "ae.safetensors")
  }

  @Test func `the first pass counts, not the one that makes it larger`() throws {
    let second = sampler(positive: ["16", 0], latent: ["10", 0], seed: 2)
    let upscaled: JSONValue = [
      "1": second, "10": node("LatentUpscale", ["samples": ["3", 0], "width": 2000, "height": 2000]),
      "16": text("more"),
      "8": node("VAEDecode", ["samples": ["1", 0]]),
    ]
    let read = try metadata(graph(upscaled.objectValue ?? [:]))
    #expect(read.provenance.recipe.seed == "42")
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.width == 640)
    #expect(!read.ambiguous)
  }

  @Test func `a sampler that nothing saves does not count`() throws {
    let stray: JSONValue = ["1": sampler(positive: ["16", 0], latent: ["17", 0], seed: 2), "16": text("stray")]
    var nodes = try #require(stray.objectValue)
    nodes["17"] = node("EmptyLatentImage", ["width": 8, "height": 8])
    for (id, node) in try #require(graph([:]).objectValue) { nodes[id] = node }
    let read = try metadata(.object(nodes))
    #expect(read.provenance.recipe.seed == "42")
    #expect(!read.ambiguous)
  }

  @Test func `two first passes with different texts are ambiguous`() throws {
    let other: JSONValue = [
      "10": sampler(positive: ["16", 0], latent: ["17", 0], seed: 2), "16": text("other"),
      "17": node("EmptyLatentImage", ["width": 8, "height": 8]), "18": node("SaveImage", ["images": ["10", 0]]),
    ]
    let read = try metadata(graph(other.objectValue ?? [:]))
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.ambiguous)
  }

  @Test func `without a sampler the titles tell`() throws {
    let read = try metadata([
      "1": node("CLIPTextEncode", ["text": "n"], title: "Negative Prompt"),
      "2": node("CLIPTextEncode", ["text": "p"], title: "Positive Prompt"),
      "3": node("Unknown", ["seed": 5, "ckpt_name": "m"]), "4": node("UpscaleModelLoader", ["model_name": "x4"]),
    ])
    #expect(read.provenance.recipe == Recipe(prompt: "p", negativePrompt: "n", model: "m", seed: "5"))
  }

  @Test func `a node that asks a service is read`() throws {
    let read = try metadata([
      "1": node("KlingTextToVideoNode", ["prompt": "p", "negative_prompt": "n", "model_name": "kling-v2"])
    ])
    #expect(read.provenance.recipe == Recipe(prompt: "p", negativePrompt: "n", model: "kling-v2"))
  }

  @Test(arguments: [
    JSONValue.array(["404", 0]), ["6"], ["6", 0, 0], [6, 0], ["6", "x"], .null, 5, "text", [], ["9", -1], .object([:]),
  ])
  func `links to nowhere and values of the wrong type do no harm`(_ link: JSONValue) throws {
    let read = try metadata(
      graph([
        "3": sampler(positive: link, negative: link, model: link, latent: link, seed: link),
        "6": node("CLIPTextEncode", ["text": link]), "10": ["class_type": 5], "11": ["class_type": "X", "inputs": 3],
        "12": 3,
      ]))
    #expect(read.provenance.recipe.model == "sd15.safetensors")
    #expect(read.provenance.recipe.parameters["steps"] == 20)
  }

  @Test func `cycles end`() throws {
    let read = try metadata(
      graph([
        "3": sampler(
          positive: ["10", 0], negative: ["12", 0], model: ["14", 0], latent: ["15", 0], seed: ["16", 0]),
        "10": node("FluxGuidance", ["conditioning": ["11", 0]]),
        "11": node("FluxGuidance", ["conditioning": ["10", 0]]),
        "12": node("CLIPTextEncode", ["text": ["13", 0], "clip": ["12", 0]]),
        "13": node("StringConcatenate", ["string_a": ["13", 0], "string_b": "x"]),
        "14": node("LoraLoader", ["model": ["14", 0]]), "15": node("LatentUpscale", ["samples": ["15", 0]]),
        "16": node("Seed", ["seed": ["16", 0]]),
      ]))
    #expect(read.provenance.recipe.parameters["steps"] == 20)
  }
}
