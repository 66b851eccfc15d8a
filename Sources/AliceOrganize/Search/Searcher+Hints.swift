import AliceCatalog
import AliceWorkspace

/// What a user is told about a query beside its results.
extension Searcher {
  /// Returns a line for the user if more assets have the words of the query, but only in their negative prompts.
  package func negativeHint(_ query: SearchQuery) throws -> String? {
    guard let more = try workspace.catalog.matchesOnlyNegative(query) else { return nil }
    let (verb, word) = (more.count == 1 ? "has" : "have", more.terms.count == 1 ? "it" : "them")
    let number = more.count >= NegativeMatches.limit ? "\(NegativeMatches.limit) or more" : "\(more.count) more"
    return "\(number) \(verb) \(word) only in the negative prompt: \(more.terms.joined(separator: " "))"
  }

  /// Returns which parts of a query match nothing, a sentence each.
  package func diagnose(_ query: SearchQuery) throws -> [String] {
    try workspace.catalog.diagnose(query).filter { $0.count == 0 || $0.suggestion != nil }.map { part in
      let hint = part.suggestion.map { "; did you mean \($0.value) (\($0.count))?" } ?? ""
      let near = part.near.map { "; '\($0.term)' finds \($0.count): \($0.words.joined(separator: ", "))" } ?? ""
      return "\(part.term) matches \(part.count)\(hint)\(near)"
    }
  }

  /// Returns a sentence for each word of a query that should be found by its meaning, but has none that is known.
  package func unknownMeanings(_ query: SearchQuery) throws -> [String] {
    try workspace.catalog.nearWords(query).filter { $0.relations == nil }.map(\.sentence)
  }
}

extension NearWord {
  private static let longest = 60

  /// The words that are found, or why there are none, in a line.
  var sentence: String {
    let name = word.count > NearWord.longest ? word.prefix(NearWord.longest) + "…" : word[...]
    guard let relations else { return "the meaning of '\(name)' is not known, so near: finds only the word itself" }
    guard !relations.isEmpty else { return "near:\(name): no word of the library means nearly the same" }
    return "near:\(name): "
      + relations.map { $0.words.joined(separator: "|") + " (\($0.nearness))" }.joined(separator: ", ")
  }
}
