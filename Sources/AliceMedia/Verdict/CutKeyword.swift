/// IPTC's keywords have at most 64 bytes, and programs cut longer ones, some between two characters.
enum CutKeyword {
  /// The maximum size of a keyword in bytes.
  static let limit = 64
  private static let sizes = 60...limit

  /// Whether the keyword is as long as what programs leave of longer ones.
  static func canBe(_ keyword: String) -> Bool { sizes.contains(keyword.utf8.count) }

  /// Returns what programs leave of the tags that are too long.
  static func beginnings(of tags: some Sequence<String>) -> Set<[UInt8]> {
    var beginnings: Set<[UInt8]> = []
    for tag in tags where tag.utf8.count > limit {
      let leaf = TagPath.leaf(tag).utf8
      for size in sizes { beginnings.insert(Array(leaf.prefix(size))) }
    }
    return beginnings
  }
}
