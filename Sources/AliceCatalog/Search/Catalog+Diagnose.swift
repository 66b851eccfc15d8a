package import AliceModel
import GRDB

/// The number of assets that one term of a query finds alone.
package struct TermDiagnosis: Sendable, Hashable {
  /// The term in the search language.
  package var term: String
  package var count: Int
  /// The nearest name or word that has results, if this one has none.
  package var suggestion: Facet?

  package init(term: String, count: Int, suggestion: Facet?) {
    self.term = term
    self.count = count
    self.suggestion = suggestion
  }
}

extension Catalog {
  /// Counts the results of each term, to find the one that leaves a query without a result. Counts are exact.
  package func diagnose(_ query: SearchQuery) throws(CatalogError) -> [TermDiagnosis] {
    try store.read { db in
      try query.conjuncts.map { term in
        let count = try SearchRun(db: db, plan: SearchPlan(SearchQuery(term))).count(limit: nil)
        let suggestion = count == 0 ? try NearestValue(db: db).suggestion(for: term) : nil
        return TermDiagnosis(term: term.description, count: count, suggestion: suggestion)
      }
    }
  }
}

/// Finds the existing value that the user probably meant.
private struct NearestValue {
  /// The maximum number of values that are compared.
  private static let limit = 50_000

  let db: Database

  func suggestion(for term: SearchTerm) throws -> Facet? {
    switch term {
    case .field(let field, let tests):
      guard tests.count == 1, case .equals(let value) = tests[0].meaning else { return nil }
      let facets = try FacetReader(db: db).facets(field, limit: NearestValue.limit)
      return nearest(to: Folding.fold(value), among: facets)
    case .text(let text) where text.match == .whole: return try word(Folding.fold(text.text))
    default: return nil
    }
  }

  /// Searches words of the index with the same first letter, because comparing all words would take too long.
  private func word(_ word: String) throws -> Facet? {
    guard let first = word.first, word.count > 2, word.allSatisfy({ $0.isLetter || $0.isNumber }) else { return nil }
    let sql = "select term, doc from words_terms where term >= ? and term < ? limit ?"
    let bounds = [String(first), String(first) + "\u{10FFFF}"]
    let terms = try Row.fetchAll(db, sql: sql, arguments: [bounds[0], bounds[1], NearestValue.limit])
    return nearest(to: word, among: terms.map { Facet(value: $0[0], count: $0[1]) })
  }

  private func nearest(to value: String, among facets: [Facet]) -> Facet? {
    let frequent = facets.sorted { $0.count > $1.count }
    guard let name = Spelling.nearest(to: value, in: frequent.lazy.map(\.value)) else { return nil }
    return frequent.first { $0.value == name }
  }
}
