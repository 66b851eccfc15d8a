import AliceMedia
import AliceModel
import Testing

/// What connects the nodes of the editor's form without a plain line: broadcasts, variables, bypassed nodes, groups.
@Suite struct `Connections of ComfyUI's editor` {
  private func read(_ sketch: ComfySketch) throws -> ReadMetadata { try Comfy.read(sketch.edited, key: "workflow") }

  @Test func `texts that are sent everywhere arrive by the names of the inputs`() throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let (negative, positive) = (sketch.encoder("bad hands", clip), sketch.encoder("an old rodent", clip))
        sketch.add("Prompts Everywhere", [("CONDITIONING", positive), ("CONDITIONING", negative)])
        return sketch.sampler(model: model, positive: nil, negative: nil, latent: latent)
      })
    #expect(read.provenance.recipe.prompt == "an old rodent")
    #expect(read.provenance.recipe.negativePrompt == "bad hands")
  }

  @Test func `the rules of a broadcast choose among inputs of one type`() throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let (negative, positive) = (sketch.encoder("bad hands", clip), sketch.encoder("an old rodent", clip))
        sketch.add("Anything Everywhere", [("anything", positive)])
        sketch.add("Anything Everywhere?", [("anything", negative)], widgets: [("", ".*"), ("", "^neg")])
        return sketch.sampler(model: model, positive: nil, negative: nil, latent: latent)
      })
    #expect(read.provenance.recipe.prompt == "an old rodent")
    #expect(read.provenance.recipe.negativePrompt == "bad hands")
  }

  @Test func `variables pass on their value, with a line and without one`() throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let (negative, positive) = (sketch.encoder("bad", clip), sketch.encoder("hard light", clip))
        let lined = sketch.add(
          "SetNode", [("CONDITIONING", positive)], widgets: [("", "Cond+")], outputs: [("*", "CONDITIONING")],
          title: "Set_Cond+")[0]
        sketch.add("easy setNode", [("CONDITIONING", negative)], widgets: [("", "Cond-")])
        let got = sketch.add(
          "easy getNode", widgets: [("", "")], outputs: [("CONDITIONING", "CONDITIONING")], title: "Get_Cond-")[0]
        let lit = sketch.add(
          "ICLightConditioning", [("positive", lined), ("negative", got)], widgets: [("", 0.18)],
          outputs: [("positive", "CONDITIONING"), ("negative", "CONDITIONING")])
        return sketch.sampler(model: model, positive: lit[0], negative: lit[1], latent: latent)
      })
    #expect(read.provenance.recipe.prompt == "hard light")
    #expect(read.provenance.recipe.negativePrompt == "bad")
    #expect(!read.ambiguous)
  }

  @Test func `a bypassed node connects what has the type of its output`() throws {
    let read = try read(
      .drawn { sketch, model, clip, latent in
        let (negative, positive) = (sketch.encoder("bad", clip), sketch.encoder("hard light", clip))
        let net = sketch.add(
          "ControlNetApplyAdvanced", [("positive", positive), ("negative", negative)],
          outputs: [("positive", "CONDITIONING"), ("negative", "CONDITIONING")], mode: 4)
        let lora = sketch.add(
          "LoraLoader", [("clip", clip), ("model", model)], widgets: [("", "off.safetensors"), ("", 1), ("", 1)],
          outputs: [("MODEL", "MODEL"), ("CLIP", "CLIP")], mode: 4)
        return sketch.sampler(model: lora[0], positive: net[0], negative: net[1], latent: latent)
      })
    #expect(read.provenance.recipe.prompt == "hard light")
    #expect(read.provenance.recipe.negativePrompt == "bad")
    #expect(read.provenance.recipe.model == "m.safetensors")
    #expect(read.provenance.recipe.parameters["loras"] == nil)
  }

  @Test func `the values of a group's instance count, not those of its template`() throws {
    func template(_ kind: String, _ values: JSONValue, _ inputs: [(String, String)], _ outputs: [(String, String)])
      -> JSONValue
    {
      [
        "type": .string(kind), "widgets_values": values,
        "inputs": .array(inputs.map { ["name": .string($0.0), "type": .string($0.1), "link": .null] }),
        "outputs": .array(outputs.map { ["name": .string($0.0), "type": .string($0.1)] }),
      ]
    }
    let conditioning = [("CONDITIONING", "CONDITIONING")]
    var sketch = ComfySketch()
    sketch.groups["Pipe"] = [
      "nodes": .array([
        template("CheckpointLoaderSimple", ["old.safetensors"], [], [("MODEL", "MODEL"), ("CLIP", "CLIP")]),
        template("CLIPTextEncode", ["old"], [("clip", "CLIP")], conditioning),
        template("CLIPTextEncode", ["old too"], [("clip", "CLIP")], conditioning),
      ]),
      "links": [[0, 1, 1, 0, 1, "CLIP"], [0, 1, 2, 0, 1, "CLIP"]],
    ]
    let group = sketch.add(
      "workflow>Pipe", widgets: [("", "new.safetensors"), ("", "fox girl"), ("", "worst")],
      outputs: [("MODEL", "MODEL"), ("CONDITIONING", "CONDITIONING"), ("CONDITIONING", "CONDITIONING")])
    let latent = sketch.latent()
    sketch.save(sketch.sampler(model: group[0], positive: group[1], negative: group[2], latent: latent))
    let read = try read(sketch)
    #expect(read.provenance.recipe.prompt == "fox girl")
    #expect(read.provenance.recipe.negativePrompt == "worst")
    #expect(read.provenance.recipe.model == "new.safetensors")
    #expect(!read.ambiguous)
  }
}
