import AliceCatalog
import AliceWorkspace

extension Searcher {
  /// Compares what is not compared yet, if the query speaks of assets that look alike. A catalog that cannot be written
  /// answers by what it knows.
  func prepare(for query: SearchQuery) throws {
    guard query.term.asksForDuplicates, workspace.catalog.obstacle == nil else { return }
    try workspace.catalog.compareLooks()
  }

  /// Returns lines for the user if the query speaks of assets that look alike, and nobody has looked at some of them.
  package func unseenHints(_ query: SearchQuery) throws -> [String] {
    guard query.term.asksForDuplicates else { return [] }
    var (unseen, undecoded) = (PictureCount(), NotScoredFiles())
    for format in LookReader.formats {
      let count = try workspace.catalog.countUnseen([format])
      if let obstacle = workspace.scoringPrograms.obstacle(to: format) {
        undecoded.add(obstacle, format.kind, count: count)
      } else {
        unseen.add(format.kind, count: count)
      }
    }
    let verb = unseen.total == 1 ? "is" : "are"
    let hint = unseen.total == 0 ? [] : ["\(unseen.phrase) \(verb) not compared yet; 'alice dedupe' does that"]
    return hint + undecoded.sentences(done: "compared")
  }
}
