import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What real files of many generators say, against what is known of them.
@Suite(.enabled(if: Fixtures.corpus != nil)) struct `Corpus of generators` {
  /// One line of the corpus' manifest.
  struct Expectation {
    let path: String
    let generator: String
    let prompt: String
    let seed: String
    let model: String
    let basis: String
  }

  private static func expectations() throws -> [Expectation] {
    let url = try #require(Fixtures.corpus).appending(path: "MANIFEST.tsv")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { unquoted(String($0)) }
      guard fields.count >= 8, !fields[4].isEmpty else { return nil }
      let prompt = fields[4].replacing("\\r", with: "\r").replacing("\\n", with: "\n")
      return Expectation(
        path: fields[0], generator: fields[3], prompt: prompt, seed: fields[5], model: fields[6], basis: fields[7])
    }
  }

  /// As CSV writers quote: `"a ""b"""`.
  private static func unquoted(_ field: String) -> String {
    guard field.count >= 2, field.hasPrefix("\""), field.hasSuffix("\"") else { return field }
    return String(field.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }

  private static func read(_ path: String) throws -> ReadMetadata? {
    let url = try #require(Fixtures.corpus).appending(path: path)
    let bytes = try [UInt8](Data(contentsOf: url))
    let inspection = try MediaFile.inspect(bytes, offsetMinutes: 0)
    if let read = GeneratorReaders.read(inspection.entries) { return read }
    return StealthPayload.entry(in: bytes, inspection: inspection).flatMap {
      GeneratorReaders.read(inspection.entries + [$0])
    }
  }

  /// Line ends and the white space at the ends of lines do not count.
  private static func normalised(_ text: String?) -> String {
    (text ?? "").split(whereSeparator: \.isNewline).map { line in
      String(line.reversed().drop(while: \.isWhitespace).reversed())
    }.joined(separator: "\n")
  }

  /// Nil where all is as expected. Of texts that a graph combines, the expected one must be among them.
  private static func miss(_ expected: Expectation) -> String? {
    guard let read = try? read(expected.path) else { return "nothing read" }
    let recipe = read.provenance.recipe
    let (prompt, wanted) = (normalised(recipe.prompt), normalised(expected.prompt))
    guard prompt == wanted || read.ambiguous && prompt.contains(wanted) else {
      return "prompt \(prompt.debugDescription)"
    }
    guard expected.seed.isEmpty || recipe.seed == expected.seed else { return "seed \(recipe.seed ?? "none")" }
    guard expected.model.isEmpty || isModel(recipe.model, expected.model) else {
      return "model \(recipe.model ?? "none")"
    }
    return nil
  }

  /// Made-up files are expected without their extension.
  private static func isModel(_ model: String?, _ expected: String) -> Bool {
    model == expected || expected == "test-model-v1" && model?.hasPrefix("test") == true
  }

  private static func misses(of expectations: [Expectation]) -> [String] {
    expectations.compactMap { expected in miss(expected).map { "\(expected.path): \($0)" } }
  }

  @Test func `infotexts and ComfyUI graphs are read`() throws {
    let families: Set = [
      "sd-webui", "forge", "forge-classic", "forge-neo", "sd-next", "comfyui", "comfyui-vhs", "stealth",
    ]
    let expectations = try Self.expectations().filter { families.contains($0.generator) }
    let misses = Self.misses(of: expectations)
    #expect(expectations.count > 30)
    #expect(misses.isEmpty, "\(misses.joined(separator: "\n"))")
  }

  @Test func `all other generators are read as well`() throws {
    let families: Set = [
      "civitai", "swarmui", "hf-space", "invokeai", "novelai", "ruined-fooocus", "stability-matrix", "tensorart",
      "fooocus",
      "draw-things", "easydiffusion", "midjourney", "sd.cpp",
    ]
    let expectations = try Self.expectations().filter { families.contains($0.generator) }
    let misses = Self.misses(of: expectations)
    #expect(expectations.count > 20)
    #expect(misses.isEmpty, "\(misses.joined(separator: "\n"))")
  }

  @Test(arguments: [
    ("sd-metadata/png/sd-webui.png", Generator.automatic1111), ("sd-metadata/png/forge.png", .forge),
    ("sd-metadata/jpg/sd-next.jpg", .sdnext), ("sd-metadata/webp/comfyui-animated-webp.webp", .comfyui),
    ("sd-metadata/jpg/civitai.jpeg", .civitai), ("sd-metadata/png/swarmui.png", .swarmui),
    ("sd-metadata/png/stability-matrix.png", .stabilitymatrix), ("synthetic/sdcpp.jpg", .sdcpp),
    ("sd-parsers/parsers/AUTOMATIC1111/automatic1111_stealth.png", .automatic1111),
    ("synthetic/stealth_rgb_comp.png", .sdcpp),
    ("synthetic/google_xmp_like.jpg", .google), ("sd-metadata/c2pa/png/gemini_unknown.png", .google),
    ("synthetic/drawthings_like.png", .drawthings),
  ])
  func `the generator is told`(_ path: String, _ generator: Generator) throws {
    #expect(try Self.read(path)?.provenance.generator == generator)
  }

  @Test(arguments: ["sd-metadata/png/novelai-full.png", "sd-metadata/png/forge.png"])
  func `what is hidden in the pixels says the same as the texts`(_ path: String) throws {
    let bytes = try [UInt8](Data(contentsOf: #require(Fixtures.corpus).appending(path: path)))
    let inspection = try MediaFile.inspect(bytes, offsetMinutes: 0)
    let hidden = try #require(StealthPayload.entry(in: bytes, inspection: inspection))
    let (open, found) = (GeneratorReaders.read(inspection.entries), GeneratorReaders.read([hidden]))
    #expect(found?.provenance == open?.provenance)
    #expect(found?.provenance.recipe.prompt != nil)
  }

  @Test(arguments: ["sd-metadata/jpg/empty.jpg", "sd-metadata/jpg/gimp.jpg", "sd-metadata/webp/gimp.webp"])
  func `files of other programs are nobody's`(_ path: String) throws {
    #expect(try Self.read(path) == nil)
  }
}
