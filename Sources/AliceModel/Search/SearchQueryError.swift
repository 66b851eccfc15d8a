import AliceNumbers

/// The reason why a text is not a query. Offsets count Unicode scalars from the start.
public enum SearchQueryError: Error, Sendable, Hashable {
  case empty
  case unknownField(String, suggestion: String?)
  case missingValue(field: String)
  case badValue(field: String, value: String, expected: String)
  /// A parenthesis or a quotation mark has no partner.
  case unbalanced(offset: Int)
  /// An operator or a parenthesis has no operand.
  case expectedTerm(offset: Int)
  /// `*` is inside a word, or only before it.
  case misplacedWildcard(word: String)
  /// No query was saved under this name.
  case unknownSaved(String, suggestion: String?)
  /// A saved query contains itself; the names lead from one to the next.
  case savedInItself([String])
  /// A saved query cannot be read any more.
  case badSaved(String, reason: String)
  /// The query has more terms, levels or characters than allowed.
  case tooComplex
}

extension SearchQueryError: CustomStringConvertible {
  /// One line for the user.
  public var description: String {
    switch self {
    case .empty: "the query is empty; * finds every asset"
    case .unknownField(let name, let suggestion): Self.unknown(name, suggestion)
    case .missingValue(let field): "\(field): needs a value right after the colon"
    case .badValue(let field, let value, let expected): "\(field):\(value) cannot be read: \(expected)"
    case .unbalanced(let offset): "the parenthesis or quotation mark at position \(offset + 1) has no partner"
    case .expectedTerm(let offset): "a word or field is missing at position \(offset + 1)"
    case .misplacedWildcard(let word): "in “\(word)” the star is misplaced: write word* or *part*"
    case .unknownSaved(let name, let suggestion):
      "no search is saved as @\(name)" + (suggestion.map { "; did you mean @\($0)?" } ?? "")
        + " (put a literal @ in quotation marks)"
    case .savedInItself(let names):
      "the saved search \(names.map { "@" + $0 }.joined(separator: " contains ")): it would never end"
    case .badSaved(let name, let reason): "in the saved search @\(name): \(reason)"
    case .tooComplex: "the query is too long or too deeply nested"
    }
  }

  private static func unknown(_ name: String, _ suggestion: String?) -> String {
    if name.isEmpty { return "a field's name is missing before the colon; put a literal colon in quotation marks" }
    let hint = suggestion.map { "did you mean \($0)?" } ?? "a recorded parameter is written p.\(name)"
    return "unknown field \(name): \(hint) (put a literal colon in quotation marks)"
  }
}
