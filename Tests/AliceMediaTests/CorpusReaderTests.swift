import AliceMedia
import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What real files of many generators say, against what is known of them.
@Suite(.needsCorpus) struct `Corpus of generators` {
  /// One line of the corpus' manifest.
  struct Expectation {
    let path: String
    let generator: String
    let prompt: String
    let seed: String
    let model: String
    let basis: String
  }

  private static func expectations() throws -> [Expectation] { try rows().filter { !$0.prompt.isEmpty } }

  private static func rows() throws -> [Expectation] {
    let url = try #require(Fixtures.corpus).appending(path: "MANIFEST.tsv")
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").dropFirst().compactMap { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map { unquoted(String($0)) }
      guard fields.count >= 8 else { return nil }
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
    try entries(path).flatMap { GeneratorReaders.read($0) }
  }

  /// Nil for files that are none.
  private static func entries(_ path: String) throws -> [MetadataEntry]? {
    let url = try #require(Fixtures.corpus).appending(path: path)
    guard let bytes = try? [UInt8](Data(contentsOf: url)),
      let inspection = try? MediaFile.inspect(bytes, offsetMinutes: 0)
    else { return nil }
    if GeneratorReaders.read(inspection.entries)?.provenance.recipe.prompt != nil { return inspection.entries }
    return inspection.entries + [StealthPayload.entry(in: bytes, inspection: inspection)].compactMap { $0 }
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
    let others = read.ambiguous ? recipe.parameters["prompts"]?.arrayValue ?? [] : []
    guard prompt == wanted || others.contains(where: { normalised($0.stringValue) == wanted }) else {
      return "prompt \(prompt.debugDescription)"
    }
    guard expected.seed.isEmpty || recipe.seed == expected.seed else { return "seed \(recipe.seed ?? "none")" }
    guard expected.model.isEmpty || isModel(recipe.model, expected.model) else {
      return "model \(recipe.model ?? "none")"
    }
    return nil
  }

  /// Made-up files are expected without their extension, and Midjourney's versions without its name.
  private static func isModel(_ model: String?, _ expected: String) -> Bool {
    model == expected || model == "midjourney-" + expected
      || expected == "test-model-v1" && model?.hasPrefix("test") == true
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

  /// What the manifest calls a generator, and alice's name for it. Rows of others (labels in C2PA, marks in pixels) are not
  /// the readers' matter.
  private static let generators: [String: Generator] = [
    "sd-webui": .automatic1111, "forge": .forge, "forge-classic": .forge, "forge-neo": .forge, "sd-next": .sdnext,
    "comfyui": .comfyui, "comfyui-vhs": .comfyui, "civitai": .civitai, "swarmui": .swarmui, "hf-space": .hfspace,
    "invokeai": .invokeai, "novelai": .novelai, "ruined-fooocus": .ruinedfooocus,
    "stability-matrix": .stabilitymatrix, "tensorart": .tensorart, "fooocus": .fooocus, "draw-things": .drawthings,
    "easydiffusion": .easydiffusion, "midjourney": .midjourney, "sd.cpp": .sdcpp, "google": .google,
  ]

  @Test func `the generator of every file is told`() throws {
    let rows = try Self.rows().filter { Self.generators[$0.generator] != nil }
    let misses = rows.compactMap { row -> String? in
      // Its text says `Version: ComfyUI`; the manifest has what the form of the text suggests.
      let expected = row.path.hasSuffix("comfy-image-saver.jpeg") ? .comfyui : Self.generators[row.generator]
      let told = (try? Self.read(row.path))?.provenance.generator
      return told == expected ? nil : "\(row.path): \(told?.rawValue ?? "nobody")"
    }
    #expect(rows.count > 55)
    #expect(misses.isEmpty, "\(misses.joined(separator: "\n"))")
  }

  @Test func `where no prompt is expected none is told`() throws {
    let silent = try Self.rows().filter {
      $0.prompt.isEmpty && ["none", "google", "google-gemini (C2PA)"].contains($0.generator)
    }
    let told = silent.filter { (try? Self.read($0.path))?.provenance.recipe.prompt != nil }
    #expect(silent.count >= 4)
    #expect(told.isEmpty, "\(told.map(\.path).joined(separator: "\n"))")
  }

  /// Real texts, cut short and with bytes turned over: what comes out does not matter, that it comes soon does.
  @Test(.timeLimit(.minutes(10))) func `damaged files are read in moments`() throws {
    var numbers = SplitMix64(seed: 4711)
    for row in try Self.rows() {
      guard let entries = try Self.entries(row.path) else { continue }
      for _ in 0..<6 { _ = GeneratorReaders.read(entries.map { Self.damaged($0, &numbers) }) }
    }
  }

  private static func damaged(_ entry: MetadataEntry, _ numbers: inout SplitMix64) -> MetadataEntry {
    var bytes = Array(entry.text.utf8)
    if Bool.random(using: &numbers) { bytes.removeLast(bytes.count / Int.random(in: 2...9, using: &numbers)) }
    for _ in 0..<8 where !bytes.isEmpty {
      bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return MetadataEntry(container: entry.container, key: entry.key, text: text)
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
