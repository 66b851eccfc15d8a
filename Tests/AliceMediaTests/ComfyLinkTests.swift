import AliceMedia
import AliceModel
import Testing

/// Contexts, pipes and nodes of unknown kinds between a sampler and its texts.
@Suite struct `Links of ComfyUI graphs` {
  private static let big = "Context Big (rgthree)"

  private func contexts(_ nodes: JSONObject) throws -> ReadMetadata {
    var all: JSONObject = [
      "3": Comfy.fullSampler(
        positive: ["41", 4], negative: ["41", 5], model: ["41", 1], latent: ["41", 6], seed: ["41", 8]),
      "43": Comfy.node("Seed (rgthree)", ["seed": 99]),
    ]
    for (id, node) in nodes { all[id] = node }
    return try Comfy.read(Comfy.fullGraph(all))
  }

  private let whole: JSONObject = [
    "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent": ["5", 0], "seed": ["43", 0],
  ]

  private func expectAll(_ read: ReadMetadata) {
    #expect(
      read.provenance.recipe
        == Recipe(
          prompt: "a cat", negativePrompt: "a dog", model: "sd15.safetensors", seed: "99",
          parameters: [
            "steps": 20, "cfg_scale": 7.5, "sampler": "euler", "scheduler": "normal", "denoise": 1.0, "width": 640,
            "height": 448,
          ]))
    #expect(!read.ambiguous)
  }

  @Test func `a context that holds a seed and conditioning is no sampler`() throws {
    expectAll(try contexts(["41": Comfy.node("Context (rgthree)", whole)]))
  }

  @Test func `a context adds to the one that it extends`() throws {
    var base = whole
    base["negative"] = nil
    expectAll(
      try contexts([
        "40": Comfy.node(Self.big, base), "41": Comfy.node(Self.big, ["base_ctx": ["40", 0], "negative": ["7", 0]]),
      ]))
  }

  @Test func `a switch of contexts passes on the first one that is there`() throws {
    let other = Comfy.node("Context (rgthree)", ["positive": ["44", 0], "seed": 5])
    expectAll(
      try contexts([
        "40": Comfy.node("Context (rgthree)", whole), "44": Comfy.text("another"), "45": other,
        "41": Comfy.node(
          "Context Switch (rgthree)", ["ctx_01": ["404", 0], "ctx_02": ["40", 0], "ctx_03": ["45", 0]]),
      ]))
  }

  @Test func `of merged contexts the last one counts for what it holds`() throws {
    let early = Comfy.node("Context (rgthree)", ["positive": ["44", 0], "model": ["4", 0], "latent": ["5", 0]])
    let late = Comfy.node("Context (rgthree)", ["positive": ["6", 0], "negative": ["7", 0], "seed": ["43", 0]])
    expectAll(
      try contexts([
        "39": early, "40": late, "44": Comfy.text("overridden"),
        "41": Comfy.node("Context Merge (rgthree)", ["ctx_01": ["39", 0], "ctx_02": ["40", 0]]),
      ]))
  }

  @Test func `settings in a context are found through it`() throws {
    let settings: JSONObject = ["steps": 31, "cfg": ["46", 0], "sampler": "heun", "scheduler": "beta"]
    var context = whole
    for (name, value) in settings { context[name] = value }
    let sampler = Comfy.node(
      "KSampler",
      [
        "seed": ["41", 8], "steps": ["41", 9], "cfg": ["41", 11], "sampler_name": ["41", 13], "scheduler": ["41", 14],
        "model": ["41", 1], "positive": ["41", 4], "negative": ["41", 5], "latent_image": ["41", 6],
      ])
    let read = try contexts([
      "3": sampler, "41": Comfy.node(Self.big, context), "46": Comfy.node("PrimitiveFloat", ["value": 3.5]),
    ])
    let parameters = read.provenance.recipe.parameters
    #expect(read.provenance.recipe.seed == "99")
    #expect(parameters["steps"] == 31 && parameters["cfg_scale"] == 3.5)
    #expect(parameters["sampler"] == "heun" && parameters["scheduler"] == "beta")
  }

  @Test(arguments: ["FromBasicPipe", "FromBasicPipe_v2"]) func `a pipe that is taken apart gives what was put in`(
    _ kind: String
  ) throws {
    let first = kind.hasSuffix("v2") ? 1 : 0
    func out(_ slot: Int) -> JSONValue { ["41", JSONValue(first + slot)] }
    let read = try contexts([
      "3": Comfy.fullSampler(positive: out(3), negative: out(4), model: out(0), seed: ["43", 0]),
      "41": Comfy.node(kind, ["basic_pipe": ["40", 0]]),
      "40": Comfy.node("ToBasicPipe", ["model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0]]),
    ])
    expectAll(read)
  }

  @Test(.timeLimit(.minutes(1))) func `contexts in a circle end`() throws {
    let read = try contexts([
      "40": Comfy.node(Self.big, ["base_ctx": ["41", 0]]), "41": Comfy.node(Self.big, ["base_ctx": ["40", 0]]),
    ])
    #expect(read.provenance.recipe.parameters["steps"] == 20)
  }

  @Test func `a node with one text for each polarity is never misread`() throws {
    let read = try Comfy.read([
      "11": Comfy.node(
        "## basic_pipe [556f76]",
        [
          "ckpt_name": "xl.safetensors", "linguistic_positive": "A photograph of a girl",
          "supporting_terms": "fujifilm",
          "negative": "Deformed, plastic",
        ]),
      "12": Comfy.node("## ksample-dec [7dd004]", ["steps": 20, "seed": 72, "basic_pipe": ["11", 0]]),
      "14": Comfy.node("PreviewImage", ["images": ["12", 1]]),
    ])
    #expect(read.provenance.recipe.prompt == "A photograph of a girl")
    #expect(read.provenance.recipe.negativePrompt == "Deformed, plastic")
    #expect(read.provenance.recipe.seed == "72")
  }

  @Test func `a text that nothing takes does not replace one that is hard to read`() throws {
    let read = try Comfy.read(
      Comfy.graph([
        "6": Comfy.node("CLIPTextEncode", ["text": ["68", 0]]), "7": Comfy.text(""),
        "68": Comfy.node("CharacterBuilder", ["seed": 1, "character": "a photographer in Lisbon", "mood": "Random"]),
        "64": Comfy.text("never linked"),
      ]))
    #expect(read.provenance.recipe.prompt == "a photographer in Lisbon")
    #expect(read.provenance.recipe.negativePrompt == nil)
    #expect(read.ambiguous)
  }

  @Test func `the first pass counts before one that repairs hands, and both are told`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "20": Comfy.text("perfect hands"), "21": Comfy.node("VAEEncodeForInpaint", ["pixels": ["8", 0]]),
        "23": Comfy.fullSampler(positive: ["20", 0], latent: ["21", 0], seed: 7),
        "24": Comfy.node("VAEDecode", ["samples": ["23", 0]]), "25": Comfy.node("SaveImage", ["images": ["24", 0]]),
      ]))
    #expect(read.provenance.recipe.seed == "42")
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.parameters["prompts"] == ["a cat", "perfect hands"])
    #expect(read.ambiguous)
  }

  @Test(arguments: [true, false]) func `two prompts in one are told apart`(_ isFile: Bool) throws {
    let file = Comfy.node(
      "LoadSinglePromptFromFile //Inspire", ["prompt_file": "p.txt", "index": 0, "text_data_opt": ["43", 0]])
    let zip = Comfy.node("ZipPrompt //Inspire", ["positive": ["44", 0], "negative": ["45", 0]])
    func string(_ text: String) -> JSONValue { Comfy.node("PrimitiveStringMultiline", ["value": .string(text)]) }
    let read = try Comfy.read(
      Comfy.graph([
        "6": Comfy.node("CLIPTextEncode", ["text": ["42", 0]]), "7": Comfy.node("CLIPTextEncode", ["text": ["42", 1]]),
        "42": Comfy.node("UnzipPrompt //Inspire", ["zipped_prompt": ["41", 0]]), "41": isFile ? file : zip,
        "43": string("positive: a crowned cat\n\nnegative: blurry"), "44": string("a crowned cat"),
        "45": string("blurry"),
      ]))
    #expect(read.provenance.recipe.prompt == "a crowned cat")
    #expect(read.provenance.recipe.negativePrompt == "blurry")
  }

  @Test func `a stream of settings without a sampler is read from its nodes`() throws {
    func text(_ text: String) -> JSONValue { Comfy.node("SeargeTextInputV2", ["prompt": .string(text)]) }
    let read = try Comfy.read([
      "3": text("a heron"), "5": text("bird"), "7": text("helmet"), "8": text("drawing"),
      "622": Comfy.node(
        "SeargePromptAdapterV2",
        [
          "main_prompt": ["3", 0], "secondary_prompt": ["5", 0], "negative_main_prompt": ["7", 0],
          "negative_style_prompt": ["8", 0],
        ]),
      "610": Comfy.node(
        "SeargeGenerationParameters",
        [
          "seed": 564, "steps": 30, "cfg": 4, "sampler_name": "dpmpp_2m", "scheduler": "karras", "image_width": 1024,
          "image_height": 768, "data": ["622", 0],
        ]),
      "609": Comfy.node("SeargeModelSelector", ["base_checkpoint": "xl.safetensors", "data": ["610", 0]]),
      "533": Comfy.node("SeargeMagicBox", ["stage": "sampling", "data": ["609", 0]]),
      "19": Comfy.node("SeargePreviewImage", ["images": ["533", 0]]),
    ])
    #expect(
      read.provenance.recipe
        == Recipe(
          prompt: "a heron", negativePrompt: "helmet", model: "xl.safetensors", seed: "564",
          parameters: [
            "steps": 30, "cfg_scale": 4, "sampler": "dpmpp_2m", "scheduler": "karras", "width": 1024, "height": 768,
          ]))
  }

  @Test(arguments: ["IPAdapter", "ControlNetLoader", "ADE_LoadAnimateDiffModel", "InstantIDModelLoader"])
  func `the file of a helper is not the model`(_ kind: String) throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(model: ["20", 0]),
        "20": Comfy.node(kind, ["model_name": "helper.bin", "model": ["4", 0]]),
      ]))
    #expect(read.provenance.recipe.model == "sd15.safetensors")
  }

  @Test(arguments: ["png:tEXt", "mp4:keys"]) func `in a film the sampler of the film counts`(_ container: String) throws
  {
    let isFilm = container.hasPrefix("mp4")
    let graph = Comfy.fullGraph([
      "20": Comfy.node(
        "WanImageToVideo", ["positive": ["21", 0], "start_image": ["8", 0], "width": 832, "height": 480]),
      "21": Comfy.text("it turns its head"), "22": Comfy.fullSampler(positive: ["20", 0], latent: ["20", 2], seed: 7),
      "23": Comfy.node("VAEDecode", ["samples": ["22", 0]]), "24": Comfy.node("CreateVideo", ["images": ["23", 0]]),
      "25": Comfy.node("SaveVideo", ["video": ["24", 0]]),
    ])
    let read = try #require(
      GeneratorReaders.read([MetadataEntry(container: container, key: "prompt", text: graph.text)]))
    #expect(read.provenance.recipe.seed == (isFilm ? "7" : "42"))
    #expect(read.provenance.recipe.prompt == (isFilm ? "it turns its head" : "a cat"))
  }
}
