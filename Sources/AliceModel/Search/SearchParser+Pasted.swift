import AliceNumbers

extension SearchParser {
  /// Reads `<lora:NAME:1>`; nil if something else follows.
  mutating func pastedTag() throws(SearchQueryError) -> SearchTerm? {
    guard let tag = PastedTag(text[(at + 1)...]) else { return nil }
    at += 1 + tag.length
    let source = SearchParser.quoted(tag.name)
    let test = SearchTestSource(comparison: nil, value: tag.name, quoted: true, source: source)
    let words = tag.name.unicodeScalars.contains { !SearchParser.isSpace($0) } ? tag.name : "lora"
    return .any([.field(.lora, [try test.value(of: .lora, context)]), .text(SearchText(words, quoted: true))])
  }

  /// Reads what follows a word and is the emphasis of a prompt, not the test of a field; `next` is the colon after the
  /// word. Returns nil, and reads nothing, if it is a test.
  mutating func pastedWords(after word: String) -> SearchTerm? {
    let start = at
    if word.unicodeScalars.contains(where: { "[{<".unicodeScalars.contains($0) }) { return pastedParts(word) }
    if next == ":" { at += 1 }
    let isDoubled = next == ":"
    while let next, SearchParser.isSpace(next) || next == ":" { at += 1 }
    let weight = number()
    let isClosed = next == ")" || next == "]"
    let isKnown = SearchFieldName.isKnown(word.lowercased()) || word.lowercased().hasPrefix("p.")
    let isEmphasis =
      isDoubled
      ? !isKnown : isClosed && !weight.isEmpty && (!isKnown || isEmphasis(weight, inPlaceOf: word.lowercased()))
    guard isEmphasis, !word.isEmpty, let text = SearchText(word: word) else {
      at = start
      return nil
    }
    while next == "]" { at += 1 }
    return .text(text)
  }

  /// Returns true for a weight after several words, `(best quality:1.2)`, if the field has no such values.
  private func isEmphasis(_ weight: String, inPlaceOf field: String) -> Bool {
    guard isAfterWord, weight.contains(".") else { return false }
    switch SearchField(rawValue: field)?.kind {
    case .measure, .money, .ratio, .date: return false
    case .number: return field != SearchField.cfg.rawValue
    default: return !field.hasPrefix("p.")
    }
  }

  /// Reads the other parts of `[red:blue:0.5]`; numbers are no words.
  private mutating func pastedParts(_ first: String) -> SearchTerm? {
    let start = at
    var words = [first]
    while next == ":" {
      at += 1
      words.append(run { $0 != ":" && $0 != "|" })
    }
    let texts = words.filter { word in
      let plain = word.unicodeScalars.filter { WordClass($0) != .separator || $0 == "." }
      return !plain.isEmpty && Double(String(String.UnicodeScalarView(plain))) == nil
    }.compactMap { SearchText(word: $0) }
    guard !texts.isEmpty, texts.count <= 32 else {
      at = start
      return nil
    }
    return .all(texts.map(SearchTerm.text))
  }

  private mutating func number() -> String {
    let start = at
    while let next, next == "." || next == "-" || ("0"..."9").contains(next) { at += 1 }
    return String(String.UnicodeScalarView(text[start..<at]))
  }
}
