import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// Programs that write plain names instead of a format of their own, and formats that only their marks tell apart.
@Suite struct `Plain recipes` {
  private func metadata(_ entries: (String, String, String)...) -> ReadMetadata? {
    GeneratorReaders.read(entries.map { MetadataEntry(container: $0.0, key: $0.1, text: $0.2) })
  }

  private static let wangp = #"""
    {"type": "WanGP v9.1 by DeepBeepMeep - Text2video 14B", "settings_version": 2.4, "model_type": "t2v",
     "model_filename": "/home/me/ckpts/t2v_14B.safetensors", "prompt": "a tin toy", "negative_prompt": "dust", "alt_prompt": "",
     "resolution": "832x480", "video_length": 81, "seed": 5, "num_inference_steps": 30, "guidance_scale": 5.5,
     "activated_loras": ["/l/a.safetensors", "b.safetensors", "c.safetensors"], "loras_multipliers": "0.8 1;0.5",
     "creation_date": "2026-03-04T05:06:07Z", "creation_timestamp": 1772600767}
    """#

  @Test(arguments: [
    ("mp4:udta", "©cmt"), ("matroska:tag", "COMMENT"), ("png:tEXt", "comment"), ("exif:exif", "UserComment"),
    ("sidecar:json", "json"),
  ])
  func `WanGP writes its settings into any container`(_ container: String, _ key: String) {
    #expect(
      metadata((container, key, Self.wangp))?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "a tin toy", negativePrompt: "dust", model: "t2v_14B.safetensors", seed: "5",
            parameters: [
              "video_length": 81, "steps": 30, "cfg_scale": 5.5, "width": 832, "height": 480,
              "loras": [
                ["name": "a.safetensors", "weight": 0.8], ["name": "b.safetensors", "weight": 1],
                ["name": "c.safetensors", "weight": 1],
              ],
            ]), generator: .wangp, created: Timestamp("2026-03-04T05:06:07Z")))
  }

  @Test func `WanGP's LoRAs that are not applied are left out`() {
    let json = #"""
      {"type": "WanGP v9.1", "settings_version": 2.4, "model_type": "t2v", "prompt": "a tin toy",
       "activated_loras": ["a", "b", "None", "c"], "loras_multipliers": ".8 0 1 0.5;0"}
      """#
    #expect(
      metadata(("png:tEXt", "comment", json))?.provenance.recipe.parameters["loras"]
        == [["name": "a", "weight": 0.8], ["name": "c", "weight": 0.5]])
  }

  @Test func `mflux names a base model and is not Fooocus`() {
    let json = #"""
      {"mflux_version": "0.17", "model": "black-forest-labs/FLUX.1-dev", "base_model": "dev", "seed": 5, "steps": 20,
       "guidance": 3.5, "height": 16, "width": 8, "lora_paths": ["/home/me/l.safetensors"], "lora_scales": [0.5],
       "image_path": "/home/me/face.png", "prompt": "a tin toy", "negative_prompt": null}
      """#
    #expect(
      metadata(("exif:exif", "UserComment", json))?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "a tin toy", model: "black-forest-labs/FLUX.1-dev", seed: "5",
            parameters: [
              "steps": 20, "guidance": 3.5, "width": 8, "height": 16, "mflux_version": "0.17",
              "loras": [["name": "l.safetensors", "weight": 0.5]],
            ]), generator: .mflux))
    let xmp = metadata(
      ("xmp", "xmp:CreatorTool", "MFLUX 0.17"), ("xmp", "dc:description", "a tin toy"), ("xmp", "mflux:seed", "5"),
      ("xmp", "mflux:steps", "20"), ("xmp", "mflux:model", "schnell"))
    #expect(
      xmp?.provenance
        == Provenance(
          recipe: Recipe(prompt: "a tin toy", model: "schnell", seed: "5", parameters: ["steps": 20]), generator: .mflux
        ))
  }

  @Test func `Mochi Diffusion writes a caption`() {
    let fields = [
      "Include in Image: a red; blue cube", "Exclude from Image: dust", "Model: m", "Steps: 8", "Guidance Scale: 4.5",
      "Seed: 5", "Size: 64 x 32", "Scheduler: PNDM", "Generator: Mochi Diffusion 5.2",
    ]
    for (separator, key) in [("; ", "dc:description"), ("\n", "ImageDescription")] {
      let text = fields.joined(separator: separator).replacing("d; b", with: separator == "; " ? "d\\; b" : "d; b")
      #expect(
        metadata(("xmp", key, text))?.provenance
          == Provenance(
            recipe: Recipe(
              prompt: "a red; blue cube", negativePrompt: "dust", model: "m", seed: "5",
              parameters: ["steps": 8, "cfg_scale": 4.5, "width": 64, "height": 32, "scheduler": "PNDM"]),
            generator: .mochidiffusion))
    }
  }

  @Test(arguments: [
    ["prompt", "negative_prompt", "seed", "num_inference_steps", "model"],
    ["Prompt", "Negative Prompt", "Seed", "Steps", "Model"],
    ["PROMPT", "NEGATIVE-PROMPT", "SEED", "STEPS", "MODEL_NAME"],
    ["positive_prompt", "n_prompt", "noise_seed", "steps", "checkpoint"],
    ["SD:prompt", "SD:negative_prompt", "SD:seed", "SD:steps", "SD:model"],
  ])
  func `scripts write one text per field`(_ keys: [String]) {
    let texts = ["a tin toy", "dust", "18446744073709551615", "30", "some/model"]
    let entries = zip(keys, texts).map { MetadataEntry(container: "png:tEXt", key: $0, text: $1) }
    #expect(
      GeneratorReaders.read(entries + [MetadataEntry(container: "png:tEXt", key: "Software", text: "x")])?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "a tin toy", negativePrompt: "dust", model: "some/model", seed: "18446744073709551615",
            parameters: ["steps": 30])))
  }

  @Test func `a camera's fields and other texts make no recipe`() {
    #expect(metadata(("exif:ifd0", "Model", "X100"), ("exif:exif", "Seed", "5")) == nil)
    #expect(metadata(("png:tEXt", "Seed", "5"), ("png:tEXt", "Model", "m")) == nil)
    #expect(metadata(("png:tEXt", "prompt", "{}")) == nil)
    #expect(metadata(("exif:exif", "prompt", "hello")) == nil)
    #expect(metadata(("png:tEXt", "Description", #"{"prompt": "who goes there?"}"#)) == nil)
    #expect(metadata(("png:tEXt", "Description", #"{"prompt": 5, "seed": 5}"#)) == nil)
    #expect(metadata(("sidecar:json", "civitai.info", #"{"prompt": "p", "seed": 5}"#)) == nil)
  }

  @Test(arguments: [
    ("exif:exif", "UserComment"), ("png:iTXt", "Description"), ("png:tEXt", "comment"), ("xmp", "dc:description"),
    ("mp4:udta", "©cmt"), ("png:tEXt", "generation_params"), ("png:tEXt", "prompt"), ("exif:ifd0", "XPComment"),
    ("sidecar:json", "json"),
  ])
  func `an object with a prompt and a seed is a recipe wherever it stands`(_ container: String, _ key: String) {
    let plain =
      #"{"prompt": "a tin toy", "negativePrompt": "dust", "seed": 5, "image_size": {"width": 8, "height": 16}, "guidance_scale": 0.0}"#
    let expected = Recipe(
      prompt: "a tin toy", negativePrompt: "dust", seed: "5", parameters: ["cfg_scale": 0, "width": 8, "height": 16])
    for json in [plain, #"{"tool": "x", "input": \#(plain)}"#, #"{"metadata": \#(JSONValue.string(plain).text)}"#] {
      let read = metadata((container, key, json))
      #expect(read?.provenance.recipe.prompt == expected.prompt)
      #expect(read?.provenance.recipe.seed == expected.seed)
      #expect(read?.provenance.generator == nil)
    }
    let read = metadata((container, key, plain))
    #expect(read?.provenance.recipe.negativePrompt == "dust")
    #expect(read?.width == 8 && read?.height == 16)
    #expect(read?.provenance.recipe.parameters["cfg_scale"]?.doubleValue == 0)
  }

  @Test func `an unknown program's base model is no mark of Fooocus`() {
    let read = metadata(("png:tEXt", "parameters", #"{"prompt": "a tin toy", "base_model": "dev", "tool": "x"}"#))
    #expect(read?.provenance.generator == nil)
    #expect(read?.provenance.recipe.prompt == "a tin toy")
    #expect(read?.provenance.recipe.model == "dev")
  }

  @Test func `of two objects with different prompts the first counts, and is ambiguous`() {
    let read = metadata(
      ("png:tEXt", "a", #"{"prompt": "one", "seed": 1}"#), ("png:tEXt", "b", #"{"prompt": "two", "seed": 2}"#))
    #expect(read?.provenance.recipe.prompt == "one")
    #expect(read?.provenance.recipe.parameters["prompts"] == ["one", "two"])
    #expect(read?.ambiguous == true)
  }

  @Test func `private folders of a model are left out`() {
    for (path, model) in [
      ("/home/me/m.ckpt", "m.ckpt"), ("C:\\Users\\me\\m.ckpt", "m.ckpt"), ("owner/name", "owner/name"), ("None", nil),
      ("unknown", nil),
    ] {
      let object: JSONValue = ["prompt": "p", "seed": 1, "model": .string(path)]
      #expect(metadata(("exif:exif", "UserComment", object.text))?.provenance.recipe.model == model)
    }
  }

  @Test(arguments: [("--v 6.1", "midjourney-6.1"), ("--niji 6", "midjourney-niji-6"), ("--version 5", "midjourney-5")])
  func `Midjourney's model has a name`(_ flag: String, _ model: String) {
    let text = "a tin toy --ar 3:2 \(flag) Job ID: 1338fb17-2986-466a-a23e-b8b3c25c8c82"
    #expect(metadata(("png:tEXt", "Description", text))?.provenance.recipe.model == model)
  }

  @Test func `words for nothing in JSON are no values`() {
    let text =
      #"{"prompt": "a cat", "negative_prompt": "None", "seed": "None", "steps": 5, "vae": "null", "sampler": "nan"}"#
    let entry = MetadataEntry(container: "exif:exif", key: "UserComment", text: text)
    #expect(
      GeneratorReaders.read([entry])?.provenance.recipe == Recipe(prompt: "a cat", parameters: ["steps": 5]))
  }

  @Test func `a graph without texts does not hide the prompt of another block`() {
    let read = GeneratorReaders.read([
      MetadataEntry(container: "png:tEXt", key: "prompt", text: #"{"1":{"class_type":"SaveImage","inputs":{}}}"#),
      MetadataEntry(container: "png:tEXt", key: "note", text: #"{"prompt": "a tin toy", "seed": 5}"#),
    ])
    #expect(read?.provenance.generator == .comfyui)
    #expect(read?.provenance.recipe == Recipe(prompt: "a tin toy", seed: "5"))
  }
}
