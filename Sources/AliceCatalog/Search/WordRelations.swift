package import AliceModel
import GRDB

/// A word of the catalog that means nearly the same as another one, with its English forms.
package struct WordRelation: Sendable, Hashable {
  /// The word in the forms that the catalog has, the usual one first.
  package let words: [String]
  /// From 0 to 100, the cosine of the angle between the two meanings in hundredths.
  package let nearness: Int
}

/// Finds the words of a catalog that mean nearly the same.
///
/// The table is searched for the nearest words, and the catalog for those: so the size of the catalog does not matter.
struct WordRelations {
  let lexicon: Lexicon

  /// Words that are less near have hardly anything in common.
  private static let leastNearness = 30
  /// Words with less than this share of the nearest one's nearness, in hundredths, are left out: they are about the same
  /// subject, and the catalog has better ones.
  private static let leastShare = 60
  /// The words of the table that are looked up in the catalog.
  private static let mostNeighbours = 800
  private static let mostRelations = 16

  /// Returns the relations of a folded word, the nearest first; nil if its meaning is not known.
  func relations(of word: String) throws -> [WordRelation]? {
    let table = WordVectors.shared
    guard let index = WordForms.forms(of: word).lazy.compactMap(table.index).first else { return nil }
    var seen: Set = [WordForms.stem(word)]
    var relations: [WordRelation] = []
    let neighbours = table.nearest(
      to: index, nearness: WordRelations.leastNearness, limit: WordRelations.mostNeighbours)
    for neighbour in neighbours where relations.count < WordRelations.mostRelations {
      let nearest = relations.first?.nearness ?? 0
      guard neighbour.nearness * 100 >= nearest * WordRelations.leastShare else { break }
      let other = table.word(neighbour.index)
      guard seen.insert(WordForms.stem(other)).inserted else { continue }
      let words = try lexicon.known(WordForms.forms(of: other))
      if !words.isEmpty { relations.append(WordRelation(words: words, nearness: neighbour.nearness)) }
    }
    return relations
  }
}

/// A word of a query that is found by its meaning, too.
package struct NearWord: Sendable, Hashable {
  package let word: String
  /// The words of the catalog that it also finds; nil if its meaning is not known.
  package let relations: [WordRelation]?

  static func all(in query: SearchQuery, _ lexicon: Lexicon) throws -> [NearWord] {
    try query.term.nearWords.map { NearWord(word: $0, relations: try lexicon.relations(of: $0)) }
  }
}

/// What a word that finds nothing would find by its meaning.
package struct NearOffer: Sendable, Hashable {
  /// The term that finds it.
  package let term: String
  package let count: Int
  /// Some of the words that are found, the nearest first.
  package let words: [String]

  private static let mostWords = 5
  /// The nearest word has at least this nearness.
  private static let leastNearness = 45

  /// Returns nil if the term is no single word, or if it would find nothing.
  init?(for term: SearchTerm, in db: Database) throws {
    guard case .text(let text) = term, text.match == .whole else { return nil }
    let tokens = SearchTokens(query: text.text)
    guard tokens.words.count == 1, !tokens.hasUnspaced, let word = tokens.words.first else { return nil }
    let lexicon = Lexicon(db: db)
    let relations = try lexicon.relations(of: word) ?? []
    // What hardly means the same is found by who asks for it, and offered to nobody.
    guard let nearest = relations.first, nearest.nearness >= NearOffer.leastNearness else { return nil }
    var found: [String] = []
    for word in relations.flatMap(\.words)
    where try found.count < NearOffer.mostWords && lexicon.hasMatch(WordPattern.quoted(word)) {
      found.append(word)
    }
    let near = SearchTerm.text(SearchText(text.text, match: .near))
    count = try SearchRun(db: db, plan: SearchPlan(SearchQuery(near), in: db)).count(limit: nil)
    guard count > 0 else { return nil }
    self.term = near.description
    self.words = found
  }
}

extension Catalog {
  /// Returns the words of a query that are found by their meaning, each with the words of this catalog that it finds.
  package func nearWords(_ query: SearchQuery) throws(CatalogError) -> [NearWord] {
    guard !query.term.nearWords.isEmpty else { return [] }
    return try store.read { db in try NearWord.all(in: query, Lexicon(db: db)) }
  }
}
