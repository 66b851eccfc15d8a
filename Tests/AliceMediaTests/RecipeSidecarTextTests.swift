import AliceMedia
import AliceModel
import Testing

@Suite struct `Recipe sidecars` {
  private static let infotext =
    "a café 灯台\nNegative prompt: n\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 5, Model: m"

  private func entries(_ name: String, _ text: String) -> [MetadataEntry] {
    RecipeSidecarText.entries(fileName: name, Array(text.utf8))
  }

  private func read(_ name: String, _ text: String) -> ReadMetadata? { GeneratorReaders.read(entries(name, text)) }

  @Test func `an infotext in any encoding that is marked`() {
    let units = Array(Self.infotext.utf16)
    let bytes: [[UInt8]] = [
      Array(Self.infotext.utf8), [0xEF, 0xBB, 0xBF] + Array(Self.infotext.utf8),
      [0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
      [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
    ]
    for bytes in bytes {
      let read = GeneratorReaders.read(RecipeSidecarText.entries(fileName: "a.TXT", bytes))
      #expect(read?.provenance.recipe.prompt == "a café 灯台")
      #expect(read?.provenance.generator == .automatic1111)
    }
    let old = RecipeSidecarText.entries(fileName: "a.txt", [0x63, 0x61, 0x66, 0xE9, 0x80])
    #expect(old.map(\.text) == ["café€"])
  }

  @Test(arguments: ["1girl, solo, hatsune miku", "a photo of: a cat, by: me", "", "\u{0}"])
  func `a caption is kept and is nobody's prompt`(_ caption: String) {
    #expect(entries("a.txt", caption).map(\.text) == (caption.isEmpty ? [] : [caption]))
    #expect(read("a.txt", caption) == nil)
  }

  @Test(arguments: [
    ("Prompt: a cat\nand: a dog\nNegative Prompt: n\nSeed: 5\nStable Diffusion model: /m/sd.ckpt\nSteps: 25\nSampler: ddim"),
    ("prompt: a cat\r\nand: a dog\r\nnegative_prompt: n\r\nseed: 5\r\nuse_stable_diffusion_model: sd.ckpt\r\nnum_inference_steps: 25\r\nsampler_name: ddim\r\nuse_vae_model: None"),
  ])
  func `lines of Easy Diffusion`(_ text: String) {
    let read = read("a.txt", text)
    #expect(read?.provenance.generator == .easydiffusion)
    #expect(
      read?.provenance.recipe
        == Recipe(
          prompt: "a cat\nand: a dog", negativePrompt: "n", model: "sd.ckpt", seed: "5",
          parameters: ["steps": 25, "sampler": "ddim"]))
  }

  @Test func `JSON of every kind`() {
    let graph =
      #"{"3":{"class_type":"KSampler","inputs":{"seed":9,"positive":["6",0]}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"p"}}}"#
    let cases: [(String, String, Generator)] = [
      ("a.swarm.json", #"{"sui_image_params": {"prompt": "p", "seed": 9}}"#, .swarmui),
      ("a.json", #"{"prompt": "p", "seed": 9, "use_stable_diffusion_model": "m"}"#, .easydiffusion),
      ("a.json", #"{"positive_prompt": "p", "seed": 9, "app_version": "6.9"}"#, .invokeai),
      ("a.json", graph, .comfyui), ("a.json", #"{"prompt": \#(graph)}"#, .comfyui),
      ("a.JSON", #"{"prompt": \#(JSONValue.string(graph).text), "workflow": {}}"#, .comfyui),
      (
        "a.json",
        #"{"nodes": [{"id": 6, "type": "CLIPTextEncode", "widgets_values": ["p"]}, {"id": 1, "type": "RandomNoise", "widgets_values": [9]}]}"#,
        .comfyui
      ),
    ]
    for (name, text, generator) in cases {
      let read = read(name, text)
      #expect(read?.provenance.generator == generator)
      #expect(read?.provenance.recipe.prompt == "p")
      #expect(read?.provenance.recipe.seed == "9")
    }
  }

  @Test(arguments: [
    ("m.civitai.info", #"{"modelId": 5, "trainedWords": ["x"]}"#), ("m.json", #"{"modelId": 5, "prompt": "x"}"#),
    ("a.json", "[1]"), ("a.json", "{"), ("a.json", #"{"prompt": {"a": 1}}"#),
  ])
  func `other JSON is kept raw`(_ name: String, _ text: String) {
    #expect(entries(name, text).map(\.text) == [text])
    #expect(entries(name, text).map(\.container) == ["sidecar:json"])
    #expect(read(name, text) == nil)
  }

  @Test func `other names and files that are too long are not read`() {
    #expect(entries("a.xmp", "x").isEmpty && entries("txt", "x").isEmpty && entries("a.txt", "").isEmpty)
    let long = [UInt8](repeating: 0x20, count: RecipeSidecarText.maximumBytes + 1)
    #expect(RecipeSidecarText.entries(fileName: "a.txt", long).isEmpty)
  }

  @Test func `the file itself comes first, and a sidecar only fills its silence`() {
    let own = MetadataEntry(
      container: "png:tEXt", key: "parameters", text: "own\nSteps: 1, Sampler: x, Seed: 2, Model: m")
    let beside = entries("a.txt", Self.infotext)
    for list in [[own] + beside, beside + [own]] {
      #expect(GeneratorReaders.read(list)?.provenance.recipe.prompt == "own")
    }
    let silent = MetadataEntry(container: "xmp", key: "photoshop:Credit", text: "Made with Google AI")
    #expect(GeneratorReaders.read([silent] + beside)?.provenance.recipe.seed == "5")
    #expect(GeneratorReaders.read([silent])?.provenance.generator == .google)
  }
}
