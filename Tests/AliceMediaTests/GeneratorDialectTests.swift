import AliceMedia
import AliceModel
import Testing

/// What generators wrote in other versions, or write besides the usual.
@Suite struct `Generator dialects` {
  private func metadata(_ entries: (String, String, String)...) -> ReadMetadata? {
    GeneratorReaders.read(entries.map { MetadataEntry(container: $0.0, key: $0.1, text: $0.2) })
  }

  @Test func `NovelAI's characters are kept with what they shall not be and where they stand`() {
    let comment = #"""
      {"prompt": "2girls", "uc": "bad", "seed": 1, "v4_prompt": {"caption": {"base_caption": "2girls", "char_captions": [
        {"char_caption": "girl, miku", "centers": [{"x": 0.5, "y": 0.3}]}, {"char_caption": "girl, rin", "centers": []}]}},
       "v4_negative_prompt": {"caption": {"base_caption": "bad", "char_captions": [{"char_caption": "", "centers": []}, {"char_caption": "hat"}]}}}
      """#
    let read = metadata(("png:tEXt", "Software", "NovelAI"), ("png:tEXt", "Comment", comment))
    #expect(read?.provenance.recipe.prompt == "2girls")
    #expect(read?.provenance.recipe.negativePrompt == "bad")
    #expect(
      read?.provenance.recipe.parameters == [
        "characters": [
          ["prompt": "girl, miku", "centers": [["x": 0.5, "y": 0.3]]],
          ["prompt": "girl, rin", "negative_prompt": "hat", "centers": []],
        ]
      ])
    #expect(read?.ambiguous == false)
  }

  @Test func `InvokeAI wrote values right behind their flags`() {
    let read = metadata(("png:tEXt", "Dream", #""a cat [dog]" -s50 -S2980747362 -W512 -H768 -C5 -Ak_lms -ft gfpgan"#))
    #expect(read?.provenance.recipe.prompt == "a cat")
    #expect(read?.provenance.recipe.seed == "2980747362")
    #expect(
      read?.provenance.recipe.parameters
        == ["steps": 50, "cfg_scale": 5, "sampler": "k_lms", "width": 512, "height": 768])
  }

  @Test func `NovelAI's description is the prompt where the comment is lost`() {
    let read = metadata(("png:tEXt", "Software", "NovelAI"), ("png:tEXt", "Description", "a lighthouse"))
    #expect(read?.provenance == Provenance(recipe: Recipe(prompt: "a lighthouse"), generator: .novelai))
  }

  @Test(arguments: ["unknown", "Unknown", "None"]) func `a word for no model is none`(_ word: String) {
    let read = metadata(("png:tEXt", "parameters", "a cat\nSteps: 20, Seed: 5, Model: \(word), CFG scale: 7"))
    #expect(read?.provenance.recipe == Recipe(prompt: "a cat", seed: "5", parameters: ["steps": 20, "cfg_scale": 7]))
  }

  @Test func `Fooocus numbered its LoRAs`() {
    let json =
      #"{"base_model": "m", "prompt": "p", "lora_combined_1": "a.st : 0.5", "lora_combined_2": "None : 1", "lora_combined_3": "b: c.st : -1"}"#
    let read = metadata(("png:tEXt", "parameters", json), ("png:tEXt", "fooocus_scheme", "fooocus"))
    #expect(
      read?.provenance.recipe.parameters == [
        "loras": [["name": "a.st", "weight": 0.5], ["name": "b: c.st", "weight": -1]]
      ])
  }

  @Test func `SwarmUI wrote lists as texts`() {
    let json = #"{"sui_image_params": {"prompt": "p", "loras": "a, b", "loraweights": "0.5, 1"}}"#
    #expect(
      metadata(("png:tEXt", "parameters", json))?.provenance.recipe.parameters == [
        "loras": [["name": "a", "weight": 0.5], ["name": "b", "weight": 1]]
      ])
  }

  @Test func `InvokeAI's graph tells where the metadata is missing, and Ideogram's caption is a prompt`() {
    let graph =
      #"{"id": "g", "nodes": {"n": {"type": "noise", "seed": 3}, "c": {"id": "c", "type": "core_metadata", "positive_prompt": "p", "seed": 7, "steps": 9}}}"#
    #expect(
      metadata(("png:tEXt", "invokeai_graph", graph))?.provenance.recipe
        == Recipe(prompt: "p", seed: "7", parameters: ["steps": 9]))
    let caption = #"{"ideogram4_caption": "c", "seed": 1}"#
    #expect(metadata(("png:tEXt", "invokeai_metadata", caption))?.provenance.recipe == Recipe(prompt: "c", seed: "1"))
  }

  @Test(arguments: [("png:iTXt", "imagemetahub_data", false), ("exif:exif", "UserComment", true)])
  func `Image MetaHub tells the recipe beside the graph`(_ container: String, _ key: String, _ isNested: Bool) {
    let data =
      #"{"generator": "ComfyUI", "prompt": "p", "negativePrompt": "n", "seed": 18446744073709551615, "steps": 20, "cfg": 7, "sampler_name": "euler", "model": "m", "loras": [{"name": "l", "weight": 0.5}], "workflow": {"nodes": []}}"#
    let read = metadata((container, key, isNested ? #"{"imagemetahub_data": \#(data)}"# : data))
    #expect(
      read?.provenance
        == Provenance(
          recipe: Recipe(
            prompt: "p", negativePrompt: "n", model: "m", seed: "18446744073709551615",
            parameters: ["steps": 20, "cfg_scale": 7, "sampler": "euler", "loras": [["name": "l", "weight": 0.5]]]),
          generator: .comfyui))
  }

  @Test func `an infotext may begin with any of its lines, be indented and be followed by templates`() {
    let line = "Steps: 20, Sampler: Euler, CFG scale: 7, Seed: 5, Model: m"
    #expect(metadata(("png:tEXt", "parameters", line))?.provenance.recipe.prompt == nil)
    #expect(
      metadata(("png:tEXt", "parameters", "Negative prompt: n\n" + line))?.provenance.recipe.negativePrompt == "n")
    let text =
      "a, Negative prompt: not this\r\nSteps: one, two\r\nNegative prompt: n\r\n  \(line)\r\nTemplate: {a|b}, c\r\nNegative Template: {n|m}"
    let read = metadata(("png:tEXt", "parameters", text))
    #expect(read?.provenance.recipe.prompt == "a, Negative prompt: not this\nSteps: one, two")
    #expect(read?.provenance.recipe.negativePrompt == "n")
    #expect(read?.provenance.recipe.seed == "5")
    #expect(read?.provenance.recipe.parameters["template"] == "{a|b}, c")
    #expect(read?.provenance.recipe.parameters["negative_template"] == "{n|m}")
  }

  @Test func `LoRAs may be weighed without a zero, and be LyCORIS`() {
    let text = "<lora:a:.8> <lyco:b:-0.5>\nSteps: 20, Sampler: Euler, Seed: 5, Model: m"
    #expect(
      metadata(("png:tEXt", "parameters", text))?.provenance.recipe.parameters["loras"] == [
        ["name": "a", "weight": 0.8], ["name": "b", "weight": -0.5],
      ])
  }
}
