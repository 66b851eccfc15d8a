extension SearchTerm {
  /// Whether the term speaks of deleted assets.
  package var asksForDeleted: Bool {
    switch self {
    case .flag(let flags): flags.contains(.deleted)
    case .and(let terms), .or(let terms): terms.contains(where: \.asksForDeleted)
    case .not(let term): term.asksForDeleted
    case .all, .text, .field, .parameter, .has, .lacks: false
    }
  }

  /// Returns the term for assets of which all, or none, are deleted.
  package func forDeleted(_ isDeleted: Bool) -> SearchTerm {
    switch self {
    case .flag(let flags) where flags.contains(.deleted):
      let others = flags.filter { $0 != .deleted }
      return isDeleted ? .all : others.isEmpty ? .not(.all) : .flag(others)
    case .and(let terms): return .all(terms.map { $0.forDeleted(isDeleted) })
    case .or(let terms): return .any(terms.map { $0.forDeleted(isDeleted) })
    case .not(let term): return .not(term.forDeleted(isDeleted))
    case .all, .text, .field, .parameter, .flag, .has, .lacks: return self
    }
  }
}
