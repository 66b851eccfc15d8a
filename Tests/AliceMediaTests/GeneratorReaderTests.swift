import AliceMedia
import AliceModel
import Testing

@Suite struct `Generator readers` {
  private func metadata(_ entries: (String, String, String)...) -> ReadMetadata? {
    GeneratorReaders.read(entries.map { MetadataEntry(container: $0.0, key: $0.1, text: $0.2) })
  }

  private static let plain =
    "a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 64x32, Model: m"

  @Test(arguments: [
    ("", Generator.automatic1111), (", Version: v1.10.1", .automatic1111), (", Version: 1.6", .automatic1111),
    (", Version: f2.0.1v1.10.1-previous-669-gdfdcbab6", .forge), (", Version: neo", .forge),
    (", Version: neo-2.1", .forge),
    (", Version: classic", .forge), (", Version: f1.0.0v2-v1.10.1RC-latest-2184-g5", .reforge),
    (", Version: f0.0.1-v1.10.1", .reforge), (", App: SD.Next, Version: 56a8aea", .sdnext),
    (", Version: 56a8aea, Operations: txt2img", .sdnext), (", Version: ComfyUI", .comfyui),
    (", Version: stable-diffusion.cpp", .sdcpp), (", Version: Fooocus v2.5.5", .fooocus), (", Version: alice", .alice),
    (#", Civitai resources: [{"type":"checkpoint"}], Civitai metadata: {}"#, .civitai),
  ])
  func `relatives of the web UI are told apart`(_ suffix: String, _ generator: Generator) throws {
    let read = try #require(metadata(("png:tEXt", "parameters", Self.plain + suffix)))
    #expect(read.provenance.generator == generator)
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.seed == "5")
  }

  @Test(arguments: [
    ("png:tEXt", "parameters"), ("png:iTXt", "parameters"), ("exif:exif", "UserComment"), ("exif:ifd0", "UserComment"),
    ("jpeg:com", "parameters"), ("jpeg:com", "Comment"), ("xmp", "sdcpp:parameters"), ("sidecar:txt", "text"),
    ("gif:comment", "Comment"),
    ("mp4:keys", "parameters"),
  ])
  func `an infotext is found in`(_ container: String, _ key: String) {
    #expect(metadata((container, key, Self.plain))?.provenance.recipe.model == "m")
  }

