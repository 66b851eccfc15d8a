import AliceMedia
import AliceModel
import Testing

/// Every program writes LoRAs in a form of its own; recipes have one.
@Suite struct `LoRAs of generators` {
  private func loras(_ entries: (String, String, String)...) -> JSONValue? {
    let entries = entries.map { MetadataEntry(container: $0.0, key: $0.1, text: $0.2) }
    return GeneratorReaders.read(entries)?.provenance.recipe.parameters["loras"]
  }

  private func infotext(_ prompt: String, _ pairs: String) -> JSONValue? {
    loras(
      (
        "png:tEXt", "parameters",
        "\(prompt)\nSteps: 20, Sampler: Euler, Seed: 5, Model: m\(pairs.isEmpty ? "" : ", ")\(pairs)"
      ))
  }

  static let infotexts: [(String, String, JSONValue?)] = [
    ("<lora:a:0.5:0.8>, <lora:b:0>", "", [["name": "a", "weight": 0.5]]),
    (
      "<lora:a:te=0.5:unet=0.75:dyn=4> <LORA:b:-.5>", "",
      [["name": "a", "weight": 0.75], ["name": "b", "weight": -0.5]]
    ),
    (
      "<lora:x/a.safetensors:1>", #"Lora hashes: "a: 12ab, c: 34cd""#,
      [["name": "x/a.safetensors", "weight": 1, "hash": "12ab"], ["name": "c", "hash": "34cd"]]
    ),
    ("a cat", #"Lora hashes: "a: 12ab: 0.5, b: 34cd: 0""#, [["name": "a", "weight": 0.5, "hash": "12ab"]]),
    (
      "<lora:a:1>", #"Hashes: {"model": "99", "lora:a": "12ab", "LORA:b": "34cd"}"#,
      [["name": "a", "weight": 1, "hash": "12ab"], ["name": "b", "hash": "34cd"]]
    ),
    (
      "a cat", #"LoRA networks: "a, b", LoRA hashes: "12ab, 34cd""#,
      [["name": "a", "hash": "12ab"], ["name": "b", "hash": "34cd"]]
    ),
    (
      "a cat",
      "AddNet Enabled: True, AddNet Module 1: LoRA, AddNet Model 1: a(12ab), AddNet Weight A 1: 0, AddNet Weight B 1: 0.5",
      [["name": "a", "weight": 0.5, "hash": "12ab"]]
    ),
    ("a cat", "AddNet Enabled: False, AddNet Model 1: a(12ab), AddNet Weight 1: 1", nil),
    (
      "a cat",
      #"Civitai resources: [{"type":"checkpoint","modelName":"M"},{"type":"lora","weight":0.5,"modelName":"L"},{"type":"LoCon","air":"urn:air:sdxl:lora:civitai:1@2"}]"#,
      [["name": "L", "weight": 0.5], ["name": "urn:air:sdxl:lora:civitai:1@2", "weight": 1]]
    ),
  ]

  @Test(arguments: infotexts)
  func `infotexts tell LoRAs by tags, hashes and pairs`(_ prompt: String, _ pairs: String, _ expected: JSONValue?) {
    #expect(infotext(prompt, pairs) == expected)
  }

  static let drawThings: [(String, JSONValue)] = [
    (#""lora": [{"model": "a_f16.ckpt", "weight": 0.6}], "loras": null"#, [["name": "a_f16.ckpt", "weight": 0.6]]),
    (
      #""loras": [{"file": "a_f16.ckpt", "weight": 0.6}, {"file": "b", "weight": 0}]"#,
      [["name": "a_f16.ckpt", "weight": 0.6]]
    ),
    (
      #""lora": [], "v2": {"loras": [{"file": "a_f16.ckpt", "weight": 0.6}]}"#, [["name": "a_f16.ckpt", "weight": 0.6]]
    ),
  ]

  @Test(arguments: drawThings)
  func `Draw Things calls the file model or file`(_ members: String, _ expected: JSONValue) {
    let comment = #"{"c": "p", "uc": "n", "seed": 1, "model": "m", \#(members)}"#
    #expect(loras(("xmp", "xmp:CreatorTool", "Draw Things"), ("xmp", "exif:UserComment", comment)) == expected)
  }

  @Test func `Draw Things' description tells them too`() {
    let text =
      "p\n-n\nSteps: 22, Sampler: DPM++ 2M, Guidance Scale: 6.5, Seed: 1, LoRA 1 Model: a.ckpt, LoRA 1 Weight: 0.6, LoRA 2 Model: b.ckpt"
    let read = GeneratorReaders.read([
      MetadataEntry(container: "xmp", key: "xmp:CreatorTool", text: "Draw Things"),
      MetadataEntry(container: "xmp", key: "dc:description", text: text),
    ])
    #expect(
      read?.provenance.recipe.parameters["loras"] == [
        ["name": "a.ckpt", "weight": 0.6], ["name": "b.ckpt", "weight": 1],
      ])
    #expect(read?.provenance.recipe.parameters.keys.contains { $0.hasSuffix("1_model") } == false)
  }

  static let ruined: [(String, JSONValue?)] = [
    (
      #"[["B3D9", "0.5 - x/a.safetensors"], ["C0", "1.0 - None"]]"#,
      [["name": "x/a.safetensors", "weight": 0.5, "hash": "B3D9"]]
    ),
    (#""Loras:<Sub\\a.safetensors:0.5>,<None:0.5>""#, [["name": "Sub\\a.safetensors", "weight": 0.5]]),
    (#""Loras:""#, nil), ("[]", nil),
  ]

  @Test(arguments: ruined)
  func `RuinedFooocus lists them or writes them into a text`(_ value: String, _ expected: JSONValue?) {
    let json = #"{"Prompt": "p", "Negative": "", "seed": 1, "software": "RuinedFooocus", "loras": \#(value)}"#
    #expect(loras(("png:tEXt", "parameters", json)) == expected)
  }

  @Test func `Fooocus leaves out what is not used`() {
    let json = #"{"base_model": "m", "prompt": "p", "loras": [["a", 0.5, "12"], ["None", 1, ""], ["b", 0]]}"#
    #expect(loras(("png:tEXt", "parameters", json)) == [["name": "a", "weight": 0.5, "hash": "12"]])
  }

  @Test func `SwarmUI keeps the hashes with those of the models`() {
    let json =
      #"{"sui_image_params": {"prompt": "p", "loras": ["x/a", "b"], "loraweights": ["0.5", "0"]}, "sui_models": [{"name": "m", "param": "model", "hash": "0x1"}, {"name": "x/a.safetensors", "param": "loras", "hash": "0x2"}]}"#
    #expect(loras(("png:tEXt", "parameters", json)) == [["name": "x/a", "weight": 0.5, "hash": "0x2"]])
  }

  @Test func `InvokeAI's models have hashes`() {
    let json = #"{"positive_prompt": "p", "loras": [{"model": {"name": "a", "hash": "blake3:1"}, "weight": 0.5}]}"#
    #expect(loras(("png:tEXt", "invokeai_metadata", json)) == [["name": "a", "weight": 0.5, "hash": "blake3:1"]])
  }

  @Test func `a graph tells the weights that the infotext beside it does not`() {
    let graph = Comfy.fullGraph([
      "3": Comfy.fullSampler(model: ["20", 0]),
      "20": Comfy.node(
        "LoraLoaderModelOnly", ["lora_name": "x/a.safetensors", "strength_model": 0.5, "model": ["4", 0]]),
    ])
    let infotext = "a cat\nSteps: 20, Sampler: Euler, Seed: 5, Hashes: {\"LORA:a\": \"12\"}, Version: ComfyUI"
    #expect(
      loras(("png:tEXt", "parameters", infotext), ("png:tEXt", "prompt", graph.text))
        == [["name": "x/a.safetensors", "weight": 0.5, "hash": "12"]])
  }

  static let easyDiffusion: [(String, String, JSONValue)] = [
    ("a", "0.5", [["name": "a", "weight": 0.5]]),
    ("['a', 'b']", "[0.5, 1]", [["name": "a", "weight": 0.5], ["name": "b", "weight": 1]]),
    (#"["a", "b"]"#, #"["0.5", "1"]"#, [["name": "a", "weight": 0.5], ["name": "b", "weight": 1]]),
  ]

  @Test(arguments: easyDiffusion)
  func `Easy Diffusion has a field for names and one for weights`(
    _ names: String, _ weights: String, _ expected: JSONValue
  ) {
    #expect(
      loras(
        ("png:tEXt", "prompt", "p"), ("png:tEXt", "use_stable_diffusion_model", "m"),
        ("png:tEXt", "use_lora_model", names),
        ("png:tEXt", "lora_alpha", weights)) == expected)
  }

  @Test func `Tensor.Art's LoRAs are models of a type`() {
    let json =
      #"{"prompt": "p", "models": [{"type": "LORA", "modelFileName": "a", "weight": 0.5, "hash": "12"}, {"type": "LORA", "modelFileName": "b", "weight": 0}]}"#
    #expect(loras(("png:tEXt", "generation_data", json)) == [["name": "a", "weight": 0.5, "hash": "12"]])
  }
}
