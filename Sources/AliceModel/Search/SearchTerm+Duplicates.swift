extension SearchTerm {
  /// Whether the term speaks of assets that look like others.
  package var asksForDuplicates: Bool {
    switch self {
    case .flag(let flags): flags.contains(.dup)
    case .field(let field, _): field == .dup
    case .and(let terms), .or(let terms): terms.contains(where: \.asksForDuplicates)
    case .not(let term): term.asksForDuplicates
    default: false
    }
  }
}
