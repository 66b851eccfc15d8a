/// A number of images and films.
package struct PictureCount: Sendable, Hashable {
  package private(set) var images = 0
  package private(set) var films = 0

  package init(images: Int = 0, films: Int = 0) { (self.images, self.films) = (images, films) }

  package mutating func add(_ kind: MediaKind, count: Int = 1) {
    if kind == .video { films += count } else { images += count }
  }

  package var total: Int { images + films }

  /// The number in words: `3 images and 1 film`.
  package var phrase: String {
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    if films == 0 { return counted(images, "image") }
    return (images == 0 ? "" : counted(images, "image") + " and ") + counted(films, "film")
  }
}
