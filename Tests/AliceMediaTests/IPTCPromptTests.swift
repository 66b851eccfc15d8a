import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// IPTC's properties for generated media, by whoever wrote them.
@Suite struct `IPTC's prompt` {
  private func metadata(_ properties: (String, String)...) -> ReadMetadata? {
    GeneratorReaders.read(properties.map { MetadataEntry(container: "xmp", key: $0.0, text: $0.1) })
  }

  @Test(
    arguments: [
      ("Tidepool", "2", "Tidepool 2", nil), ("Midjourney", "Midjourney 6.1", "Midjourney 6.1", Generator.midjourney),
      ("Tidepool", nil, "Tidepool", nil), ("OpenAI", "gpt-image-1", "OpenAI gpt-image-1", .openai),
    ] as [(String, String?, String, Generator?)])
  func `prompt and system of any program are read`(
    _ system: String, _ version: String?, _ model: String, _ generator: Generator?
  ) {
    var properties = [
      MetadataEntry(container: "xmp", key: "Iptc4xmpExt:AIPromptInformation", text: "a heron at dawn"),
      MetadataEntry(container: "xmp", key: "Iptc4xmpExt:AISystemUsed", text: system),
      MetadataEntry(container: "xmp", key: "Iptc4xmpExt:AIPromptWriterName", text: "Anna"),
    ]
    if let version {
      properties.append(MetadataEntry(container: "xmp", key: "Iptc4xmpExt:AISystemVersionUsed", text: version))
    }
    #expect(
      GeneratorReaders.read(properties)?.provenance
        == Provenance(
          recipe: Recipe(prompt: "a heron at dawn", model: model, parameters: ["prompt_writer": "Anna"]),
          generator: generator))
  }

  @Test func `the prompt may be a whole recipe`() {
    let infotext = "a heron\nNegative prompt: fog\nSteps: 20, Sampler: Euler, Seed: 5, Model: m"
    #expect(metadata(("Iptc4xmpExt:AIPromptInformation", infotext))?.provenance.recipe.seed == "5")
    let json = #"{"prompt": "a heron", "seed": 5}"#
    #expect(metadata(("iptcExt:AIPromptInformation", json))?.provenance.recipe == Recipe(prompt: "a heron", seed: "5"))
  }

  @Test func `it is added to what a manifest or a label claims`() {
    let source = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    let read = metadata(
      ("Iptc4xmpExt:DigitalSourceType", source), ("Iptc4xmpExt:AIPromptInformation", "a heron"),
      ("photoshop:Credit", "Made with Google AI"))
    #expect(read?.provenance.generator == .google)
    #expect(read?.provenance.recipe.prompt == "a heron")
    #expect(read?.provenance.recipe.parameters["claims"]?["digital_source_type"]?.stringValue == source)
  }

  @Test func `another recipe counts before it`() {
    let infotext = "a crane\nSteps: 20, Sampler: Euler, Seed: 5, Model: m"
    let read = GeneratorReaders.read([
      MetadataEntry(container: "xmp", key: "Iptc4xmpExt:AIPromptInformation", text: "a heron"),
      MetadataEntry(container: "png:tEXt", key: "parameters", text: infotext),
    ])
    #expect(read?.provenance.recipe.prompt == "a crane")
  }

  @Test func `a copy of alice's file that has only the XMP keeps the recipe`() throws {
    let file = try embedded(.made, in: try ContainerFixture.bytes("plain.png"))
    let xmp = try #require(inspected(file).xmp)
    let copy = ContainerParts.inserting(
      HandmadePNG.chunk("iTXt", Array("XML:com.adobe.xmp\0\0\0\0\0".utf8) + xmp),
      intoPNG: try ContainerFixture.bytes("plain.png"))
    let read = try #require(GeneratorReaders.read(inspected(copy).entries))
    #expect(read.provenance.recipe.prompt == AssetRecord.made.recipe.prompt)
    #expect(read.provenance.recipe.negativePrompt == "people")
    #expect(read.provenance.recipe.model == "flux-dev")
    #expect(read.provenance.endpoint == "fal-ai/flux/dev")
    #expect(read.provenance.generator == .alice)
    var found = AssetRecord.found
    found.provenance.recipe.negativePrompt = nil
    let other = try embedded(found, in: try ContainerFixture.bytes("plain.png"))
    let entries = try inspected(other).entries.filter { $0.container == "xmp" }
    #expect(GeneratorReaders.read(entries)?.provenance.generator == .comfyui)
    #expect(GeneratorReaders.read(entries)?.provenance.recipe.prompt == found.recipe.prompt)
    #expect(GeneratorReaders.read(entries)?.provenance.recipe.negativePrompt == nil)
  }
}
