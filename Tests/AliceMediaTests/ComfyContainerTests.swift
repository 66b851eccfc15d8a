import AliceMedia
import AliceModel
import Testing

/// Where graphs stand in files of different kinds.
@Suite struct `ComfyUI containers` {
  private static let prompt = #"""
    {"3": {"class_type": "KSampler", "inputs": {"seed": 42, "steps": 20, "positive": ["6", 0]}, "is_changed": [NaN, -Infinity]},
     "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "a cat"}}}
    """#
  private static let workflow = #"""
    {"nodes": [{"id": 6, "type": "CLIPTextEncode", "widgets_values": ["a dog"]}], "links": [], "extra": {"ds": {"scale": NaN}}}
    """#
  private static let nested = #"{"prompt": \#(JSONValue.string(prompt).text), "workflow": \#(workflow)}"#

  private func metadata(_ entries: (String, String, String)...) -> ReadMetadata? {
    GeneratorReaders.read(entries.map { MetadataEntry(container: $0.0, key: $0.1, text: $0.2) })
  }

  @Test(arguments: [
    ("png:tEXt", "prompt", prompt), ("png:iTXt", "prompt", prompt + "\0"), ("png:comf", "prompt", prompt),
    ("mp4:keys", "prompt", prompt), ("matroska:tag", "PROMPT", prompt), ("exif:ifd0", "Model", "prompt:" + prompt),
    ("exif:ifd0", "Make", "Prompt: " + prompt), ("exif:ifd0", "ImageDescription", "Prompt: " + prompt),
    ("exif:ifd0", "0x010C", "prompt:" + prompt), ("exif:ifd0", "UserComment", nested),
    ("exif:ifd0", "UserComment", #"{"prompt": \#(prompt), "workflow": \#(workflow)}"#),
    ("exif:exif", "UserComment", prompt),
    ("mp4:ilst", "comment", nested), ("mp4:udta", "©cmt", nested), ("matroska:tag", "COMMENT", nested),
  ])
  func `a graph is found in`(_ container: String, _ key: String, _ text: String) {
    let read = metadata((container, key, text))
    #expect(read?.provenance.generator == .comfyui)
    #expect(read?.provenance.recipe.prompt == "a cat")
    #expect(read?.provenance.recipe.seed == "42")
  }

  @Test(arguments: [
    ("png:tEXt", "workflow", workflow), ("matroska:tag", "WORKFLOW", workflow),
    ("exif:ifd0", "Make", "workflow:" + workflow),
    ("exif:ifd0", "ImageDescription", "Workflow: " + workflow), ("mp4:ilst", "comment", #"{"workflow": \#(workflow)}"#),
  ])
  func `the editor's graph alone tells its text`(_ container: String, _ key: String, _ text: String) {
    let read = metadata((container, key, text))
    #expect(read?.provenance.generator == .comfyui)
    #expect(read?.provenance.recipe.prompt == "a dog")
  }

  @Test func `the graph that ran wins over the editor's, wherever they stand`() {
    let read = metadata(
      ("exif:ifd0", "Make", "workflow:" + Self.workflow), ("exif:ifd0", "Model", "prompt:" + Self.prompt))
    #expect(read?.provenance.recipe.prompt == "a cat")
  }

  @Test func `the last of several entries with one key counts`() {
    let first = Self.prompt.replacing("a cat", with: "old")
    #expect(
      metadata(("png:tEXt", "prompt", first), ("png:tEXt", "prompt", Self.prompt))?.provenance.recipe.prompt == "a cat")
  }

  @Test(arguments: ["a cat", "{}", #"{"prompt": "a cat"}"#, "[1]", "{", #"{"nodes": []}"#, "prompt:{}"])
  func `what is no graph is not ComfyUI's`(_ text: String) {
    #expect(metadata(("png:tEXt", "prompt", text))?.provenance.generator == nil)
    #expect(metadata(("exif:ifd0", "UserComment", text), ("exif:ifd0", "Make", text)) == nil)
  }

  @Test func `an editor's graph is read through its links, muted and bypassed nodes as they are`() throws {
    let workflow = #"""
      {"nodes": [
        {"id": 1, "type": "KSampler", "mode": 0, "widgets_values": [77, "randomize", 12, 6.5, "euler", "karras", 0.9],
         "inputs": [{"name": "model", "link": 1}, {"name": "positive", "link": 2}, {"name": "negative", "link": 3},
                    {"name": "latent_image", "link": 4}]},
        {"id": 2, "type": "LoraLoader", "mode": 4, "widgets_values": ["off.safetensors", 1, 1], "inputs": [{"name": "model", "link": 5}]},
        {"id": 3, "type": "CheckpointLoaderSimple", "widgets_values": ["m.ckpt"]},
        {"id": "p", "type": "CLIPTextEncode", "widgets_values": ["wanted"]},
        {"id": 5, "type": "CLIPTextEncode", "widgets_values": ["unwanted"]},
        {"id": 6, "type": "EmptyLatentImage", "widgets_values": [512, 768, 1]},
        {"id": 7, "type": "CLIPTextEncode", "mode": 2, "widgets_values": ["muted"]},
        {"id": 8, "type": "Reroute", "inputs": [{"name": "", "link": 6}]},
        {"id": 9, "type": "SaveImage", "inputs": [{"name": "images", "link": 7}]}],
       "links": [[1, 2, 0, 1, 0, "MODEL"], [2, 8, 0, 1, 1, "X"], {"id": 3, "origin_id": 5, "origin_slot": 0},
                 [4, 6, 0, 1, 3, "LATENT"], [5, 3, 0, 2, 0, "MODEL"], [6, "p", 0, 8, 0, "X"], [7, 1, 0, 9, 0, "IMAGE"], 5, [], {}]}
      """#
    let read = try #require(metadata(("png:tEXt", "workflow", workflow)))
    #expect(
      read.provenance.recipe
        == Recipe(
          prompt: "wanted", negativePrompt: "unwanted", model: "m.ckpt", seed: "77",
          parameters: [
            "steps": 12, "cfg_scale": 6.5, "sampler": "euler", "scheduler": "karras", "denoise": 0.9, "width": 512,
            "height": 768,
          ]))
  }

  @Test func `an infotext beside the graph is trusted for texts`() throws {
    let infotext = "computed\nNegative prompt: bad\nSteps: 30, Sampler: dpm, Seed: 42, Model: m"
    let read = try #require(metadata(("png:tEXt", "prompt", Self.prompt), ("png:tEXt", "parameters", infotext)))
    #expect(read.provenance.generator == .comfyui)
    #expect(read.provenance.recipe.prompt == "computed")
    #expect(read.provenance.recipe.negativePrompt == "bad")
    #expect(read.provenance.recipe.model == "m")
  }

  @Test(arguments: ["unknown", ""])
  func `an infotext that is a stub only fills gaps`(_ stub: String) throws {
    let infotext = "\(stub)\nNegative prompt: unknown\nSteps: 30, Sampler: dpm, Seed: 0, Model: m, Version: ComfyUI"
    let read = try #require(metadata(("png:tEXt", "prompt", Self.prompt), ("png:tEXt", "parameters", infotext)))
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.seed == "42")
    #expect(read.provenance.recipe.model == "m")
    #expect(read.provenance.recipe.parameters["steps"] == 20)
  }

  @Test func `VideoHelperSuite tells the time`() throws {
    let read = try #require(
      metadata(("png:tEXt", "prompt", Self.prompt), ("png:tEXt", "CreationTime", "2025-03-01 10:20:30")))
    #expect(read.provenance.created == Timestamp("2025-03-01T10:20:30Z"))
  }
}
