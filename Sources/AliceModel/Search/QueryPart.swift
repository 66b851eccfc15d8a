import AliceNumbers

/// A term of a query at its place in the text, for user interfaces that show terms as separate objects.
package struct QueryPart: Sendable, Hashable {
  /// The term as the user wrote it.
  package let text: String
  /// The position in the text, in UTF-16 code units.
  package let range: Range<Int>
  /// The term in words.
  package let label: String

  /// Returns the terms that must all match. A query with `OR` outside of parentheses is one term, and an empty text has
  /// none.
  package static func parts(of text: String, _ context: SearchContext) throws(SearchQueryError) -> [QueryPart] {
    guard text.unicodeScalars.contains(where: { !SearchParser.isSpace($0) }) else { return [] }
    var parser = SearchParser(text, context)
    _ = try parser.query()
    let scalars = Array(text.unicodeScalars)
    // The offset of each scalar in UTF-16 code units.
    var offsets = [0]
    offsets.reserveCapacity(scalars.count + 1)
    for scalar in scalars { offsets.append((offsets.last ?? 0) + UTF16.width(scalar)) }
    return parser.pieces.map { piece in
      QueryPart(
        text: String(String.UnicodeScalarView(scalars[piece.range])),
        range: offsets[piece.range.lowerBound]..<offsets[piece.range.upperBound], label: piece.term.label)
    }
  }
}

extension SearchQueryError {
  /// The position of the error in the text in UTF-16 code units, as far as it is known; otherwise the whole text.
  package func range(in text: String) -> Range<Int> {
    func utf16(_ offset: Int) -> Int { text.unicodeScalars.prefix(offset).reduce(0) { $0 + UTF16.width($1) } }
    switch self {
    case .unbalanced(let offset), .expectedTerm(let offset): return utf16(offset)..<utf16(offset + 1)
    case .unknownField(let name, _): return SearchQueryError.range(of: name + ":", in: text)
    case .missingValue(let field): return SearchQueryError.range(of: field + ":", in: text)
    case .badValue(let field, let value, _):
      return SearchQueryError.range(of: field + ":" + value, in: text)
    case .misplacedWildcard(let word): return SearchQueryError.range(of: word, in: text)
    case .unknownSaved(let name, _), .badSaved(let name, _): return SearchQueryError.range(of: "@" + name, in: text)
    case .empty, .tooComplex, .savedInItself: return 0..<text.utf16.count
    }
  }

  private static func range(of part: String, in text: String) -> Range<Int> {
    guard let found = text.firstRange(of: part) ?? text.lowercased().firstRange(of: part.lowercased()) else {
      return 0..<text.utf16.count
    }
    let start = text.utf16.distance(from: text.startIndex, to: found.lowerBound)
    return start..<(start + part.utf16.count)
  }
}

extension SearchTerm {
  /// The term in words: `quality ≥ 4`, `not blurry`.
  fileprivate var label: String {
    switch self {
    case .not(let term): "not " + term.label
    case .field(let field, let tests): SearchTerm.label(field.rawValue, tests)
    case .parameter(let name, let tests): SearchTerm.label(name, tests)
    case .flag(let flags): flags.map(\.rawValue).joined(separator: " or ")
    case .has(let properties): "with " + properties.map(\.rawValue).joined(separator: " or ")
    case .lacks(let properties): "without " + properties.map(\.rawValue).joined(separator: " or ")
    case .all: "everything"
    case .and, .or, .text: description
    }
  }

  private static func label(_ name: String, _ tests: [SearchTest]) -> String {
    name + " "
      + tests.map { test in
        let signs = [(">=", "≥ "), ("<=", "≤ "), (">", "> "), ("<", "< "), ("=", "= ")]
        guard let sign = signs.first(where: { test.source.hasPrefix($0.0) }) else {
          return test.source.split(separator: "..", maxSplits: 1).count == 2 && !test.source.hasPrefix("\"")
            ? test.source.replacing("..", with: " to ") : test.source
        }
        return sign.1 + test.source.dropFirst(sign.0.count)
      }.joined(separator: " or ")
  }
}
