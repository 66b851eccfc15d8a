extension SearchTerm {
  /// The words that are found by their meaning, too, folded, each once, in the order of the query. A text without spaces
  /// between its words is one.
  package var nearWords: [String] {
    var seen: Set<String> = []
    return nearTexts.flatMap { text in
      let tokens = SearchTokens(query: text.text)
      return tokens.hasUnspaced ? [TextFolding.fold(text.text)] : tokens.words
    }.filter { seen.insert($0).inserted }
  }

  private var nearTexts: [SearchText] {
    switch self {
    case .text(let text): text.match == .near ? [text] : []
    case .field(_, let tests):
      tests.compactMap { if case .words(let text) = $0.meaning, text.match == .near { text } else { nil } }
    case .and(let terms), .or(let terms): terms.flatMap(\.nearTexts)
    case .not(let term): term.nearTexts
    case .all, .parameter, .flag, .has, .lacks: []
    }
  }
}
