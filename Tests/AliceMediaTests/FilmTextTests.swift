import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

/// The places in films where programs store the text of AUTOMATIC1111's web UI.
@Suite struct `Recipes in the texts of films` {
  private static let infotext =
    "paper boat in a rain gutter\nNegative prompt: plastic\nSteps: 20, Sampler: Euler, CFG scale: 7, Seed: 24681357"

  /// The fixture with `box` at the end of its `moov`.
  private static func film(_ box: [UInt8]) throws -> [UInt8] {
    let clip = BoxParts.withHeaderLast(try Fixtures.bytes("clips/clip-9x16-5s.mp4"))
    let moov = try #require(BoxParts.top(clip).last { $0.type == "moov" }?.range)
    return Array(clip[..<moov.lowerBound]) + BoxParts.box("moov", Array(clip[(moov.lowerBound + 8)...]) + box)
  }

  private static func box(_ type: [UInt8], _ payload: [UInt8]) -> [UInt8] {
    bigEndian(UInt32(payload.count + 8)) + type + payload
  }

  private static func handler(_ kind: String) -> [UInt8] {
    BoxParts.box("hdlr", [UInt8](repeating: 0, count: 8) + Array(kind.utf8) + [UInt8](repeating: 0, count: 13))
  }

  private static func data(_ text: String) -> [UInt8] {
    BoxParts.box("data", [0, 0, 0, 1, 0, 0, 0, 0] + Array(text.utf8))
  }

  private static func item(_ type: [UInt8], _ text: String) -> [UInt8] {
    let list = BoxParts.box("ilst", box(type, data(text)))
    return BoxParts.box("udta", BoxParts.box("meta", [0, 0, 0, 0] + handler("mdir") + list))
  }

  static func keyed(_ key: String, _ text: String) -> [UInt8] {
    let keys = BoxParts.box("keys", [0, 0, 0, 0, 0, 0, 0, 1] + BoxParts.box("mdta", Array(key.utf8)))
    let list = BoxParts.box("ilst", box([0, 0, 0, 1], data(text)))
    return BoxParts.box("udta", BoxParts.box("meta", [0, 0, 0, 0] + handler("mdta") + keys + list))
  }

  private func expectRecipe(_ file: [UInt8], _ name: String) throws {
    let recipe = try #require(GeneratorReaders.read(inspected(file).entries), "\(name)").provenance.recipe
    #expect(recipe.prompt == "paper boat in a rain gutter" && recipe.negativePrompt == "plastic", "\(name)")
    #expect(recipe.seed == "24681357", "\(name)")
  }

  @Test(arguments: ["desc", "ldes", "©cmt", "©des", "©lyr", "©nam", "©too"])
  func `an item of iTunes`(type: String) throws {
    let code = type.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    try expectRecipe(Self.film(Self.item(code, Self.infotext)), type)
  }

  @Test(arguments: ["©cmt", "©des", "©inf", "©nam"]) func `QuickTime's user data`(type: String) throws {
    let code = type.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    let size: [UInt8] = Array(bigEndian(UInt32(Self.infotext.utf8.count))[2...])
    let text: [UInt8] = size + [0x55, 0xC4] + Array(Self.infotext.utf8)
    try expectRecipe(Self.film(BoxParts.box("udta", Self.box(code, text))), type)
  }

  @Test func `3GPP's description`() throws {
    let text = [0, 0, 0, 0, 0x15, 0xC7] + Array(Self.infotext.utf8) + [0]
    try expectRecipe(Self.film(BoxParts.box("udta", BoxParts.box("dscp", text))), "dscp")
  }

  @Test(arguments: [
    "parameters", "PARAMETERS", "Comment", "com.apple.quicktime.comment", "com.apple.quicktime.description",
    "COM.APPLE.QUICKTIME.DESCRIPTION", "description", "Prompt",
  ])
  func `a key of Apple's in any case`(key: String) throws {
    try expectRecipe(Self.film(Self.keyed(key, Self.infotext)), key)
  }

  @Test(arguments: ["PARAMETERS", "DESCRIPTION", "COMMENT", "SYNOPSIS", "parameters", "Description", "PROMPT"])
  func `a tag of Matroska`(name: String) throws {
    try expectRecipe(
      MatroskaTests.film(MatroskaTests.tracks, MatroskaTests.cluster, MatroskaTests.tags(name, Self.infotext)), name)
  }

  @Test(arguments: ["PROMPT", "prompt", "Prompt"]) func `a graph under a key in any case`(name: String) throws {
    let graph = """
      {"1": {"class_type": "KSampler", "inputs": {"seed": 7, "positive": ["2", 0], "steps": 4}}, "2": {"class_type": \
      "CLIPTextEncode", "inputs": {"text": "a lighthouse"}}}
      """
    for file in [
      try Self.film(Self.keyed(name, graph)),
      MatroskaTests.film(MatroskaTests.tracks, MatroskaTests.cluster, MatroskaTests.tags(name, graph)),
    ] {
      #expect(try GeneratorReaders.read(inspected(file).entries)?.provenance.recipe.prompt == "a lighthouse", "\(name)")
    }
  }

  @Test(arguments: ["comment", "description", "synopsis"])
  func `a graph as the value of a key of an object`(name: String) throws {
    let text =
      #"{"prompt": "{\"1\": {\"class_type\": \"KSampler\", \"inputs\": {\"seed\": 7, \"positive\": [\"2\", 0], "#
      + #"\"steps\": 4}}, \"2\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": \"a lighthouse\"}}}"}"#
    for file in [
      try Self.film(Self.keyed(name, text)),
      MatroskaTests.film(MatroskaTests.tracks, MatroskaTests.cluster, MatroskaTests.tags(name.uppercased(), text)),
    ] {
      #expect(try GeneratorReaders.read(inspected(file).entries)?.provenance.recipe.prompt == "a lighthouse", "\(name)")
    }
  }

  @Test func `a description that is no infotext is no recipe`() throws {
    let file = try Self.film(Self.keyed("description", "Holidays in Rome"))
    #expect(try GeneratorReaders.read(inspected(file).entries) == nil)
  }
}