  @Test func `all pairs of an infotext have their place`() throws {
    let text = #"""
      <lora:style:0.8>, a cat, <lora:light> <lora:style:1>
      Negative prompt: dog
      Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7.5, Seed: 18446744073709551615, Size: 64x32, \#
      Model hash: 0123456789, Model: m.v2, VAE: ae.pt, Denoising strength: 0.4, Clip skip: 2, ENSD: 31337, Tiling: True, \#
      Hires upscale: 2, Lora hashes: "style: 12ab, light: 34cd", Variation seed: 12345678901234567890, Version: v1.10.1
      """#
    let read = try #require(metadata(("png:tEXt", "parameters", text)))
    #expect(read.provenance.recipe.seed == "18446744073709551615")
    #expect(read.provenance.recipe.model == "m.v2")
    #expect(
      read.provenance.recipe.parameters == [
        "steps": 20, "sampler": "DPM++ 2M", "scheduler": "Karras", "cfg_scale": 7.5, "width": 64, "height": 32,
        "model_hash": "0123456789", "vae": "ae.pt", "denoise": 0.4, "clip_skip": 2, "ensd": 31337, "tiling": true,
        "hires_upscale": 2, "lora_hashes": "style: 12ab, light: 34cd", "variation_seed": "12345678901234567890",
        "version": "v1.10.1",
        "loras": [["name": "style", "weight": 0.8, "hash": "12ab"], ["name": "light", "weight": 1, "hash": "34cd"]],
      ])
  }

  @Test(arguments: ["-1", "", "abc", "1.5", "0x10"])
  func `what is no seed is none`(_ seed: String) throws {
    let read = try #require(metadata(("png:tEXt", "parameters", "a\nSteps: 1, Sampler: x, Model: m, Seed: \(seed)")))
    #expect(read.provenance.recipe.seed == nil)
  }

  @Test func `the date of an infotext is when it was made`() throws {
    let text = Self.plain + ", Created Date: 2026-01-04T01:27:21.2717070Z"
    let read = try #require(metadata(("exif:exif", "UserComment", text)))
    #expect(read.provenance.created == Timestamp("2026-01-04T01:27:21.271Z"))
  }

  @Test(arguments: [
    ("png:tEXt", "Description", "a holiday"), ("exif:exif", "UserComment", "Shot at f/2, 1/50: nice"),
    ("png:tEXt", "parameters", "just words"), ("png:tEXt", "Comment", "Created with GIMP"),
    ("jpeg:com", "Comment", "{}"),
    ("exif:ifd0", "Make", "Canon"), ("exif:ifd0", "Software", "GIMP 3.0.6"),
    ("xmp", "dc:description", "recipe: cake, time: 1 h, heat: 180"),
  ])
  func `an unknown text is nobody's`(_ container: String, _ key: String, _ text: String) {
    #expect(metadata((container, key, text)) == nil)
  }

  @Test func `no entries are nobody's`() { #expect(metadata() == nil) }

  @Test func `InvokeAI of today`() {
    let text = #"""
      {"positive_prompt": "a", "negative_prompt": "b", "seed": 1860920704, "cfg_scale": 6, "steps": 24, "scheduler": "euler_a",
       "width": 8, "height": 16, "model": {"name": "m", "hash": "blake3:1"}, "vae": {"name": "v"},
       "loras": [{"model": {"name": "l"}, "weight": 0.5}, {"lora": {"model_name": "k"}, "weight": 1}]}
      """#
    let read = metadata(("png:tEXt", "invokeai_metadata", text), ("png:tEXt", "prompt", "x"))
    #expect(
      read?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "a", negativePrompt: "b", model: "m", seed: "1860920704",
            parameters: [
              "cfg_scale": 6, "steps": 24, "scheduler": "euler_a", "width": 8, "height": 16, "model_hash": "blake3:1",
              "vae": "v", "loras": [["name": "l", "weight": 0.5], ["name": "k", "weight": 1]],
            ]), generator: .invokeai))
  }

  @Test(arguments: [
    ("Dream", #""a \"big\" cat [dog, mouse] here [rat]" -s 50 -S 2980747362 -W 512 -H 768 -C 5.0 -A k_lms -U 4 0.95"#),
    (
      "sd-metadata",
      #"{"model_weights": "w", "image": {"prompt": [{"prompt": "a \"big\" cat [dog, mouse] here [rat]", "weight": 1}], "seed": 2980747362, "steps": 50, "cfg_scale": 5.0, "sampler": "k_lms", "width": 512, "height": 768}}"#
    ),
  ])
  func `InvokeAI of old`(_ key: String, _ text: String) {
    let read = metadata(("png:tEXt", key, text))
    #expect(read?.provenance.generator == .invokeai)
    #expect(read?.provenance.recipe.prompt == "a \"big\" cat  here")
    #expect(read?.provenance.recipe.negativePrompt == "dog, mouse, rat")
    #expect(read?.provenance.recipe.seed == "2980747362")
    #expect(read?.provenance.recipe.parameters["steps"] == 50)
    #expect(read?.provenance.recipe.parameters["sampler"] == "k_lms")
    #expect(read?.width == 512 && read?.height == 768)
  }

  @Test(arguments: ["\"unclosed", "", "\"", "plain -s 5"])
  func `a damaged command is harmless`(_ text: String) { #expect(metadata(("png:tEXt", "Dream", text)) == nil) }

  @Test func `Tensor Art's true seed stands in the graph`() {
    let data =
      #"{"prompt":"p","negativePrompt":"n","seed":"-1","baseModel":{"modelFileName":"f","hash":"H"},"cfgScale":7,"ksamplerName":"euler"}"#
    let graph =
      #"{"1":{"class_type":"KSampler","inputs":{"seed":3036459311,"steps":25,"positive":["2",0]}},"2":{"class_type":"CLIPTextEncode","inputs":{"text":"x"}}}"#
    let read = metadata(("png:tEXt", "generation_data", data + "\0"), ("png:tEXt", "prompt", graph))
    #expect(read?.provenance.generator == .tensorart)
    #expect(read?.provenance.recipe.prompt == "p")
    #expect(read?.provenance.recipe.seed == "3036459311")
    #expect(read?.provenance.recipe.model == "f")
    #expect(read?.provenance.recipe.parameters["cfg_scale"] == 7)
    #expect(read?.provenance.recipe.parameters["sampler"] == "euler")
  }

  @Test func `Stability Matrix keeps its exact texts`() {
    let json =
      #"{"PositivePrompt":"a\r\nb","NegativePrompt":"n","Steps":20,"CfgScale":5,"Seed":395309383,"Width":8,"Height":9,"ModelName":"m.st"}"#
    let read = metadata(
      ("png:tEXt", "parameters", Self.plain), ("png:tEXt", "parameters-json", json), ("png:tEXt", "smproj", "{}"))
    #expect(read?.provenance.generator == .stabilitymatrix)
    #expect(read?.provenance.recipe.prompt == "a\r\nb")
    #expect(read?.provenance.recipe.seed == "395309383")
    #expect(read?.provenance.recipe.parameters["sampler"] == "Euler a")
    #expect(read?.width == 8)
  }

  @Test func `Fooocus in both its schemes`() {
    let json =
      #"{"base_model": "m", "prompt": "p", "negative_prompt": "", "seed": "6952411511246973023", "resolution": "(768, 1280)", "guidance_scale": 4, "loras": [["l.st", 0.25, "ab"]], "full_prompt": ["x"]}"#
    let read = metadata(("png:tEXt", "parameters", json), ("png:tEXt", "fooocus_scheme", "fooocus"))
    #expect(
      read?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "p", model: "m", seed: "6952411511246973023",
            parameters: [
              "width": 768, "height": 1280, "cfg_scale": 4, "loras": [["name": "l.st", "weight": 0.25, "hash": "ab"]],
            ]), generator: .fooocus))
    for mark in [
      ("png:tEXt", "fooocus_scheme", "a1111"), ("exif:ifd0", "Software", "Fooocus v2.5.5"),
      ("exif:ifd0", "MakerNote", "a1111"),
    ] {
      #expect(metadata(("exif:ifd0", "UserComment", Self.plain), mark)?.provenance.generator == .fooocus)
    }
  }

  @Test func `NovelAI in PNG and in WebP, new and old`() {
    let comment =
      #"{"prompt": "old", "steps": 28, "scale": 5, "seed": 2043807047, "uc": "n", "v4_prompt": {"caption": {"base_caption": "base", "char_captions": [{"char_caption": "girl"}, {"char_caption": ""}]}}}"#
    let png = metadata(
      ("png:tEXt", "Software", "NovelAI"), ("png:tEXt", "Source", "NovelAI V4.5"), ("png:tEXt", "Comment", comment))
    #expect(png?.provenance.recipe.prompt == "base")
    #expect(png?.provenance.recipe.negativePrompt == "n")
    #expect(png?.provenance.recipe.model == "NovelAI V4.5")
    #expect(
      png?.provenance.recipe.parameters == ["steps": 28, "cfg_scale": 5, "characters": [["prompt": "girl"]]])
    let keys: JSONValue = ["Comment": .string(comment), "Software": "NovelAI", "Source": "NovelAI V4.5"]
    #expect(metadata(("exif:exif", "UserComment", keys.text))?.provenance == png?.provenance)
    let old = metadata(
      ("png:tEXt", "Software", "NovelAI"), ("png:iTXt", "Description", "described"),
      ("png:tEXt", "Comment", #"{"seed": 1}"#))
    #expect(old?.provenance.recipe == Recipe(prompt: "described", seed: "1"))
  }

  @Test func `Easy Diffusion as chunks and as JSON`() {
    let chunks = metadata(
      ("png:iTXt", "prompt", "7"), ("png:tEXt", "negative_prompt", "None"), ("png:tEXt", "seed", "4242424242"),
      ("png:tEXt", "use_stable_diffusion_model", "C:\\models\\m.safetensors"), ("png:tEXt", "guidance_scale", "7.5"),
      ("png:tEXt", "width", "64"), ("png:tEXt", "height", "32"))
    let json =
      #"{"prompt": "7", "seed": 4242424242, "use_stable_diffusion_model": "/home/me/m.safetensors", "guidance_scale": 7.5, "width": 64, "height": 32}"#
    let read = metadata(("exif:exif", "UserComment", json))
    #expect(chunks?.provenance == read?.provenance)
    #expect(
      read?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "7", model: "m.safetensors", seed: "4242424242",
            parameters: ["cfg_scale": 7.5, "width": 64, "height": 32]),
          generator: .easydiffusion))
  }

  @Test(arguments: [
    ("png:tEXt", "parameters"), ("exif:exif", "UserComment"), ("exif:ifd0", "Model"), ("sidecar:json", "swarm"),
  ])
  func `SwarmUI comes before the graph it ran`(_ container: String, _ key: String) {
    let json =
      #"{"sui_image_params": {"prompt": "p", "negativeprompt": "n", "model": "m", "seed": "1", "cfgscale": 7, "loras": ["l"], "loraweights": ["0.5"]}, "sui_extra_data": {"date": "2026-01-03"}}"#
    let graph = #"{"1":{"class_type":"KSampler","inputs":{"seed":3}}}"#
    let read = metadata(("png:tEXt", "prompt", graph), (container, key, json))
    #expect(
      read?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "p", negativePrompt: "n", model: "m", seed: "1",
            parameters: ["cfg_scale": 7, "loras": [["name": "l", "weight": 0.5]]]), generator: .swarmui,
          created: Timestamp("2026-01-03")))
  }

  @Test func `RuinedFooocus and spaces write JSON parameters`() {
    let ruined =
      #"{"Prompt": "p", "Negative": "n", "cfg": 8, "seed": 5, "base_model_name": "m", "software": "RuinedFooocus"}"#
    #expect(
      metadata(("png:tEXt", "parameters", ruined))?.provenance
        == Provenance(
          recipe: Recipe(prompt: "p", negativePrompt: "n", model: "m", seed: "5", parameters: ["cfg_scale": 8]),
          generator: .ruinedfooocus))
    let space =
      #"{"prompt": "p", "resolution": "1024 x 512", "num_inference_steps": 24, "seed": 5, "Model": "m", "Model hash": "H", "use_upscaler": null}"#
    #expect(
      metadata(("png:tEXt", "parameters", space))?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "p", model: "m", seed: "5",
            parameters: ["steps": 24, "model_hash": "H", "width": 1024, "height": 512]),
          generator: .hfspace))
  }

  @Test func `CivitAI's resources name model and LoRAs`() {
    let resources =
      #"[{"type":"checkpoint","modelName":"M","modelVersionName":"v2"},{"type":"lora","modelName":"L","weight":0.5}]"#
    let infotext =
      "a\nSteps: 25, Sampler: Euler a, CFG scale: 5, Seed: 1, Clip skip: 2, Civitai resources: \(resources)"
    let read = metadata(("exif:ifd0", "Artist", "ai"), ("exif:exif", "UserComment", infotext))
    #expect(read?.provenance.generator == .civitai)
    #expect(read?.provenance.recipe.model == "M")
    #expect(read?.provenance.recipe.parameters["loras"] == [["name": "L", "weight": 0.5]])
    let extra: JSONValue = ["prompt": "p", "negativePrompt": "n", "cfgScale": 4, "seed": 9]
    let graph: JSONValue = [
      "1": ["class_type": "KSampler", "inputs": ["seed": 3, "steps": 25, "model": ["2", 0]]],
      "2": ["class_type": "CheckpointLoaderSimple", "inputs": ["ckpt_name": "urn:air:sdxl:checkpoint:civitai:1@2"]],
      "extra": ["airs": []], "extraMetadata": .string(extra.text),
    ]
    let comfy = metadata(("exif:exif", "UserComment", graph.text))
    #expect(comfy?.provenance.generator == .civitai)
    #expect(comfy?.provenance.recipe.prompt == "p")
    #expect(comfy?.provenance.recipe.seed == "9")
    #expect(comfy?.provenance.recipe.model == "urn:air:sdxl:checkpoint:civitai:1@2")
  }

  @Test func `Draw Things as JSON and as text`() {
    let json =
      #"{"c": "p", "uc": "n", "model": "m.ckpt", "sampler": "DDIM", "scale": 10, "seed": 4242424242, "size": "96x64", "steps": 10}"#
    let text = "p\n-n\nSteps: 10, Sampler: DDIM, Guidance Scale: 10, Seed: 4242424242, Size: 96x64, Model: m.ckpt"
    let tool = ("xmp", "xmp:CreatorTool", "Draw Things")
    let read = metadata(tool, ("xmp", "dc:description", text), ("xmp", "exif:UserComment", json))
    #expect(
      read?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "p", negativePrompt: "n", model: "m.ckpt", seed: "4242424242",
            parameters: ["sampler": "DDIM", "cfg_scale": 10, "steps": 10, "width": 96, "height": 64]),
          generator: .drawthings))
    #expect(metadata(tool, ("xmp", "dc:description", text))?.provenance == read?.provenance)
  }

  @Test func `Midjourney's flags become parameters`() {
    let job = "1338fb17-2986-466a-a23e-b8b3c25c8c82"
    let text =
      "a lighthouse, tall --ar 3:2 --v 6.1 --s 250 --seed 4242424242 --raw --no birds, boats --sref 12 34 Job ID: \(job)"
    let read = metadata(("png:tEXt", "Description", text), ("png:tEXt", "Creation Time", "2025:11:01 10:00:00+00:00"))
    #expect(
      read?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "a lighthouse, tall", negativePrompt: "birds, boats", model: "midjourney-6.1", seed: "4242424242",
            parameters: ["aspect_ratio": "3:2", "stylize": 250, "raw": true, "sref": "12 34"]), requestID: job,
          generator: .midjourney, created: Timestamp("2025-11-01T10:00:00Z")))
    #expect(metadata(("png:tEXt", "Description", "a job Job ID: none")) == nil)
  }

  @Test(arguments: ["Made with Google AI", "Edited with Google AI"])
  func `Google signs with a credit line`(_ credit: String) {
    #expect(metadata(("xmp", "photoshop:Credit", credit))?.provenance == Provenance(generator: .google))
  }
}
