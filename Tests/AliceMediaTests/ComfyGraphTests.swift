import AliceMedia
import AliceModel
import Testing

/// Graphs made for one rule each: samplers, models and what is around them.
@Suite struct `ComfyUI graphs` {
  @Test func `a plain graph tells everything`() throws {
    let read = try Comfy.read(Comfy.fullGraph([:]))
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
    #expect(
      try Comfy.read(Comfy.fullGraph(["3": Comfy.fullSampler(seed: seed)])).provenance.recipe.seed
        == "18446744073709551615")
  }

  @Test func `a seed, a text and a size may come from other nodes`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(seed: ["20", 0]), "20": Comfy.node("Seed (rgthree)", ["seed": 99]),
        "6": Comfy.node("CLIPTextEncode", ["text": ["21", 0], "clip": ["4", 1]]),
        "21": Comfy.node("PrimitiveStringMultiline", ["value": "from afar"]),
        "5": Comfy.node("EmptyLatentImage", ["width": ["22", 0], "height": 448]),
        "22": Comfy.node("PrimitiveInt", ["value": 1216]),
      ]))
    #expect(read.provenance.recipe.seed == "99")
    #expect(read.provenance.recipe.prompt == "from afar")
    #expect(read.width == 1216)
  }

  @Test func `custom samplers are read through guider, noise, sampler and sigmas`() throws {
    let read = try Comfy.read([
      "1": Comfy.node(
        "SamplerCustomAdvanced",
        ["noise": ["2", 0], "guider": ["3", 0], "sampler": ["4", 0], "sigmas": ["5", 0], "latent_image": ["6", 0]]),
      "2": Comfy.node("RandomNoise", ["noise_seed": 7]), "4": Comfy.node("KSamplerSelect", ["sampler_name": "heun"]),
      "3": Comfy.node("CFGGuider", ["model": ["7", 0], "positive": ["8", 0], "negative": ["9", 0], "cfg": 4]),
      "5": Comfy.node("SplitSigmas", ["step": 2, "sigmas": ["10", 0]]),
      "10": Comfy.node("BasicScheduler", ["scheduler": "beta", "steps": 28, "denoise": 0.5, "model": ["7", 0]]),
      "6": Comfy.node("EmptySD3LatentImage", ["width": 1024, "height": 768]),
      "7": Comfy.node("UNETLoader", ["unet_name": "flux1-dev.safetensors"]),
      "8": Comfy.node("FluxGuidance", ["guidance": 3.5, "conditioning": ["11", 0]]),
      "9": Comfy.node("ConditioningZeroOut", ["conditioning": ["11", 0]]), "11": Comfy.text("a fox"),
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

  @Test func `pipes carry everything`() throws {
    let read = try Comfy.read([
      "1": Comfy.node("ImpactKSamplerBasicPipe", ["seed": 3, "steps": 9, "basic_pipe": ["2", 0]]),
      "2": Comfy.node("ToBasicPipe", ["model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0]]),
      "4": Comfy.node("CheckpointLoaderSimple", ["ckpt_name": "m.ckpt"]), "6": Comfy.text("p"), "7": Comfy.text("n"),
    ])
    #expect(read.provenance.recipe.prompt == "p")
    #expect(read.provenance.recipe.negativePrompt == "n")
    #expect(read.provenance.recipe.model == "m.ckpt")
  }

  @Test func `LoRAs on the way to the model are told with their strengths`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(model: ["10", 0]),
        "10": Comfy.node("ModelSamplingFlux", ["model": ["11", 0]]),
        "11": Comfy.node(
          "LoraLoader", ["lora_name": "a.safetensors", "strength_model": 0.7, "strength_clip": 1, "model": ["12", 0]]),
        "12": Comfy.node(
          "Power Lora Loader (rgthree)",
          [
            "lora_1": ["on": true, "lora": "b.safetensors", "strength": -0.5],
            "lora_2": ["on": false, "lora": "off.safetensors", "strength": 1], "model": ["4", 0],
          ]),
        "13": Comfy.node("LoraLoader", ["lora_name": "unused.safetensors", "strength_model": 1, "model": ["4", 0]]),
      ]))
    #expect(read.provenance.recipe.model == "sd15.safetensors")
    #expect(
      read.provenance.recipe.parameters["loras"] == [
        ["name": "a.safetensors", "weight": 0.7], ["name": "b.safetensors", "weight": -0.5],
      ])
  }

  @Test func `clip skip and VAE are told`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "6": Comfy.node("CLIPTextEncode", ["text": "a cat", "clip": ["10", 0]]),
        "10": Comfy.node("CLIPSetLastLayer", ["stop_at_clip_layer": -2, "clip": ["4", 1]]),
        "11": Comfy.node("VAELoader", ["vae_name": "ae.safetensors"]),
      ]))
    #expect(read.provenance.recipe.parameters["clip_skip"] == 2)
    #expect(read.provenance.recipe.parameters["vae"] == "ae.safetensors")
  }

  @Test func `the first pass counts, not the one that makes it larger`() throws {
    let second = Comfy.fullSampler(positive: ["16", 0], latent: ["10", 0], seed: 2)
    let upscaled: JSONValue = [
      "1": second, "10": Comfy.node("LatentUpscale", ["samples": ["3", 0], "width": 2000, "height": 2000]),
      "16": Comfy.text("more"),
      "8": Comfy.node("VAEDecode", ["samples": ["1", 0]]),
    ]
    let read = try Comfy.read(Comfy.fullGraph(upscaled.objectValue ?? [:]))
    #expect(read.provenance.recipe.seed == "42")
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.width == 640)
    #expect(!read.ambiguous)
  }

  @Test func `a sampler that nothing saves does not count`() throws {
    let stray: JSONValue = [
      "1": Comfy.fullSampler(positive: ["16", 0], latent: ["17", 0], seed: 2), "16": Comfy.text("stray"),
    ]
    var nodes = try #require(stray.objectValue)
    nodes["17"] = Comfy.node("EmptyLatentImage", ["width": 8, "height": 8])
    for (id, node) in try #require(Comfy.fullGraph([:]).objectValue) { nodes[id] = node }
    let read = try Comfy.read(.object(nodes))
    #expect(read.provenance.recipe.seed == "42")
    #expect(!read.ambiguous)
  }

  @Test func `two first passes with different texts are ambiguous`() throws {
    let other: JSONValue = [
      "10": Comfy.fullSampler(positive: ["16", 0], latent: ["17", 0], seed: 2), "16": Comfy.text("other"),
      "17": Comfy.node("EmptyLatentImage", ["width": 8, "height": 8]),
      "18": Comfy.node("SaveImage", ["images": ["10", 0]]),
    ]
    let read = try Comfy.read(Comfy.fullGraph(other.objectValue ?? [:]))
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.ambiguous)
  }

  @Test func `a node that asks a service is read`() throws {
    let read = try Comfy.read([
      "1": Comfy.node("KlingTextToVideoNode", ["prompt": "p", "negative_prompt": "n", "model_name": "kling-v2"])
    ])
    #expect(read.provenance.recipe == Recipe(prompt: "p", negativePrompt: "n", model: "kling-v2"))
  }

  @Test(arguments: [
    JSONValue.array(["404", 0]), ["6"], ["6", 0, 0], [6, 0], ["6", "x"], .null, 5, "text", [], ["9", -1], .object([:]),
  ])
  func `links to nowhere and values of the wrong type do no harm`(_ link: JSONValue) throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(positive: link, negative: link, model: link, latent: link, seed: link),
        "6": Comfy.node("CLIPTextEncode", ["text": link]), "10": ["class_type": 5],
        "11": ["class_type": "X", "inputs": 3],
        "12": 3,
      ]))
    #expect(read.provenance.recipe.model == "sd15.safetensors")
    #expect(read.provenance.recipe.parameters["steps"] == 20)
  }

  @Test func `cycles end`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(
          positive: ["10", 0], negative: ["12", 0], model: ["14", 0], latent: ["15", 0], seed: ["16", 0]),
        "10": Comfy.node("FluxGuidance", ["conditioning": ["11", 0]]),
        "11": Comfy.node("FluxGuidance", ["conditioning": ["10", 0]]),
        "12": Comfy.node("CLIPTextEncode", ["text": ["13", 0], "clip": ["12", 0]]),
        "13": Comfy.node("StringConcatenate", ["string_a": ["13", 0], "string_b": "x"]),
        "14": Comfy.node("LoraLoader", ["model": ["14", 0]]),
        "15": Comfy.node("LatentUpscale", ["samples": ["15", 0]]),
        "16": Comfy.node("Seed", ["seed": ["16", 0]]),
      ]))
    #expect(read.provenance.recipe.parameters["steps"] == 20)
  }
}
