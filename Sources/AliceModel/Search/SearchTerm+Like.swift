extension SearchTerm {
  /// The ids and files that `like:` names, each once, in the order of the query.
  package var likes: [String] {
    var seen: Set<String> = []
    return tests(of: .like).compactMap { if case .equals(let name) = $0.meaning { name } else { nil } }
      .filter { seen.insert($0).inserted }
  }

  /// Whether the query asks for pictures that look like others.
  package var asksForLikeness: Bool { !tests(of: .like).isEmpty }

  /// Whether the query asks for colours.
  package var asksForColor: Bool { !tests(of: .color).isEmpty }

  /// Returns all tests of a field.
  package func tests(of field: SearchField) -> [SearchTest] {
    switch self {
    case .field(field, let tests): tests
    case .and(let terms), .or(let terms): terms.flatMap { $0.tests(of: field) }
    case .not(let term): term.tests(of: field)
    default: []
    }
  }

  /// Returns the term with other meanings of the names in `like:`.
  package func replacingLikes(_ meanings: [String: SearchTest.Meaning]) -> SearchTerm {
    switch self {
    case .field(.like, let tests):
      .field(
        .like,
        tests.map { test in
          guard case .equals(let name) = test.meaning, let meaning = meanings[name] else { return test }
          return SearchTest(meaning: meaning, source: test.source)
        })
    case .and(let terms): .and(terms.map { $0.replacingLikes(meanings) })
    case .or(let terms): .or(terms.map { $0.replacingLikes(meanings) })
    case .not(let term): .not(term.replacingLikes(meanings))
    default: self
    }
  }
}
