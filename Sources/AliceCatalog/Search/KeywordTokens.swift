import AliceModel

/// Words for quality, kind and model in the column `marks` of the full-text index, so that matches can be counted
/// without reading their rows, and the mark before words of the negative prompt. They begin with private use characters,
/// which `SearchTokens` treats as separators, so no user can type them.
enum KeywordTokens {
  /// Before each word of the negative prompt.
  static let negative = word(0xE010)
  /// Before each word of the note, which the column `other` has without it.
  static let note = word(0xE012)

  private static func kind(_ kind: MediaKind) -> String {
    switch kind {
    case .image: word(0xE009)
    case .video: word(0xE008)
    case .audio: word(0xE00B)
    case .model3d: word(0xE00C)
    case .text: word(0xE00D)
    case .archive: word(0xE00E)
    case .file: word(0xE00F)
    }
  }

  static func words(of asset: Asset) -> [String] {
    let words = [
      asset.quality.map(quality), kind(asset.facts.format.kind),
      asset.record.recipe.model.flatMap { model(TextFolding.fold($0)) },
    ]
    return words.compactMap { $0 } + otherModels(of: asset.record)
  }

  /// Returns the words for models of other requests that had the same result.
  private static func otherModels(of record: AssetRecord) -> [String] {
    record.alsoFrom.prefix(64).compactMap { $0.recipe.model }.filter { $0 != record.recipe.model }
      .compactMap { otherModel(TextFolding.fold($0)) }
  }

  /// Returns the word for a model that has made the same content in another request; nil for names that are no word.
  static func otherModel(_ name: String) -> String? { model(name).map { word(0xE011) + $0 } }

  /// Returns an FTS5 expression that covers all `terms`; it is empty for no terms, and nil if one of them tests
  /// something else.
  static func expression(_ terms: [SearchTerm], _ lexicon: Lexicon) throws -> String? {
    var parts: [String] = []
    for term in terms {
      guard let words = try words(term, lexicon), !words.isEmpty else { return nil }
      parts.append("(" + words.map(WordPattern.quoted).joined(separator: " OR ") + ")")
    }
    return parts.joined(separator: " AND ")
  }

  private static func words(_ term: SearchTerm, _ lexicon: Lexicon) throws -> [String]? {
    switch term {
    case .field(.quality, let tests):
      return (1...5).filter { stars in tests.contains { holds($0.meaning, Double(stars)) } }.map(quality)
    case .field(.type, let tests): return names(tests)?.compactMap { MediaKind(rawValue: $0).map(kind) }
    case .field(.model, let tests):
      guard let names = names(tests) else { return nil }
      var words: [String] = []
      for name in names {
        for known in try lexicon.models(named: name) {
          guard let word = model(known) else { return nil }
          words.append(word)
          if let other = otherModel(known) { words.append(other) }
        }
      }
      return words
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

  /// Returns a name as one word: what separates words is written as private use characters. Nil for names that are too
  /// long or have such characters.
  private static func model(_ name: String) -> String? {
    guard name.utf8.count <= 200 else { return nil }
    var text = word(0xE00A)
    for scalar in name.unicodeScalars {
      switch scalar.value {
      case 0x30...0x39, 0x61...0x7A: text.unicodeScalars.append(scalar)
      case 0..<0x80: text += word(0xE080 + scalar.value)
      case 0xE000...0xF8FF: return nil
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func word(_ scalar: UInt32) -> String { Unicode.Scalar(scalar).map { String($0) } ?? "" }
}
