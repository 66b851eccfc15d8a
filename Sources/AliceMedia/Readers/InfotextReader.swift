import AliceModel
import AliceNumbers

/// AUTOMATIC1111's web UI and its many relatives: an infotext in PNG `parameters`, EXIF `UserComment`, a sidecar or a
/// comment.
struct InfotextReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    InfotextReader.parsed(in: found).map { InfotextReader.read($0, by: InfotextReader.generator(of: $0)) }
  }

  static func read(_ parsed: Infotext.Parsed, by generator: Generator) -> ReadMetadata {
    var read = parsed.recipe
    read.provenance.generator = generator
    if let text = parsed["Civitai resources"], let resources = try? JSONValue(parsing: text, limits: .lenient) {
      CivitaiResources.add(resources, to: &read)
    }
    return read
  }

  /// Returns the first infotext with a prompt among the entries, else the first without.
  static func parsed(in found: FoundMetadata) -> Infotext.Parsed? {
    let first = found.parameters.map { [$0] } ?? []
    let others = found.entries.indices.filter { $0 != first.first && mayHoldInfotext(at: $0, in: found) }.prefix(16)
    var stub: Infotext.Parsed?
    for index in first + others {
      guard found.json(at: index) == nil, let parsed = parse(found.entries[index].text) else { continue }
      if !NoValue.isStub(parsed.prompt) { return parsed }
      stub = stub ?? parsed
    }
    return stub
  }

  /// Parses a text, which may begin with its name: `parameters`, NUL, text.
  private static func parse(_ text: String) -> Infotext.Parsed? {
    let name = "parameters\0"
    return Infotext.parse(text.hasPrefix(name) ? String(text.dropFirst(name.count)) : text)
  }

  private static func mayHoldInfotext(at index: Int, in found: FoundMetadata) -> Bool {
    if FoundMetadata.commentKeys.contains(found.foldedKeys[index]) { return true }
    let entry = found.entries[index]
    return entry.container == "jpeg:com" || entry.container == "png:stealth" || entry.container == "gif:comment"
      || entry.container.hasPrefix("sidecar:txt") || FilmText.mayHoldInfotext(entry)
  }

  /// Determines the generator by `App`, `Version` and keys that only one program writes; the default is AUTOMATIC1111.
  static func generator(of parsed: Infotext.Parsed) -> Generator {
    if isNext(parsed) { return .sdnext }
    if let version = parsed["Version"], let known = generator(version: version, parsed) { return known }
    if parsed["SDCPP"] != nil { return .sdcpp }
    if parsed["Civitai resources"] != nil || parsed["Civitai metadata"] != nil { return .civitai }
    return .automatic1111
  }

  /// The version of SD.Next is a hash, which may look like another program's version.
  private static func isNext(_ parsed: Infotext.Parsed) -> Bool {
    if let app = parsed["App"] { return app.hasPrefix("SD.Next") }
    return parsed["Operations"] != nil || parsed["Backend"] != nil
  }

  private static func generator(version: String, _ parsed: Infotext.Parsed) -> Generator? {
    let text = version.lowercased()
    if text == "alice" { return parsed["Generator"].flatMap(Generator.init(rawValue:)) ?? .alice }
    if text == "comfyui" { return .comfyui }
    if text.hasPrefix("stable-diffusion.cpp") { return .sdcpp }
    if text.hasPrefix("fooocus") { return .fooocus }
    if text.hasPrefix("neo") || text == "classic" { return .forge }
    if let second = text.dropFirst().first, second.isNumber, text.utf8.contains(UInt8(ascii: ".")) {
      // reForge and EasyReforge join their own version and that of the web UI with `-v`: `f1.0.0v2-v1.10.1`.
      if text.hasPrefix("f") { return isReforge(text) ? .reforge : .forge }
      if text.hasPrefix("v"), parsed["App"] == nil { return .automatic1111 }
    }
    return nil
  }

  private static func isReforge(_ version: String) -> Bool {
    guard let dash = version.firstRange(of: "-v") else { return false }
    return version[dash.upperBound...].first?.isNumber ?? false
  }
}
