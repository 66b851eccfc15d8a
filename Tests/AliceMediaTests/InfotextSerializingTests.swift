import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `Infotext serializing` {
  private let facts = FileFacts(format: .png, width: 1024, height: 768, bytes: 1)

  private func record(_ recipe: Recipe, generator: Generator? = .alice) throws -> AssetRecord {
    let added = try #require(Timestamp("2026-11-22T18:04:05+01:00"))
    return AssetRecord(provenance: Provenance(recipe: recipe, generator: generator), added: added)
  }

  @Test func `a hosted model without steps is written in the form that all readers take`() throws {
    let recipe = Recipe(prompt: "a cat", negativePrompt: "dog", model: "flux-dev", seed: "18446744073709551615")
    #expect(
      try Infotext.serialize(record(recipe), facts: facts) == """
        a cat
        Negative prompt: dog
        Steps: 0, Sampler: Undefined, CFG scale: 0, Seed: 18446744073709551615, Size: 1024x768, Model: flux-dev, \
        Version: alice
        """)
  }

  @Test func `nothing known still makes a whole text`() throws {
    let text = try Infotext.serialize(record(Recipe()), facts: facts)
    #expect(
      text
        == "\nNegative prompt: \nSteps: 0, Sampler: Undefined, CFG scale: 0, Seed: -1, Size: 1024x768, Version: alice")
    #expect(Infotext.parse(text)?["Version"] == "alice")
  }

  @Test func `the provider's names become the format's, all else follows`() throws {
    let recipe = Recipe(
      prompt: "a", model: "m", seed: "1",
      parameters: [
        "num_inference_steps": 28, "guidance_scale": 3.5, "image_size": "square, hd", "enable_safety_checker": true,
        "image_url": "https://example.com/a?token=secret", "x.y": 1, "prompt": "again", "note": .null,
        "lora": ["a", 1],
      ])
    var record = try record(recipe)
    record.provenance.endpoint = "fal-ai/flux/dev"
    record.provenance.provider = "fal"
    record.provenance.requestID = "8a4f"
    record.provenance.created = Timestamp("2026-11-22T18:04:05+01:00")
    let line = try #require(Infotext.serialize(record, facts: facts).split(separator: "\n").last)
    #expect(
      line == #"""
        Steps: 28, Sampler: Undefined, CFG scale: 3.5, Seed: 1, Size: 1024x768, Model: m, Version: alice, \#
        Endpoint: fal-ai/flux/dev, Provider: fal, Request ID: 8a4f, Created Date: "2026-11-22T18:04:05+01:00", \#
        Image size: "square, hd", Enable safety checker: True, Lora: "[\"a\",1]"
        """#)
  }

  @Test(arguments: [
    "a\nNegative prompt: b", "Negative prompt: b", "a\nSteps: 3",
    "Steps: 9, Sampler: x, CFG scale: 1, Seed: 3, Size: 1x1",
    "a\r\n  Negative prompt: b\rc", "a\nSeed: 1, Model: x, Size: 3x3\nb",
  ])
  func `a prompt that looks like the format itself does not break it`(_ prompt: String) throws {
    let text = try Infotext.serialize(
      record(Recipe(prompt: prompt, negativePrompt: prompt, model: "m", seed: "7")), facts: facts)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count { $0.contains("Negative prompt:") } == 1)
    #expect(lines.count { $0.hasPrefix("Steps:") } == 1)
    let parsed = try #require(Infotext.parse(text))
    #expect(parsed["Seed"] == "7")
    #expect(parsed.prompt.split(separator: "\n").count == prompt.split(whereSeparator: \.isNewline).count)
    #expect(parsed.prompt == parsed.negativePrompt)
  }

  @Test(arguments: ["", ",", ":", "\"", "\\", "\u{1}", "é", "🗼", "{}"])
  func `long values neither fill the line nor push the marks out of it`(_ part: String) throws {
    let long = String(repeating: "x" + part, count: 990 / (1 + part.utf8.count))
    var parameters: JSONObject = ["sampler": .string(long), "steps": .string(long), "model_hash": .string(long)]
    for index in 0..<200 { parameters["name_\(index)"] = .string(long) }
    let text = try Infotext.serialize(record(Recipe(model: long, seed: long, parameters: parameters)), facts: facts)
    let line = try #require(text.split(separator: "\n").last)
    #expect(line.utf8.count <= 10_000)
    #expect(line.hasPrefix("Steps: 0, Sampler: "))
    #expect(Infotext.parse(text)?["Version"] == "alice")
  }

  @Test func `the picture's maker is told where it was not alice`() throws {
    let text = try Infotext.serialize(record(Recipe(prompt: "a"), generator: .comfyui), facts: facts)
    #expect(text.contains("Version: alice, Generator: comfyui"))
    let entry = MetadataEntry(container: "png:tEXt", key: "parameters", text: text)
    #expect(GeneratorReaders.read([entry])?.provenance.generator == .comfyui)
  }

  @Test func `what is written is read again, two thousand times`() throws {
    var random = SplitMix64(seed: 20_261_122)
    for _ in 0..<2000 {
      let provenance = random.infotextProvenance()
      var record = try record(Recipe())
      record.provenance = provenance
      let text = Infotext.serialize(record, facts: facts)
      let read = try #require(
        GeneratorReaders.read([MetadataEntry(container: "png:iTXt", key: "parameters", text: text)]), "\(text)")
      var expected = provenance
      expected.recipe.parameters["width"] = 1024
      expected.recipe.parameters["height"] = 768
      try #require(read.provenance == expected, "\(text)")
      try #require(read.width == 1024 && read.height == 768)
    }
  }

  @Test func `AUTOMATIC1111's own expression finds the same pairs`() throws {
    let expression = try Regex(#"\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)"#)
    var random = SplitMix64(seed: 7)
    for _ in 0..<200 {
      var record = try record(Recipe())
      record.provenance = random.infotextProvenance()
      let text = Infotext.serialize(record, facts: facts)
      let line = try #require(text.split(separator: "\n").last.map(String.init))
      let theirs = line.matches(of: expression).map { match -> [String] in
        let value = String(match.output[2].substring ?? "")
        let unquoted = value.hasPrefix("\"") ? try? JSONValue(parsing: value).stringValue : value
        return [String(match.output[1].substring ?? ""), unquoted ?? value]
      }
      #expect(theirs == Infotext.parse(text)?.pairs.map { [$0.key, $0.value] }, "\(line)")
    }
  }
}

extension SplitMix64 {
  fileprivate mutating func infotextProvenance() -> Provenance {
    let seed = Bool.random(using: &self) ? String(next()) : nil
    var recipe = Recipe(prompt: text(lines: 3), negativePrompt: text(lines: 2), model: value(), seed: seed)
    if Bool.random(using: &self) { recipe.parameters["steps"] = JSONValue(Int.random(in: 1...150, using: &self)) }
    if Bool.random(using: &self) {
      recipe.parameters["cfg_scale"] = JSONValue(Double(Int.random(in: 1...300, using: &self)) / 10)
    }
    for name in ["sampler", "scheduler", "model_hash", "vae", "image_style", "output_format"]
    where Bool.random(using: &self) {
      recipe.parameters[name] = value().map(JSONValue.string)
    }
    recipe.parameters["denoise"] = 0.75
    recipe.parameters["enable_hr"] = .bool(Bool.random(using: &self))
    recipe.parameters["bounds"] = [1, "a, b", ["deep: er": .null]]
    let moment = Timestamp(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &self), offsetMinutes: 90)
    return Provenance(
      recipe: recipe, provider: "fal", endpoint: "fal-ai/flux/dev", requestID: value(), generator: .alice,
      created: moment)
  }

  private static let pieces = [
    "a", "Z", "7x", "cat", "(masterpiece:1.2)", ",", ", ", ":", "\"", "\\", "\\n", "'", " ", "{", "}", "[", "]", "é",
    "灯台",
    "🗼", "<", ">", "--", "/", "=", "\t", "|", "e\u{301}", "&", "%",
  ]

  /// Starts and ends with a letter: the format trims what stands outside.
  private mutating func line() -> String {
    let count = Int.random(in: 0...12, using: &self)
    return "x" + (0..<count).map { _ in Self.pieces.randomElement(using: &self) ?? "" }.joined() + "y"
  }

  private mutating func value() -> String? { line() }

  private mutating func text(lines: Int) -> String? {
    let count = Int.random(in: 0...lines, using: &self)
    return count == 0 ? nil : (0..<count).map { _ in line() }.joined(separator: "\n")
  }
}
