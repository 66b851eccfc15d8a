import AliceMedia
import AliceModel
import Testing

/// Which text and which sampler count, and when a graph does not tell.
@Suite struct `ComfyUI choices` {
  private typealias Nodes = JSONObject

  private func encoder(_ link: JSONValue) -> JSONValue { Comfy.node("CLIPTextEncode", ["text": link]) }

  private func string(_ text: String) -> JSONValue { Comfy.node("PrimitiveStringMultiline", ["value": .string(text)]) }

  @Test func `every text of an ambiguous graph is kept by itself`() throws {
    let read = try Comfy.read(
      Comfy.graph([
        "3": Comfy.sampler(["positive": ["10", 0], "negative": ["13", 0]]),
        "10": Comfy.node("ConditioningCombine", ["conditioning_1": ["11", 0], "conditioning_2": ["12", 0]]),
        "11": Comfy.text("night"), "12": Comfy.text("day"),
        "13": Comfy.node("ConditioningCombine", ["conditioning_1": ["7", 0], "conditioning_2": ["14", 0]]),
        "14": Comfy.text("blur"),
      ]))
    #expect(read.provenance.ambiguous)
    #expect(read.provenance.recipe.prompt == "night")
    #expect(read.provenance.recipe.parameters["prompts"] == ["night", "day"])
    #expect(read.provenance.recipe.parameters["negative_prompts"] == ["a dog", "blur"])
  }

