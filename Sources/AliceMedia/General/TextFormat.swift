import AliceModel
import AliceNumbers

/// Tells formats of text apart: by their marks, then by what was told.
enum TextFormat {
  /// The number of lines that are looked at.
  private static let lineLimit = 200
  /// The maximum size of JSON that is read to tell what it is, in bytes.
  private static let jsonLimit: UInt64 = 16 << 20

  static func format(_ text: PlainText, _ told: ToldFormat, _ bytes: some RandomAccessBytes) -> MediaFormat {
    let start = text.start
    if start.first == "<", let format = markup(start) { return format }
    if start.hasPrefix("WEBVTT") { return .vtt }
    if start.hasPrefix("#usda") { return .usd }
    if start.hasPrefix("; FBX") { return .fbx }
    if start.hasPrefix("[Script Info]") { return .ass }
    if start.first == "{" || start.first == "[", let format = json(text, told, bytes) { return format }
    let lines = text.lines(lineLimit)
    if isSubRip(lines) { return .srt }
    if start.hasPrefix("solid"), lines.contains(where: { $0.hasPrefix("facet ") }) { return .stl }
    if lines.contains(where: { $0.hasPrefix("newmtl ") }), !lines.contains(where: { $0.hasPrefix("v ") }) {
      return .mtl
    }
    if lines.first?.hasPrefix("HIERARCHY") == true, lines.dropFirst().first?.hasPrefix("ROOT") == true { return .bvh }
    if isMesh(lines) { return .obj }
    return spoken(told)
  }

  /// Returns the format that was told, unless text of it would have its mark.
  private static func spoken(_ told: ToldFormat) -> MediaFormat {
    told.formats.first { format in
      switch format {
      case .svg, .html, .xml, .dae, .json, .gltf, .usd, .glb, .other: false
      default: !format.isReadable
      }
    } ?? .txt
  }

  /// Returns the format by the name of the first element.
  private static func markup(_ start: Substring) -> MediaFormat? {
    var rest = start
    let isXML = rest.hasPrefix("<?xml")
    for _ in 0..<64 {
      let ending: String
      if rest.hasPrefix("<?") {
        ending = "?>"
      } else if rest.hasPrefix("<!--") {
        ending = "-->"
      } else if rest.hasPrefix("<!") {
        if rest.prefix(16).lowercased().hasPrefix("<!doctype html") { return .html }
        ending = rest.prefix { $0 != ">" }.contains("[") ? "]>" : ">"
      } else {
        break
      }
      guard let end = rest.firstRange(of: ending) else { return isXML ? .xml : nil }
      rest = rest[end.upperBound...].drop(while: \.isWhitespace)
    }
    let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || ":_-.".contains($0) }
    switch name.split(separator: ":").last.map({ $0.lowercased() }) {
    case "svg": return .svg
    case "collada": return .dae
    case "html": return .html
    case nil: return nil
    default: return isXML ? .xml : nil
    }
  }

  /// Returns nil if the text is not JSON.
  private static func json(_ text: PlainText, _ told: ToldFormat, _ bytes: some RandomAccessBytes) -> MediaFormat? {
    if bytes.byteCount <= jsonLimit, let whole = try? bytes.read(at: 0, count: Int(bytes.byteCount)),
      let value = try? JSONValue(parsing: whole, limits: .init(depth: 512))
    {
      return isScene(value) ? .gltf : told.format == .jsonl ? .jsonl : .json
    }
    let lines = text.lines(3).filter { $0.count < 512 }
    if lines.count > 1, lines.prefix(2).allSatisfy({ (try? JSONValue(parsing: String($0))) != nil }) { return .jsonl }
    guard bytes.byteCount > jsonLimit else { return nil }
    return told.format == .gltf ? .gltf : .json
  }

  private static func isScene(_ value: JSONValue) -> Bool {
    value["asset"]?["version"]?.stringValue != nil
      && ["scenes", "nodes", "meshes", "buffers", "materials"].contains { value[$0]?.arrayValue != nil }
  }

  /// Whether the first caption begins: its number, then its times.
  private static func isSubRip(_ lines: [Substring]) -> Bool {
    guard lines.count >= 2, lines[0].prefix(9).allSatisfy({ $0.isNumber || $0.isWhitespace }) else { return false }
    let times = lines[1].split(separator: " ", omittingEmptySubsequences: true)
    return times.count >= 3 && times[1] == "-->"
      && [times[0], times[2]].allSatisfy { time in
        time.count { $0 == ":" } == 2 && time.contains { $0 == "," || $0 == "." }
      }
  }

  private static let meshWords: Set<Substring> = [
    "v", "vn", "vt", "vp", "f", "l", "p", "o", "g", "s", "mtllib", "usemtl", "usemap", "mg", "cstype", "deg", "surf",
    "end",
    "curv", "parm", "bevel", "c_interp", "d_interp", "lod", "maplib", "shadow_obj", "trace_obj",
  ]

  /// Whether all lines are statements of OBJ, and a vertex is among them.
  private static func isMesh(_ lines: [Substring]) -> Bool {
    var hasVertex = false
    // The last line may be cut.
    for line in lines where !line.hasPrefix("#") {
      let words = line.split(maxSplits: 8, whereSeparator: \.isWhitespace)
      guard let first = words.first, meshWords.contains(first) else { return false }
      if first == "v", words.count >= 4, words[1...3].allSatisfy({ Double($0) != nil }) { hasVertex = true }
    }
    return hasVertex
  }
}
