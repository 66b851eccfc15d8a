import AliceModel

/// Tokens for quality, kind and model in the column `facts` of the full-text index, so that matches can be counted
/// without reading their rows. They begin with a private use character, which `WordPattern` removes from queries, so no
/// user can type them.
enum KeywordTokens {
  static let reserved: ClosedRange<UInt32> = 0xE000...0xE00F

  private static let video = word(0xE008)
  private static let image = word(0xE009)
  private static let audio = word(0xE00B)

  private static func kind(_ kind: MediaKind) -> String {
    switch kind {
    case .image: image
    case .video: video
    case .audio: audio
    }
  }

  /// Returns the text of the column.
  static func text(of asset: Asset) -> String {
    let words = [
      asset.quality.map(quality), kind(asset.facts.format.kind),
      asset.record.recipe.model.flatMap { model(Folding.fold($0)) },
    ]
    return words.compactMap { $0 }.joined(separator: " ")
  }

  /// Returns an FTS5 expression that covers all `terms`; it is empty for no terms, and nil if one of them tests
  /// something else.
  static func expression(_ terms: [SearchTerm]) -> String? {
    var parts: [String] = []
    for term in terms {
      guard let words = words(term), !words.isEmpty else { return nil }
      parts.append("(facts : (" + words.map(WordPattern.quoted).joined(separator: " OR ") + "))")
    }
    return parts.joined(separator: " AND ")
  }

  private static func words(_ term: SearchTerm) -> [String]? {
    switch term {
    case .field(.quality, let tests):
      return (1...5).filter { stars in tests.contains { holds($0.meaning, Double(stars)) } }.map(quality)
    case .field(.type, let tests): return names(tests)?.compactMap { MediaKind(rawValue: $0).map(kind) }
    case .field(.model, let tests):
      guard let names = names(tests) else { return nil }
      let words = names.compactMap { model(Folding.fold($0)) }
      return words.count == names.count ? words : nil
    default: return nil
    }
  }

  private static func names(_ tests: [SearchTest]) -> [String]? {
    let names = tests.compactMap { test in
      if case .equals(let name) = test.meaning { name } else { String?.none }
    }
    return names.count == tests.count ? names : nil
  }

  private static func holds(_ meaning: SearchTest.Meaning, _ stars: Double) -> Bool {
    switch meaning {
    case .present: true
    case .number(let range):
      range.lower.map { $0.inclusive ? stars >= $0.value : stars > $0.value } ?? true
        && range.upper.map { $0.inclusive ? stars <= $0.value : stars < $0.value } ?? true
    default: false
    }
  }

  private static func quality(_ stars: Int) -> String { word(0xE000 + UInt32(clamping: min(max(stars, 0), 5))) }

  /// Encodes a name as one token, whatever characters it has; returns nil for names that are too long.
  private static func model(_ name: String) -> String? {
    guard name.utf8.count <= 200 else { return nil }
    var text = word(0xE00A)
    for byte in name.utf8 {
      text += byte < 16 ? "0" : ""
      text += String(byte, radix: 16)
    }
    return text
  }

  private static func word(_ scalar: UInt32) -> String { Unicode.Scalar(scalar).map { String($0) } ?? "" }
}
