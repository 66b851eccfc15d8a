import AliceCatalog
import AliceWorkspace

/// What a user is told about pictures beside the results of a query.
extension Searcher {
  /// The formats that the scorer reads.
  private static let formats: [MediaFormat] = [.png, .jpeg, .webp, .bmp]

  /// Returns how much the pictures of assets are like those that a query names, from -1 to 1 for the same picture; none if
  /// it names none.
  package func likenesses(_ query: SearchQuery, of matches: Matches) throws -> [AssetID: Double] {
    guard query.term.asksForLikeness else { return [:] }
    var ids: [AssetID] = []
    try matches.forEach { ids.append($0.id) }
    return try workspace.catalog.likenesses(query, of: ids)
  }

  /// Returns a sentence for each kind of facts that a query asks for and that some pictures lack.
  package func unknownPictures(_ query: SearchQuery) throws -> [String] {
    var sentences: [String] = []
    func tell(_ count: Int, _ what: String) {
      guard count > 0 else { return }
      let number = count == 1 ? "1 picture has" : "\(count) pictures have"
      sentences.append("\(number) no \(what) yet; alice score --query '*' computes them")
    }
    if query.term.asksForLikeness { tell(try workspace.catalog.countWithoutFeatures(Searcher.formats), "features") }
    if query.term.asksForColor { tell(try workspace.catalog.countWithoutColors(Searcher.formats), "colours") }
    return sentences
  }

  /// Returns how pictures are compared, a line for each kind of facts that a query asks for.
  func pictureSentences(_ query: SearchQuery) throws -> [String] {
    var lines: [String] = []
    if query.term.asksForLikeness {
      lines.append(
        "like: by the angle between the \(PictureFeatures.count) features of two pictures, the nearest first")
    }
    for test in query.term.tests(of: .color) {
      guard case .color(let color) = test.meaning else { continue }
      let numbers = [color.lightness, color.a, color.b].map { String(Int(($0 * 1000).rounded())) }
      lines.append(
        "colour: OKLab \(numbers.joined(separator: " ")) thousandths, in at least "
          + "\(Int(PicturePalette.leastShare * 100)) % of the picture")
    }
    return try lines.isEmpty ? [] : lines + unknownPictures(query)
  }
}
