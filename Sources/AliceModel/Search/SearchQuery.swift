/// A question to a library: words, fields, negation, `OR` and parentheses. The grammar stands at `SearchParser`.
///
/// A value without any effect; `today` is the only thing it takes from the world, for dates such as `7d`.
public struct SearchQuery: Sendable, Hashable {
  public let term: SearchTerm

  public init(_ term: SearchTerm) { self.term = term }

  /// Reads what a person typed. Dates are those of the clock that `today` was read from.
  public init(parsing text: String, today: Timestamp) throws(SearchQueryError) {
    var parser = SearchParser(text, today: today)
    self.init(try parser.query())
  }

  /// Every asset.
  public static let all = SearchQuery(.all)

  /// What both find.
  public func and(_ other: SearchQuery) -> SearchQuery { SearchQuery(.all([term, other.term])) }

  /// The terms of which every one must hold; empty for `all`.
  public var conjuncts: [SearchTerm] {
    switch term {
    case .all: []
    case .and(let terms): terms
    default: [term]
    }
  }
}

extension SearchQuery: CustomStringConvertible {
  /// In the search language; reads back as the same query.
  public var description: String { term.description }
}
