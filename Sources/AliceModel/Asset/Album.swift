import AliceNumbers

/// Albums, which are tags below `album`.
package enum Album {
  package static let root = "album"

  /// Returns the tag of an album.
  package static func tag(_ name: String) -> String { root + "/" + name }

  /// Returns the name of the album that a tag stands for; nil if it stands for none.
  package static func name(of tag: String) -> String? {
    let parts = tag.split(separator: "/", maxSplits: 1)
    guard parts.count == 2, TextFolding.fold(String(parts[0])) == root else { return nil }
    return String(parts[1])
  }
}
