import AliceNumbers

/// The saved queries that a query names.
extension SearchParser {
  /// Reads `@name`; nil, and nothing is read, if it is a word.
  mutating func savedQuery() throws(SearchQueryError) -> SearchTerm? {
    guard let saved = context.saved else { return nil }
    let rest = text[(at + 1)...]
    let letters = rest.prefix(while: SavedSearchName.allows)
    let end = letters.endIndex
    let isWord = end < text.count && !SearchParser.isDelimiter(text[end]) && text[end] != "," && text[end] != "|"
    let name = String(String.UnicodeScalarView(letters))
    guard !isWord, SavedSearchName.isValid(name) else { return nil }
    let key = name.lowercased()
    guard let query = saved[key] else {
      throw .unknownSaved(name, suggestion: Spelling.nearest(to: key, in: saved.keys.sorted()))
    }
    guard !opened.contains(key), opened.count < Limit.depth else { throw .savedInItself(opened + [key]) }
    var inner = SearchParser(query, context)
    inner.opened = opened + [key]
    // All saved queries share the limit: a few that name each other could have millions of terms.
    inner.terms = terms
    let term: SearchTerm
    do {
      term = try inner.query()
    } catch {
      switch error {
      case .savedInItself, .badSaved, .tooComplex: throw error
      default: throw .badSaved(name, reason: "\(error)")
      }
    }
    terms = inner.terms
    at = end
    return term
  }

  /// Reads the value of a field up to a space; a date may have several words.
  mutating func value(of field: String) -> String {
    let start = at
    var value = run { $0 != "|" }
    guard SearchField(named: field)?.kind == .date, !value.isEmpty else { return value }
    var end = at
    for _ in 0..<3 {
      guard let next, SearchParser.isSpace(next) else { break }
      while let next = self.next, SearchParser.isSpace(next) { at += 1 }
      guard !run({ $0 != "|" }).isEmpty else { break }
      let longer = String(String.UnicodeScalarView(text[start..<at]))
      guard isDate(longer) else { continue }
      (value, end) = (longer, at)
    }
    at = end
    return value
  }

  private func isDate(_ text: String) -> Bool {
    guard let dots = text.firstRange(of: "..") else { return SearchSpan(text, context) != nil }
    return [text[..<dots.lowerBound], text[dots.upperBound...]].allSatisfy { part in
      part.isEmpty || SearchSpan(String(part), context) != nil
    }
  }
}

/// The names under which queries can be saved.
package enum SavedSearchName {
  private static let limit = 64

  /// Returns whether `@name` can stand in a query: letters, digits, `-`, `_` and `.`, with a letter or digit in front.
  package static func isValid(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, first.properties.isAlphabetic || isDigit(first) else { return false }
    return name.utf8.count <= limit && name.unicodeScalars.allSatisfy(allows) && name.unicodeScalars.last != "."
  }

  static func allows(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || isDigit(scalar) || scalar == "-" || scalar == "_" || scalar == "."
      || scalar.properties.generalCategory == .nonspacingMark
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.generalCategory == .decimalNumber }
}
