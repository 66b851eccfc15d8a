import AliceMedia
import AliceModel
import Testing

/// What one block of a file does not know another may.
@Suite struct `Stubs beside other blocks` {
  private static let graph =
    #"{"3":{"class_type":"KSampler","inputs":{"seed":77,"steps":24,"cfg":5.5,"positive":["6",0],"negative":["7",0],"model":["4",0]}},"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"g.st"}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"from the graph"}},"7":{"class_type":"CLIPTextEncode","inputs":{"text":"fog"}}}"#

  private func recipe(_ key: String, _ block: String, besideGraph: Bool = true) throws -> Recipe {
    let entries = [
      MetadataEntry(container: "png:tEXt", key: key, text: block),
      MetadataEntry(container: "png:tEXt", key: besideGraph ? "prompt" : "other", text: Self.graph),
    ]
    return try #require(GeneratorReaders.read(besideGraph ? entries : [entries[0]])?.provenance.recipe)
  }

  @Test(arguments: [
    (
      "imagemetahub_data",
      #"{"generator":"ComfyUI","prompt":"","negativePrompt":"","seed":0,"steps":0,"cfg":0,"model":"","loras":[]}"#
    ),
    ("imagemetahub_data", #"{"generator":"ComfyUI","prompt":"unknown","seed":0,"steps":0,"cfg":0,"model":"Unknown"}"#),
    ("imagemetahub_data", #"{"generator":"ComfyUI","prompt":"None","seed":-1,"steps":0,"model":"none"}"#),
    ("parameters", "Steps: 0, Sampler: unknown, CFG scale: 0, Seed: 0, Model: unknown"),
    (
      "parameters",
      "unknown\nNegative prompt: unknown\nSteps: 0, Sampler: None, CFG scale: 0.0, Seed: 0, Size: 0x0, Model: None"
    ),
  ])
  func `an empty block loses to the graph in every field`(_ key: String, _ block: String) throws {
    let recipe = try recipe(key, block)
    #expect(recipe.prompt == "from the graph")
    #expect(recipe.negativePrompt == "fog")
    #expect(recipe.seed == "77")
    #expect(recipe.model == "g.st")
    #expect(recipe.parameters["steps"] == 24)
    #expect(recipe.parameters["cfg_scale"] == 5.5)
  }

  @Test func `what a block knows counts, beside zeros that do not`() throws {
    let recipe = try recipe(
      "imagemetahub_data", #"{"generator":"ComfyUI","prompt":"a tin toy","seed":0,"steps":0,"cfg":0,"model":"m.st"}"#)
    #expect(recipe.prompt == "a tin toy")
    #expect(recipe.model == "m.st")
    #expect(recipe.seed == "77")
    #expect(recipe.parameters["steps"] == 24)
    #expect(recipe.parameters["cfg_scale"] == 5.5)
  }

  @Test func `the seed 0 is a seed beside real steps, and so is a scale of 0`() throws {
    let recipe = try recipe("parameters", "a tin toy\nSteps: 4, Sampler: Euler, CFG scale: 0, Seed: 0, Model: m")
    #expect(recipe.seed == "0")
    #expect(recipe.parameters["cfg_scale"] == 0)
    #expect(recipe.parameters["steps"] == 4)
  }

  @Test func `alone a block is believed`() throws {
    let recipe = try recipe(
      "imagemetahub_data", #"{"generator":"ComfyUI","prompt":"a tin toy","seed":0,"steps":0,"model":"m"}"#,
      besideGraph: false)
    #expect(recipe.seed == "0")
    #expect(recipe.model == "m")
  }

  @Test func `an infotext without a prompt loses to one with a prompt`() {
    let line = "Steps: 20, Sampler: Euler, Seed: 5, Model: m"
    let read = GeneratorReaders.read([
      MetadataEntry(container: "png:tEXt", key: "parameters", text: line),
      MetadataEntry(
        container: "exif:exif", key: "UserComment", text: "a tin toy\nSteps: 4, Sampler: Euler, Seed: 6, Model: m"),
    ])
    #expect(read?.provenance.recipe.prompt == "a tin toy")
    #expect(read?.provenance.recipe.seed == "6")
  }
}