  @Test func `the texts of samplers that are as likely are kept too`() throws {
    let read = try Comfy.read(
      Comfy.graph([
        "20": Comfy.sampler(["positive": ["21", 0], "latent_image": ["5", 0]]), "21": Comfy.text("other"),
        "22": Comfy.node("SaveImage", ["images": ["20", 0]]),
      ]))
    #expect(read.ambiguous)
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.parameters["prompts"] == ["a cat", "other"])
  }

  @Test func `one text is no list`() throws {
    let read = try Comfy.read(Comfy.graph([:]))
    #expect(read.provenance.recipe.parameters["prompts"] == nil)
    #expect(read.provenance.recipe.parameters["negative_prompts"] == nil)
  }

  /// The shape of graphs that let a language model enlarge the prompt: its answer is not in the file.
  @Test func `what a language model was told is not the prompt where the user's words are there`() throws {
    let read = try Comfy.read(
      Comfy.graph([
        "6": encoder(["20", 0]),
        "20": Comfy.node("ComfySwitchNode", ["switch": false, "on_false": ["21", 0], "on_true": ["24", 0]]),
        "21": Comfy.node("PreviewAny", ["source": ["22", 0]]),
        "22": Comfy.node("ComfySwitchNode", ["switch": ["25", 0], "on_false": ["26", 0], "on_true": ["23", 0]]),
        "23": Comfy.node("TextGenerate", ["prompt": ["27", 0]]), "24": string("trigger"),
        "25": Comfy.node("PrimitiveBoolean", ["value": true]), "26": string("a yeti"),
        "27": Comfy.node("StringConcatenate", ["string_a": ["28", 0], "string_b": ["26", 0], "delimiter": ""]),
        "28": string("You are an expert."),
      ]))
    #expect(read.provenance.recipe.prompt == "a yeti")
    #expect(read.ambiguous)
  }

  @Test func `where only a language model was asked its question is told as doubtful`() throws {
    let read = try Comfy.read(
      Comfy.graph(["6": encoder(["20", 0]), "20": Comfy.node("OllamaGenerate", ["prompt": "describe a yeti"])]))
    #expect(read.provenance.recipe.prompt == "describe a yeti")
    #expect(read.ambiguous)
  }

  static let doubtful: [(String, JSONObject)] = [
    ("Mystery Switch", ["one": ["30", 0], "two": ["31", 0]]),
    ("ImpactWildcardProcessor", ["wildcard_text": "x"]), ("DPRandomGenerator", ["text": "x"]),
    ("SDXLPromptStyler", ["text_positive": "x", "style": "noir"]),
    ("StringFunction|pysssss", ["text_a": "x", "text_b": "", "action": "append"]),
    ("Unknown Mixer", ["text_a": "x", "text_b": "x"]),
  ]

  @Test(arguments: doubtful) func `a text that may not be the one used is doubtful`(
    _ kind: String, _ inputs: JSONObject
  ) throws {
    let read = try Comfy.read(
      Comfy.graph([
        "6": encoder(["20", 0]), "20": Comfy.node(kind, inputs), "30": string("x"), "31": string("y"),
      ]))
    #expect(read.provenance.recipe.prompt?.hasPrefix("x") == true)
    #expect(read.ambiguous)
  }

  static let certain: [(String, JSONObject)] = [
    ("ImpactWildcardProcessor", ["wildcard_text": "{x|y}", "populated_text": "x", "mode": "populate"]),
    ("ShowText|pysssss", ["text": ["32", 0], "text_0": "x"]),
    ("CR Text Input Switch", ["Input": 1, "text1": ["30", 0], "text2": ["31", 0]]),
    ("Text Input Switch", ["boolean": false, "text_a": ["31", 0], "text_b": ["30", 0]]),
    ("Any Switch (rgthree)", ["any_01": ["404", 0], "any_02": ["30", 0], "any_03": ["31", 0]]),
    ("Power Prompt (rgthree)", ["prompt": "x"]), ("CR Prompt Text", ["prompt": "x"]),
  ]

  @Test(arguments: certain) func `a text that the graph tells is certain`(_ kind: String, _ inputs: JSONObject) throws {
    let read = try Comfy.read(
      Comfy.graph([
        "6": encoder(["20", 0]), "20": Comfy.node(kind, inputs), "30": string("x"), "31": string("y"),
        "32": Comfy.node("TextGenerate", ["prompt": "p"]),
      ]))
    #expect(read.provenance.recipe.prompt == "x")
    #expect(!read.ambiguous)
  }

  @Test func `a box's text does not hide the prompt that it adds to`() throws {
    let box: Nodes = ["text": "a lamp", "width": 64, "conditioning_to": ["6", 0]]
    let read = try Comfy.read(
      Comfy.graph(["3": Comfy.sampler(["positive": ["10", 0]]), "10": Comfy.node("GLIGENTextBoxApply", box)]))
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.parameters["prompts"] == ["a cat", "a lamp"])
    #expect(read.ambiguous)
  }

  @Test func `an empty prompt stays empty, whatever other texts there are`() throws {
    let read = try Comfy.read(Comfy.graph(["6": Comfy.text(""), "20": Comfy.text("of another branch")]))
    #expect(read.provenance.recipe.prompt == nil)
    #expect(read.provenance.recipe.negativePrompt == "a dog")
  }

  @Test func `a text that is nowhere to be found is not replaced in silence`() throws {
    let read = try Comfy.read(
      Comfy.graph([
        "6": encoder(["20", 0]), "20": Comfy.node("Load Text File", ["path": "p.txt"]), "30": Comfy.text("stray"),
      ]))
    #expect(read.provenance.recipe.prompt == "stray")
    #expect(read.ambiguous)
  }

  @Test func `a graph without any text has no prompt`() throws {
    let read = try Comfy.read([
      "3": Comfy.sampler(["positive": ["4", 0], "negative": ["4", 1]]),
      "4": Comfy.node("StableZero123_Conditioning", ["clip_vision": ["5", 1], "width": 256, "height": 256]),
      "5": Comfy.node("ImageOnlyCheckpointLoader", ["ckpt_name": "zero.ckpt"]),
    ])
    #expect(read.provenance.recipe.prompt == nil)
    #expect(read.provenance.recipe.seed == "42")
    #expect(!read.ambiguous)
  }

  @Test func `a sampler that only prepares something does not count`() throws {
    let read = try Comfy.read(
      Comfy.graph([
        "1": Comfy.node("SamplerCustomAdvanced", ["guider": ["2", 0], "latent_image": ["40", 0]]),
        "2": Comfy.node("BasicGuider", ["conditioning": ["10", 0], "model": ["11", 0]]),
        "10": Comfy.node("LotusConditioning", [:]), "11": Comfy.node("UNETLoader", ["unet_name": "lotus"]),
        "40": Comfy.node("VAEEncode", ["pixels": ["41", 0]]), "41": Comfy.node("LoadImage", ["image": "a.png"]),
        "3": Comfy.sampler(["positive": ["12", 0], "latent_image": ["12", 2], "model": ["13", 0]]),
        "12": Comfy.node("InstructPixToPixConditioning", ["positive": ["6", 0], "pixels": ["1", 0]]),
        "13": Comfy.node("UNETLoader", ["unet_name": "flux"]),
      ]))
    #expect(read.provenance.recipe.seed == "42")
    #expect(read.provenance.recipe.model == "flux")
    #expect(read.provenance.recipe.prompt == "a cat")
  }

  @Test func `of two stages with one text the one that the other needs counts`() throws {
    let read = try Comfy.read(
      Comfy.graph([
        "1": Comfy.sampler(["seed": 7, "positive": ["2", 0], "latent_image": ["5", 1]]),
        "2": Comfy.node("StableCascade_StageB_Conditioning", ["conditioning": ["6", 0], "stage_c": ["3", 0]]),
        "9": Comfy.node("SaveImage", ["images": ["1", 0]]),
      ]))
    #expect(read.provenance.recipe.seed == "42")
    #expect(!read.ambiguous)
  }

  @Test func `a switched-off LoRA is not told`() throws {
    let read = try Comfy.read(
      Comfy.graph([
        "3": Comfy.sampler(["model": ["20", 0]]),
        "20": Comfy.node("ComfySwitchNode", ["switch": false, "on_false": ["22", 0], "on_true": ["21", 0]]),
        "21": Comfy.node("LoraLoaderModelOnly", ["lora_name": "l", "strength_model": 1, "model": ["22", 0]]),
        "22": Comfy.node("UNETLoader", ["unet_name": "m"]),
      ]))
    #expect(read.provenance.recipe.model == "m")
    #expect(read.provenance.recipe.parameters["loras"] == nil)
  }

  @Test func `a size may be written as one text`() throws {
    let latent = Comfy.node("SDXL Empty Latent Image (rgthree)", ["dimensions": "1216 x 832  (landscape)"])
    let read = try Comfy.read(Comfy.graph(["5": latent]))
    #expect(read.width == 1216 && read.height == 832)
  }

  @Test func `inputs that belong to a chosen model are read like the node's own`() throws {
    let read = try Comfy.read([
      "1": Comfy.node(
        "MinimaxHailuo03TextToVideoNode",
        ["model": "MiniMax H3 Max", "model.prompt": ["2", 0], "model.resolution": "768P", "model.seed": 7]),
      "2": Comfy.node("PrimitiveStringMultiline", ["value": "a fox"]),
      "3": Comfy.node("SaveVideo", ["video": ["1", 0]]),
    ])
    #expect(read.provenance.recipe == Recipe(prompt: "a fox", model: "MiniMax H3 Max", seed: "7"))
  }

  @Test func `the service nearest to what is saved was asked for the picture`() throws {
    let read = try Comfy.read([
      "1": Comfy.node("GeminiNode", ["prompt": "write a prompt", "seed": 1]),
      "2": Comfy.node("FluxProUltraImageNode", ["prompt": "a fox", "seed": 18_446_744_073, "raw": false]),
      "3": Comfy.node("SaveImage", ["images": ["2", 0]]),
    ])
    #expect(read.provenance.recipe == Recipe(prompt: "a fox", model: "flux-pro-1.1-ultra", seed: "18446744073"))
    #expect(!read.ambiguous)
  }

  @Test func `an SDXL tuple and a loader of everything carry all there is`() throws {
    let read = try Comfy.read([
      "1": Comfy.node(
        "KSampler SDXL (Eff.)", ["noise_seed": 790, "steps": 8, "sdxl_tuple": ["2", 0], "latent_image": ["2", 1]]),
      "2": Comfy.node(
        "Eff. Loader SDXL",
        [
          "base_ckpt_name": "xl.safetensors", "positive": "p", "negative": "n", "lora_stack": ["3", 0],
          "empty_latent_width": 768, "empty_latent_height": 1280,
        ]),
      "3": Comfy.node(
        "Lora Loader Stack (rgthree)",
        ["lora_01": "a", "strength_01": 0.7, "lora_02": "None", "strength_02": 1, "lora_03": "c", "strength_03": 0]),
      "4": Comfy.node("SaveImage", ["images": ["1", 3]]),
    ])
    #expect(
      read.provenance.recipe
        == Recipe(
          prompt: "p", negativePrompt: "n", model: "xl.safetensors", seed: "790",
          parameters: ["steps": 8, "width": 768, "height": 1280, "loras": [["name": "a", "weight": 0.7]]]))
  }

  @Test func `a pipe that carries its seed on the way is a sampler`() throws {
    let read = try Comfy.read([
      "1": Comfy.node("easy fullLoader", ["ckpt_name": "m", "positive": "p", "negative": "n"]),
      "3": Comfy.node("easy preSamplingAdvanced", ["pipe": ["1", 0], "seed": 77, "steps": 23]),
      "4": Comfy.node("easy kSampler", ["pipe": ["3", 0]]), "5": Comfy.node("SaveImage", ["images": ["4", 1]]),
    ])
    #expect(
      read.provenance.recipe
        == Recipe(prompt: "p", negativePrompt: "n", model: "m", seed: "77", parameters: ["steps": 23]))
  }
}
