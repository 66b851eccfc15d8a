import AliceCatalog
import AliceVision
import AliceWorkspace

extension Searcher {
  /// Compares what is not compared yet, if the query speaks of assets that look alike. A catalog that cannot be written
  /// answers by what it knows.
  func prepare(for query: SearchQuery) throws {
    guard query.term.asksForDuplicates, workspace.catalog.obstacle == nil else { return }
    try workspace.catalog.compareLooks()
  }

  /// Returns a line for the user if the query speaks of assets that look alike, and nobody has looked at some images.
  package func unseenHint(_ query: SearchQuery) throws -> String? {
    guard query.term.asksForDuplicates else { return nil }
    let count = try workspace.catalog.countUnseen(PictureLooker.formats)
    guard count > 0 else { return nil }
    return "\(count == 1 ? "one image is" : "\(count) images are") not compared yet; 'alice dedupe' does that"
  }
}
