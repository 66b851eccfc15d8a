import AliceNumbers

extension SearchTerm {
  /// Returns the term that searches words in a field; nil if the field has no words.
  package static func words(_ text: SearchText, in field: SearchField) -> SearchTerm? {
    field.kind == .words ? .field(field, [SearchTest(meaning: .words(text), source: text.inField)]) : nil
  }
}

extension SearchQuery {
  private static let mostVariants = 8

  /// For each word that a query requires, the query for the assets that have it in the negative prompt, and the other
  /// words anywhere, and that the query does not find.
  package var variantsInNegative: [(term: SearchTerm, query: SearchQuery)] {
    let texts = conjuncts.compactMap { if case .text(let text) = $0 { text } else { nil } }
    let others = conjuncts.filter { if case .text = $0 { false } else { true } }
    guard !texts.isEmpty, texts.count <= SearchQuery.mostVariants else { return [] }
    return texts.indices.compactMap { index in
      guard let term = SearchTerm.words(texts[index], in: .negativePrompt) else { return nil }
      let rest = texts.indices.filter { $0 != index }.compactMap { other in
        SearchTerm.words(texts[other], in: .negativePrompt).map { SearchTerm.any([.text(texts[other]), $0]) }
      }
      let found = SearchTerm.not(.all(texts.map(SearchTerm.text)))
      return (term, SearchQuery(.all([term] + rest + [found] + others)))
    }
  }
}
