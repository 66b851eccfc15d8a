import AliceMedia
import AliceModel
import Testing

/// Infotexts that lost their line breaks, or that ports of the web UI write in their own way.
@Suite struct `Infotexts of other hands` {
  private static let parameters = "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 64x32, Model: m"

  private func recipe(_ text: String) throws -> Recipe {
    let entry = MetadataEntry(container: "png:tEXt", key: "parameters", text: text)
    return try #require(GeneratorReaders.read([entry])?.provenance.recipe)
  }

  @Test(arguments: [
    ("a pier at night. Negative prompt: fog, rain. ", "a pier at night.", "fog, rain."),
    ("a pier at night Negative prompt: fog ", "a pier at night", "fog"),
    ("a pier at night, ", "a pier at night,", nil),
    ("a pier at night ", "a pier at night", nil),
    ("a (pier:1.2), size: large. negative prompt: fog, ", "a (pier:1.2), size: large.", "fog,"),
    ("first line\na pier. Negative prompt: fog ", "first line\na pier.", "fog"),
    ("first line\nNegative prompt: fog. ", "first line", "fog."),
    ("a pier\nNegative prompt: fog,\nrain ", "a pier", "fog,\nrain"),
  ])
  func `prompt and parameters may share a line`(_ head: String, _ prompt: String, _ negative: String?) throws {
    let recipe = try recipe(head + Self.parameters)
    #expect(recipe.prompt == prompt)
    #expect(recipe.negativePrompt == negative)
    #expect(recipe.seed == "5")
    #expect(recipe.model == "m")
    #expect(
      recipe.parameters == ["steps": 20, "sampler": "Euler a", "cfg_scale": 7, "width": 64, "height": 32])
  }

  @Test(arguments: ["\r", "\r\n", #"\n"#])
  func `lines may end in another way`(_ end: String) throws {
    let recipe = try recipe(["a pier", "at night", "Negative prompt: fog", Self.parameters].joined(separator: end))
    #expect(recipe.prompt == "a pier\nat night")
    #expect(recipe.negativePrompt == "fog")
    #expect(recipe.seed == "5")
    #expect(try self.recipe(#"a \night, "# + Self.parameters).prompt == #"a \night,"#)
  }

  @Test func `a line without steps is parted after its negative prompt`() throws {
    let recipe = try recipe("a pier. Negative prompt: fog, rain. Sampler: Euler, Seed: 5, Size: 64x32, Model: m")
    #expect(recipe.prompt == "a pier.")
    #expect(recipe.negativePrompt == "fog, rain.")
    #expect(recipe.seed == "5")
    #expect(recipe.parameters["sampler"] == "Euler")
  }

  @Test(arguments: [
    "Size: 64x32, Steps: 20, Sampler: Euler, Seed: 5", "Clip skip: 2, Steps: 20, Sampler: Euler, Seed: 5",
    "Sampler: Euler, Hires steps: 9, Seed: 5, Steps: 20",
  ])
  func `parameters before the steps are no prompt`(_ line: String) throws {
    #expect(try recipe("a cat\n" + line).prompt == "a cat")
    #expect(try recipe(line).prompt == nil)
    #expect(try recipe(line).seed == "5")
  }

  @Test(arguments: [
    "Negative Prompt:", "NEGATIVE PROMPT:", "negative prompt:", "Negative_prompt:", "ネガティブプロンプト:", "反向提示词:",
    "Негативный промпт:", "Prompt négatif:",
  ])
  func `the negative prompt begins with its marker in any case and in other languages`(_ marker: String) throws {
    let recipe = try recipe("a cat\n\(marker) dog\n\(Self.parameters)")
    #expect(recipe.prompt == "a cat")
    #expect(recipe.negativePrompt == "dog")
  }

  @Test(arguments: ["Negative Prompt: b", "ネガティブプロンプト: b", "steps: 5"])
  func `what alice writes is not taken for a marker`(_ line: String) throws {
    var record = AssetRecord.made
    record.provenance.recipe.prompt = "a\n\(line)\nc"
    let text = Infotext.serialize(record, facts: FileFacts(format: .png, bytes: 0))
    let parsed = try #require(Infotext.parse(text))
    #expect(parsed.prompt.split(separator: "\n").count == 3)
    #expect(parsed.negativePrompt == "people")
  }

  @Test(arguments: ["None", "none", "nan", "NaN", "null", "undefined", "N/A"])
  func `words for nothing are no values`(_ word: String) throws {
    let recipe = try recipe(
      "a cat\nSteps: 20, Sampler: Euler, CFG scale: \(word), Seed: \(word), Size: \(word)x\(word), Model: \(word), VAE: \(word)"
    )
    #expect(recipe == Recipe(prompt: "a cat", parameters: ["steps": 20, "sampler": "Euler"]))
  }

  @Test func `a proper name in a key stays one word`() throws {
    let recipe = try recipe(
      #"a cat\#nSteps: 20, ControlNet 0: "Module: canny, Model: c [12ab], Weight: 0.8", ADetailer model: f.pt, FreeU: on, Seed: 5"#
    )
    #expect(recipe.parameters["controlnet_0"] == "Module: canny, Model: c [12ab], Weight: 0.8")
    #expect(recipe.parameters["adetailer_model"] == "f.pt")
    #expect(recipe.parameters["freeu"] == "on")
    #expect(recipe.model == nil)
  }

  @Test func `SD-Next's templates are not the negative prompt`() throws {
    let next = "Steps: 20, Seed: 5, CFG scale: 7, App: SD.Next, Version: 39e086d, Model: m"
    let empty = try recipe("a red barn\nNegative prompt: \nTemplate: a {red|blue} barn\n" + next)
    #expect(empty.negativePrompt == nil)
    #expect(empty.parameters["template"] == "a {red|blue} barn")
    let full = try recipe(
      "a barn\nNegative prompt: fog\nrain\nTemplate: a {x|y}\nbarn\nNegative Template: {fog|mist}\n" + next)
    #expect(full.negativePrompt == "fog\nrain")
    #expect(full.parameters["template"] == "a {x|y}\nbarn")
    #expect(full.parameters["negative_template"] == "{fog|mist}")
    let none = try recipe("a barn\nTemplate: a {x|y} barn\n" + next)
    #expect(none.prompt == "a barn")
    #expect(try recipe("a page\nTemplate: letter\n" + Self.parameters).prompt == "a page\nTemplate: letter")
  }

  @Test(arguments: [
    ("App: SD.Next, Version: f324b7c", Generator.sdnext), ("Version: f324b7c, Operations: txt2img", .sdnext),
    ("Version: f2.0.1v1.10.1-previous-669-gdfdcbab6", .forge), ("Version: f1234567", .automatic1111),
  ])
  func `a hash is not another program's version`(_ suffix: String, _ generator: Generator) {
    let entry = MetadataEntry(container: "png:tEXt", key: "parameters", text: "a cat\n\(Self.parameters), \(suffix)")
    #expect(GeneratorReaders.read([entry])?.provenance.generator == generator)
  }

  @Test func `stable-diffusion-cpp names the model in parts`() throws {
    let recipe = try recipe(
      "a cat\nSteps: 4, CFG scale: 1.0, Seed: 5, Model: , Sampler: euler, TE: t.safetensors, Unet: u.safetensors, VAE: v.safetensors, Version: stable-diffusion.cpp"
    )
    #expect(recipe.model == "u.safetensors")
    #expect(try self.recipe("a cat\nSteps: 4, Seed: 5, Unet: u, Model: m").model == "m")
  }

  @Test(arguments: [
    "parameters", "Parameters", "PARAMETERS", "Comment", "comment", "DESCRIPTION", "XPComment", "parameters ",
  ])
  func `keys count in any case`(_ key: String) {
    let entry = MetadataEntry(container: "png:tEXt", key: key, text: "a cat\n" + Self.parameters)
    #expect(GeneratorReaders.read([entry])?.provenance.recipe.seed == "5")
  }

  @Test(arguments: [("\u{FEFF}", ""), ("\u{FEFF}", "\0\0"), ("\0", "\u{FEFF}\0")])
  func `marks and NULs around a text do not count`(_ before: String, _ after: String) {
    let graph =
      #"{"1":{"class_type":"KSampler","inputs":{"seed":5,"positive":["2",0]}},"2":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat"}}}"#
    for (key, text) in [("prompt", graph), ("parameters", "a cat\n" + Self.parameters)] {
      let entry = MetadataEntry(container: "png:iTXt", key: key, text: before + text + after)
      let recipe = GeneratorReaders.read([entry])?.provenance.recipe
      #expect(recipe?.prompt == "a cat")
      #expect(recipe?.seed == "5")
    }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "Steps: 1 ", "Negative prompt: ", "Steps: 1, Seed: ", "a: ", "反向提示词", "N", "x Steps: 1, Seed: 2, Size: 3x4, ",
      "\"",
      "ControlNet 0: \"",
    ])
  func `texts of a megabyte that repeat what the parser looks for are done with in moments`(_ part: String) {
    let text = String(repeating: part, count: (1 << 20) / part.utf8.count)
    for text in [text, "x " + text + "\nSteps: 1, Seed: 2, Size: 3x4", text + "\n" + text] {
      _ = GeneratorReaders.read([MetadataEntry(container: "png:tEXt", key: "parameters", text: text)])
    }
  }

  @Test(.timeLimit(.minutes(3))) func `hundreds of thousands of negative prompts are read in one pass`() {
    let count = 400_000
    let parsed = Infotext.parse("a\n" + String(repeating: "Negative prompt: b\n", count: count) + Self.parameters)
    #expect(parsed?.prompt == "a" && parsed?.negativePrompt.utf8.count == 2 * count - 1)
  }
}
