import AliceMedia
import AliceModel
import Testing

/// Graphs of which only the editor's form is in the file.
@Suite struct `ComfyUI's editor alone` {
  private func read(_ sketch: ComfySketch) throws -> ReadMetadata { try Comfy.read(sketch.edited, key: "workflow") }

  @Test func `a sampler of an unknown kind is read by the form of its values`() throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let (positive, negative) = (sketch.encoder("a blue whale", clip), sketch.encoder("ugly", clip))
        return sketch.sampler(
          "Mystery Denoiser", model: model, positive: positive, negative: negative, latent: latent, seed: 4711,
          more: ["CPU", "incremental", 0])
      })
    #expect(
      read.provenance.recipe
        == Recipe(
          prompt: "a blue whale", negativePrompt: "ugly", model: "m.safetensors", seed: "4711",
          parameters: [
            "steps": 20, "cfg_scale": 7.5, "sampler": "euler", "scheduler": "karras", "denoise": 1, "width": 640,
            "height": 448,
          ]))
    #expect(!read.ambiguous)
  }

  @Test(arguments: ["MZ_Encoder", "Some Text Thing"]) func `an encoder of an unknown kind has one text`(
    _ kind: String
  ) throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let (positive, negative) = (sketch.encoder("真实的照片", clip, kind: kind), sketch.encoder("ugly", clip))
        return sketch.sampler(model: model, positive: positive, negative: negative, latent: latent)
      })
    #expect(read.provenance.recipe.prompt == "真实的照片")
    #expect(!read.ambiguous)
  }

  @Test(arguments: ["easy preSampling", "Mystery Settings Sampler"]) func `a sampler may have its seed last`(
    _ kind: String
  ) throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let (positive, negative) = (sketch.encoder("a blue whale", clip), sketch.encoder("ugly", clip))
        return sketch.add(
          kind, [("model", model), ("positive", positive), ("negative", negative), ("latent", latent)],
          widgets: [("", 24), ("", 5.5), ("", "euler"), ("", "normal"), ("", 1.0), ("", 4711), ("", "randomize")],
          outputs: [("LATENT", "LATENT")])[0]
      })
    #expect(read.provenance.recipe.seed == "4711")
    #expect(read.provenance.recipe.parameters["steps"] == 24)
    #expect(read.provenance.recipe.parameters["sampler"] == "euler")
  }

  @Test(arguments: [["Default"], []] as [[JSONValue]])
  func `the choices of a loader that encodes are no texts`(_ configuration: [JSONValue]) throws {
    let read = try read(
      .drawn { sketch, _, _, latent in
        let values: [JSONValue] =
          ["m.safetensors"] + configuration + [
            "Baked VAE", -2, "None", 1.0, 1.0, "512 x 512", 512, 512, "a boat", "none", "comfy", "fog", "mean", "comfy",
            1, false,
          ]
        let loader = sketch.add(
          "easy fullLoader", widgets: values.map { ("", $0) },
          outputs: [("MODEL", "MODEL"), ("CONDITIONING+", "CONDITIONING"), ("CONDITIONING-", "CONDITIONING")])
        return sketch.sampler(model: loader[0], positive: loader[1], negative: loader[2], latent: latent)
      })
    #expect(read.provenance.recipe.prompt == "a boat")
    #expect(read.provenance.recipe.negativePrompt == "fog")
    #expect(!read.ambiguous)
  }

  @Test func `a node that gives nothing but a text gives the one that it holds`() throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let text = sketch.add("Power Thing", widgets: [("", "a boat")], outputs: [("STRING", "STRING")])[0]
        let positive = sketch.add(
          "CLIPTextEncode", [("clip", clip), ("text", text)], widgets: [("text", "")],
          outputs: [("CONDITIONING", "CONDITIONING")])[0]
        return sketch.sampler(
          model: model, positive: positive, negative: sketch.encoder("ugly", clip), latent: latent)
      })
    #expect(read.provenance.recipe.prompt == "a boat")
    #expect(read.provenance.recipe.negativePrompt == "ugly")
  }

  @Test func `what a wildcard became counts`() throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let positive = sketch.add(
          "ImpactWildcardEncode", [("clip", clip)],
          widgets: [
            ("", "a {girl|boy}"), ("", "a girl"), ("", false), ("", "Select the LoRA"), ("", "Select the Wildcard"),
            ("", 5), ("", "randomize"),
          ], outputs: [("CONDITIONING", "CONDITIONING")])[0]
        let negative = sketch.encoder("ugly", clip)
        return sketch.sampler(model: model, positive: positive, negative: negative, latent: latent)
      })
    #expect(read.provenance.recipe.prompt == "a girl")
    #expect(!read.ambiguous)
  }

  static let loaders: [(String, [JSONValue], [JSONValue])] = [
    ("easy fullLoader", ["Default"], []), ("easy fullLoader", ["Default"], ["length+mean", "A1111"]),
    ("easy a1111Loader", [], []), ("easy comfyLoader", [], ["none", "comfy"]),
  ]

  @Test(arguments: loaders)
  func `loaders with two texts have them in versions with and without weights`(
    _ kind: String, _ configuration: [JSONValue], _ weights: [JSONValue]
  ) throws {
    var values: [JSONValue] = ["xl.safetensors"]
    values += configuration
    values += ["Baked VAE", -2, "None", 1, 1, "512 x 512", 512, 512, "a red barn"] as [JSONValue]
    values += weights
    values.append("two people")
    values += weights
    values.append(1)
    let read = try read(
      .drawn { sketch, _, _, _ in
        let pipe = sketch.add(kind, widgets: values.map { ("", $0) }, outputs: [("pipe", "PIPE_LINE")])[0]
        let ready = sketch.add(
          "easy preSampling", [("pipe", pipe)],
          widgets: [("", 20), ("", 7), ("", "euler"), ("", "normal"), ("", 1), ("", 5), ("", "fixed")],
          outputs: [("pipe", "PIPE_LINE")])[0]
        return sketch.add("easy kSampler", [("pipe", ready)], outputs: [("image", "IMAGE")])[0]
      })
    #expect(read.provenance.recipe.prompt == "a red barn")
    #expect(read.provenance.recipe.negativePrompt == "two people")
  }

  @Test(arguments: ["false", "true", ", "]) func `a truth value is no part of joined texts`(_ value: String) throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let parts = ["a pink castle", " in the clouds"].map { text in
          sketch.add("Text Multiline", widgets: [("", .string(text))], outputs: [("STRING", "STRING")])[0]
        }
        let joined = sketch.add(
          "Text Concatenate", [("text_a", parts[0]), ("text_b", parts[1])], widgets: [("", .string(value))],
          outputs: [("STRING", "STRING")])[0]
        let positive = sketch.add(
          "Text to Conditioning", [("clip", clip), ("text", joined)], outputs: [("CONDITIONING", "CONDITIONING")])[0]
        let negative = sketch.encoder("ugly", clip)
        return sketch.sampler(model: model, positive: positive, negative: negative, latent: latent)
      })
    let separator = ["true": "\n", "false": ""][value] ?? value
    #expect(read.provenance.recipe.prompt == "a pink castle" + separator + " in the clouds")
    #expect(!read.ambiguous)
  }

  static let dynamic = [
    ("a fox, /* or a cat */ at night // later", "a fox,  at night ", false),
    ("a fox /* at night", "a fox /* at night", false),
    ("a //b\nfox", "a \nfox", false), ("a {red|blue} fox", "a {red|blue} fox", true), ("{a} fox", "{a} fox", false),
  ]

  @Test(arguments: dynamic) func `comments were not run, and of choices nobody knows which`(
    _ written: String, _ prompt: String, _ isAmbiguous: Bool
  ) throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let (positive, negative) = (sketch.encoder(written, clip), sketch.encoder("ugly", clip))
        return sketch.sampler(model: model, positive: positive, negative: negative, latent: latent)
      })
    #expect(read.provenance.recipe.prompt == prompt)
    #expect(read.ambiguous == isAmbiguous)
  }

  @Test func `a loader of both texts gives each its own, in doubt`() throws {
    let both = [("MODEL", "MODEL"), ("positive", "CONDITIONING"), ("negative", "CONDITIONING"), ("LATENT", "LATENT")]
    var sketch = ComfySketch()
    let loaded = sketch.add(
      "Mystery Loader", widgets: [("", "m.safetensors"), ("", "a heron at dawn"), ("", "ugly, blurry"), ("", 768)],
      outputs: both)
    sketch.save(sketch.sampler(model: loaded[0], positive: loaded[1], negative: loaded[2], latent: loaded[3]))
    let read = try read(sketch)
    #expect(read.provenance.recipe.prompt == "a heron at dawn")
    #expect(read.provenance.recipe.negativePrompt == "ugly, blurry")
    #expect(read.provenance.recipe.model == "m.safetensors")
    #expect(read.ambiguous)
  }

  @Test func `a prompt that was run empty is not taken from the editor`() throws {
    func saying(_ text: String) -> ComfySketch {
      .drawn { sketch, model, clip, latent in
        let (positive, negative) = (sketch.encoder(text, clip), sketch.encoder("ugly", clip))
        return sketch.sampler(model: model, positive: positive, negative: negative, latent: latent)
      }
    }
    let entries = [("prompt", saying("").executed), ("workflow", saying("an older one").edited)].map { key, graph in
      MetadataEntry(container: "png:tEXt", key: key, text: graph.text)
    }
    let read = try #require(GeneratorReaders.read(entries))
    #expect(read.provenance.recipe.prompt == nil)
    #expect(read.provenance.recipe.negativePrompt == "ugly")
  }

  @Test func `the node of a service has its values in a known order`() throws {
    var sketch = ComfySketch()
    let film = sketch.add(
      "MoonvalleyTxt2VideoNode",
      widgets: [
        ("", "A jellyfish floats."), ("", "gopro, bright"), ("", "16:9"), ("", 7), ("", 99), ("", "randomize"),
      ],
      outputs: [("VIDEO", "VIDEO")])[0]
    sketch.add("SaveVideo", [("video", film)])
    let read = try read(sketch)
    #expect(read.provenance.recipe.prompt == "A jellyfish floats.")
    #expect(read.provenance.recipe.negativePrompt == "gopro, bright")
    #expect(read.provenance.recipe.seed == "99")
    #expect(!read.ambiguous)
  }
}
