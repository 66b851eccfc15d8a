/// Turns the name of a model into a path component.
enum ModelText {
  private static let weights = [".safetensors", ".ckpt", ".pth", ".pt", ".bin", ".gguf", ".sft", ".onnx"]
  private static let limit = 60

  /// Keeps `flux-dev` as it is, and turns `SDXL\waiIllustriousSDXL_v150.safetensors [a1b2c3d4e5]` into
  /// `waiillustrioussdxl-v150`. Returns nil if nothing is left.
  static func name(of model: String) -> String? {
    var text = String(String.UnicodeScalarView(model.unicodeScalars.prefix(500)))
    text = withoutHash(text).trimmingBlanks
    let hasWeights = weights.contains { text.lowercased().hasSuffix($0) }
    if hasWeights || text.contains("\\"), let start = text.lastIndex(where: { $0 == "/" || $0 == "\\" }) {
      text = String(text[text.index(after: start)...])
    }
    for suffix in weights where text.lowercased().hasSuffix(suffix) {
      text = String(text.dropLast(suffix.count))
      break
    }
    let slug = Slug.of(text, limit: limit, keepsDots: true)
    return slug.isEmpty ? nil : slug
  }

  /// Removes the hash in brackets that some programs append.
  private static func withoutHash(_ text: String) -> String {
    let trimmed = text.trimmingBlanks
    guard let closing = trimmed.last, let opening: Character = closing == "]" ? "[" : closing == ")" ? "(" : nil,
      let start = trimmed.lastIndex(of: opening), start > trimmed.startIndex
    else { return text }
    let hash = trimmed[trimmed.index(after: start)...].dropLast()
    return (6...64).contains(hash.count) && hash.allSatisfy(\.isHexDigit) ? String(trimmed[..<start]) : text
  }
}

extension StringProtocol {
  /// The text without the white space around it.
  package var trimmingBlanks: String {
    var text = Substring(self).drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
