package import AliceModel
import GRDB

/// The number of assets that one term of a query finds alone.
package struct TermDiagnosis: Sendable, Hashable {
  /// The term in the search language.
  package var term: String
  package var count: Int
  /// The nearest name or word that has results, if this one has none.
  package var suggestion: Facet?
  /// What the word would find by its meaning, if it finds nothing.
  package var near: NearOffer?

  package init(term: String, count: Int, suggestion: Facet?, near: NearOffer? = nil) {
    self.term = term
    self.count = count
    self.suggestion = suggestion
    self.near = near
  }
}

/// The assets that a query would also find if its words were searched in the negative prompts.
package struct NegativeMatches: Sendable, Hashable {
  /// The number of assets, at most `limit`.
  package var count: Int
  /// The terms that search the negative prompts.
  package var terms: [String]

  package static let limit = 10_000
}

extension Catalog {
  /// Counts the results of each term, to find the one that leaves a query without a result. Counts are exact.
  package func diagnose(_ query: SearchQuery) throws(CatalogError) -> [TermDiagnosis] {
    try store.read { db in
      try query.conjuncts.map { term in
        let count = try SearchRun(db: db, plan: SearchPlan(SearchQuery(term), in: db)).count(limit: nil)
        let suggestion = count == 0 ? try NearestValue(db: db).suggestion(for: term) : nil
        let near = count == 0 ? try NearOffer(for: term, in: db) : nil
        return TermDiagnosis(term: term.description, count: count, suggestion: suggestion, near: near)
      }
    }
  }

  /// Returns the assets that have the words of a query only in their negative prompts; nil if there are none.
  package func matchesOnlyNegative(_ query: SearchQuery) throws(CatalogError) -> NegativeMatches? {
    try store.read { db in
      func count(_ query: SearchQuery, upTo limit: Int) throws -> Int {
        try SearchRun(db: db, plan: SearchPlan(query, in: db)).count(limit: limit)
      }
      let variants = query.variantsInNegative
      let found = try variants.filter { try count($0.query, upTo: 1) > 0 }
      guard !found.isEmpty else { return nil }
      let all = found.count == 1 ? found[0].query : SearchQuery(.or(found.map(\.query.term)))
      return NegativeMatches(count: try count(all, upTo: NegativeMatches.limit), terms: found.map(\.term.description))
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
      guard tests.count == 1 else { return nil }
      switch tests[0].meaning {
      case .equals(let value), .exactly(let value):
        let facets = try FacetReader(db: db).facets(field, limit: NearestValue.limit)
        return nearest(to: TextFolding.fold(value), among: facets, of: field)
      case .words(let text) where text.match == .whole: return try word(text.text, in: field)
      default: return nil
      }
    case .text(let text) where text.match == .whole: return try word(text.text, in: nil)
    default: return nil
    }
  }

  /// Compares words with the same first letter, because comparing all words would take too long.
  private func word(_ text: String, in field: SearchField?) throws -> Facet? {
    let tokens = SearchTokens(query: text)
    guard tokens.words.count == 1, !tokens.hasUnspaced, let word = tokens.words.first, let first = word.first,
      word.count > 2
    else { return nil }
    let known = try String.fetchAll(
      db, sql: "select word from word where word >= ? and word < ? limit ?",
      arguments: [String(first), String(first) + "\u{10FFFF}", NearestValue.limit])
    let facets = try Spelling.allNearest(to: word, in: known, limit: 20).map { word in
      Facet(value: word, count: try count(word, in: field))
    }
    return facets.filter { $0.count > 0 }.max { $0.count < $1.count }
  }

  private func count(_ word: String, in field: SearchField?) throws -> Int {
    let text = SearchText(word, quoted: true)
    let term = field.flatMap { SearchTerm.words(text, in: $0) } ?? .text(text)
    return try SearchRun(db: db, plan: SearchPlan(SearchQuery(term), in: db)).count(limit: nil)
  }

  /// Compares the names, and the names without folder and extension.
  private func nearest(to value: String, among facets: [Facet], of field: SearchField) -> Facet? {
    let frequent = facets.sorted { $0.count > $1.count }
    if let name = Spelling.nearest(to: value, in: frequent.lazy.map(\.value)) {
      return frequent.first { $0.value == name }
    }
    guard let short = short(value, of: field) else { return nil }
    let names = frequent.map { self.short($0.value, of: field) ?? "" }
    guard let name = Spelling.nearest(to: short, in: names) else { return nil }
    return names.firstIndex(of: name).map { frequent[$0] }
  }

  private func short(_ name: String, of field: SearchField) -> String? {
    switch field {
    case .lora: LoraName(name)?.base
    case .model: ModelName.folder(of: name)
    default: nil
    }
  }
}
