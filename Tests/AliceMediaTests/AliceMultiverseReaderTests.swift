import AliceMedia
import AliceModel
import Testing

@Suite struct `Pictures of AliceMultiverse` {
  private func metadata(_ entries: (String, String, String)...) -> ReadMetadata? {
    GeneratorReaders.read(entries.map { MetadataEntry(container: $0.0, key: $0.1, text: $0.2) })
  }

  private static let document = """
    {"version": "1.0", "timestamp": "2025-05-26T10:00:00+00:00",
    "analysis": {"brisque": {"score": 25.5, "normalized": null}, "claude": {"defects_found": null}},
    "tags": {"style": ["noir"], "mood": ["calm", "dark"]}, "role": "hero", "project_id": "p1", "relationships": {}}
    """

  @Test func `a PNG tells its recipe in texts, and in JSON what was noted`() throws {
    let read = try #require(
      metadata(
        ("png:tEXt", "alice-multiverse:metadata", Self.document), ("png:tEXt", "parameters", "a lake, at dawn"),
        ("png:tEXt", "sd-model-name", "flux-dev"), ("png:tEXt", "seed", "18446744073709551615"),
        ("png:tEXt", "steps", "30"), ("png:tEXt", "cfg", "7.5"), ("png:tEXt", "sampler", "euler")))
    #expect(read.provenance.generator == .alice)
    #expect(
      read.provenance.recipe
        == Recipe(
          prompt: "a lake, at dawn", model: "flux-dev", seed: "18446744073709551615",
          parameters: [
            "steps": 30, "cfg_scale": 7.5, "sampler": "euler", "analysis": ["brisque": ["score": 25.5]],
            "tags": ["noir", "calm", "dark"], "role": "hero", "project_id": "p1",
          ]))
  }

  @Test func `a JPEG tells all in its description`() throws {
    let description = """
      {"version": "1.0", "timestamp": "2025-05-26T10:00:00+00:00", "metadata": {"prompt": "a fox",
      "generation_params": {"model": "m", "seed": 12345, "steps": 30}, "brisque_score": 25.5, "style_tags": ["noir"]}}
      """
    let read = try #require(
      metadata(("exif:ifd0", "ImageDescription", description), ("exif:ifd0", "XPComment", "a fox")))
    #expect(read.provenance.generator == .alice)
    #expect(
      read.provenance.recipe
        == Recipe(
          prompt: "a fox", model: "m", seed: "12345",
          parameters: ["steps": 30, "brisque_score": 25.5, "tags": ["noir"]]))
  }

  @Test func `what it only filed stays another program's`() throws {
    let infotext = "a cat\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Model: m"
    let read = try #require(
      metadata(("png:tEXt", "parameters", infotext), ("png:tEXt", "alice-multiverse:metadata", Self.document)))
    #expect(read.provenance.generator == .automatic1111)
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.parameters["role"] == "hero")
  }

  @Test func `what it only looked at is nobody's`() throws {
    let empty = #"{"version": "1.0", "analysis": {"brisque": {"score": null, "normalized": null}}}"#
    let read = try #require(metadata(("png:tEXt", "alice-multiverse:metadata", empty)))
    #expect(read == ReadMetadata())
  }

  @Test(arguments: ["", "{", "[]", "null", "{}", #"{"tags": 1, "generation": [], "prompt": {}}"#])
  func `broken documents do not trap`(_ text: String) {
    let read = metadata(("png:tEXt", "alice-multiverse:metadata", text))
    #expect(read?.provenance.recipe.prompt == nil)
  }

  @Test func `another JSON in a description is none of its own`() {
    #expect(metadata(("exif:ifd0", "ImageDescription", #"{"version": 1, "metadata": {"prompt": "a"}}"#)) == nil)
  }
}
