/// A query over a library: words, fields, negation, `OR` and parentheses. `SearchParser` documents the grammar.
///
/// A query is a value without side effects; `today` is its only outside input, for dates such as `7d`.
public struct SearchQuery: Sendable, Hashable {
  public let term: SearchTerm

  public init(_ term: SearchTerm) { self.term = term }

  /// Reads what a user typed. Dates refer to the clock that `today` was read from.
  public init(parsing text: String, today: Timestamp) throws(SearchQueryError) {
    try self.init(parsing: text, SearchContext(today: today))
  }

  /// Reads what a user typed, with the saved queries that it may name.
  package init(parsing text: String, _ context: SearchContext) throws(SearchQueryError) {
    var parser = SearchParser(text, context)
    self.init(try parser.query())
  }

  /// Reads the test of one field; nothing in `value` has a meaning for the language. `sign` is a comparison, or empty.
  package init(
    _ field: SearchField, _ sign: String = "", _ value: String, _ context: SearchContext
  ) throws(SearchQueryError) {
    try self.init(parsing: "\(field.rawValue):\(sign)\(SearchParser.quoted(value))", context)
  }

  /// The query that matches every asset.
  public static let all = SearchQuery(.all)

  /// Returns the query that matches what both match.
  public func and(_ other: SearchQuery) -> SearchQuery { SearchQuery(.all([term, other.term])) }

  /// The terms that must all match; empty for `all`.
  public var conjuncts: [SearchTerm] {
    switch term {
    case .all: []
    case .and(let terms): terms
    default: [term]
    }
  }
}

extension SearchQuery: CustomStringConvertible {
  /// The query in the search language, which parses to the same query again.
  public var description: String { term.description }
}
