import AliceNumbers

/// The syntax tree of a query.
public indirect enum SearchTerm: Sendable, Hashable {
  /// `*`
  case all
  case and([SearchTerm])
  case or([SearchTerm])
  case not(SearchTerm)
  /// A word or phrase in any searchable text of an asset.
  case text(SearchText)
  /// At least one of the tests matches the field.
  case field(SearchField, [SearchTest])
  /// At least one of the tests matches a recorded parameter; the name is in the form of `SearchParameter.key`.
  case parameter(String, [SearchTest])
  case flag([SearchFlag])
  case has([SearchProperty])
  case lacks([SearchProperty])

  /// Returns the conjunction without redundant levels.
  static func all(_ terms: [SearchTerm]) -> SearchTerm {
    let flat = terms.flatMap { term in
      switch term {
      case .all: [SearchTerm]()
      case .and(let inner): inner
      default: [term]
      }
    }
    return flat.isEmpty ? .all : flat.count == 1 ? flat[0] : .and(flat)
  }

  /// Returns the disjunction without redundant levels.
  static func any(_ terms: [SearchTerm]) -> SearchTerm {
    let flat = terms.flatMap { term in
      if case .or(let inner) = term { inner } else { [term] }
    }
    return flat.count == 1 ? flat[0] : .or(flat)
  }
}

extension SearchTerm: CustomStringConvertible {
  public var description: String { rendered(inside: .top) }

  private enum Context { case top, and, or, not }

  private func rendered(inside context: Context) -> String {
    switch self {
    case .all: "*"
    case .and(let terms):
      parenthesized(
        terms.map { $0.rendered(inside: .and) }.joined(separator: " "), if: context == .not || context == .and)
    case .or(let terms):
      parenthesized(terms.map { $0.rendered(inside: .or) }.joined(separator: " OR "), if: context != .top)
    case .not(let term):
      parenthesized("-" + term.rendered(inside: .not), if: context == .not)
    case .text(let text): text.description
    case .field(let field, let tests): field.rawValue + ":" + tests.map(\.source).joined(separator: "|")
    case .parameter(let name, let tests): "p." + name + ":" + tests.map(\.source).joined(separator: "|")
    case .flag(let flags): "is:" + flags.map(\.rawValue).joined(separator: "|")
    case .has(let properties): "has:" + properties.map(\.rawValue).joined(separator: "|")
    case .lacks(let properties): "no:" + properties.map(\.rawValue).joined(separator: "|")
    }
  }

  private func parenthesized(_ text: String, if needed: Bool) -> String { needed ? "(" + text + ")" : text }
}

extension SearchTerm {
  /// The tree with one node per line, indented by two spaces, for `--explain`.
  public var outline: String { outlined(indent: "") }

  private func outlined(indent: String) -> String {
    func branch(_ name: String, _ terms: [SearchTerm]) -> String {
      ([indent + name] + terms.map { $0.outlined(indent: indent + "  ") }).joined(separator: "\n")
    }
    return switch self {
    case .and(let terms): branch("and", terms)
    case .or(let terms): branch("or", terms)
    case .not(let term): branch("not", [term])
    case .all: indent + "every asset"
    default: indent + description
    }
  }
}

extension SearchTerm {
  /// Whether the term speaks of missing files.
  package var asksForMissing: Bool {
    switch self {
    case .flag(let flags): flags.contains(.missing)
    case .and(let terms), .or(let terms): terms.contains(where: \.asksForMissing)
    case .not(let term): term.asksForMissing
    case .all, .text, .field, .parameter, .has, .lacks: false
    }
  }
}
