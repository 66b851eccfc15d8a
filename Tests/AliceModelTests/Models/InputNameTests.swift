import AliceModel
import AliceTestSupport
import Testing

@Suite struct InputNameTests {
  @Test func `an address that means nothing to others is replaced, wherever it stands`() throws {
    let id = try #require(AssetID(hex: String(repeating: "ab", count: 32)))
    let names: JSONObject = [
      "https://s/1?sig=9": .string(InputName.asset(id)),
      "https://s/2": .string(InputName.file("a;b.png", digest: "c0de")),
    ]
    let input: JSONValue = [
      "image_url": "https://s/1?sig=9", "list": [["path": "https://s/2"], "https://s/3"], "prompt": "https://s/2 ",
      "n": 3,
    ]
    let kept = InputName.replacing(names, in: input)
    #expect(
      kept == [
        "image_url": .string("asset:" + id.hex), "list": [["path": "file:a;b.png;sha256=c0de"], "https://s/3"],
        "prompt": "https://s/2 ", "n": 3,
      ])
    #expect(InputName.asset(in: "asset:" + id.hex) == id)
    #expect(InputName.asset(in: "asset:12") == nil && InputName.asset(in: id.hex) == nil)
    #expect(InputName.fileName(in: "file:cat.png;sha256=c0de") == "cat.png")
    #expect(InputName.fileName(in: "https://s/3") == nil)
  }

  @Test(arguments: [
    ("https://h/a.png?token=1#x", "https://h/a.png"), ("https://h/a.png", "https://h/a.png"),
    ("data:image/png;base64,AAAA", "data:image/png"),
  ])
  func `an address keeps no query, and data keeps its type alone`(given: String, kept: String) {
    #expect(InputName.address(given) == kept)
  }
}

@Suite struct MaskParameterTests {
  @Test(
    arguments: [
      (#"{"name":"mask_url","type":"string","description":"d"}"#, ParameterSpec.Media.mask),
      (#"{"name":"static_mask_url","type":"string","description":"d"}"#, .mask),
      (#"{"name":"mask_url","type":"string","description":"d","media":"image"}"#, .image),
      (#"{"name":"dynamic_masks","type":"array","description":"d"}"#, nil),
      (#"{"name":"unmasked_url","type":"string","description":"d"}"#, nil),
    ] as [(String, ParameterSpec.Media?)])
  func `a parameter for a mask is known by its name`(json: String, media: ParameterSpec.Media?) throws {
    let model = try ModelSpecs.model(parameters: json)
    #expect(model.parameters.first?.media == media)
  }

  @Test func `a mask goes to its place and a picture to another`() throws {
    let model = try #require(ModelRegistry.builtIn.model(named: "kling-v1-image"))
    #expect(try model.placing(.mask, ["m"]) == ["static_mask_url": "m"])
    #expect(try model.placing(.image, ["a", "b"]) == ["image_url": "a", "tail_image_url": "b"])
    #expect(throws: InputError.self) { try #require(ModelRegistry.builtIn.model(named: "svd")).placing(.mask, ["m"]) }
    let unlisted = try #require(ModelRegistry.builtIn.model(named: "fal-ai/some/inpaint"))
    #expect(try unlisted.placing(.mask, ["m"]) == ["mask_url": "m"])
  }
}

enum ModelSpecs {
  /// A model of that many parameters, as `models.json` would have them.
  static func model(parameters: String) throws -> ModelSpec {
    let text = """
      {"schema":1,"models":[{"name":"test-model","endpoint":"fal-ai/test/model","kind":"image-to-image","output":"images",
      "summary":"s","parameters":[\(parameters)]}]}
      """
    return try #require(ModelRegistry(json: try JSONValue(parsing: text))?.models.first)
  }
}
