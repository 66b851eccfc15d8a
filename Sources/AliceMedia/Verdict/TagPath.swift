import Foundation

/// The form in which tags of all programs are compared: levels joined by `/`, in NFC, without blanks around them and
/// characters that XML forbids.
package enum TagPath {
  package static func key(_ tag: String) -> String {
    let text = composed(XMLCharacters.legal(tag)).replacing(scalar: "|", with: "/")
    guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else { return text }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Returns the tags as keys, without empty ones and duplicates.
  static func keys(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.map(key).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  /// Returns the tags in NFC, without those that another one equals as a key.
  package static func unique(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.map(composed).filter { seen.insert(key($0)).inserted }
  }

  /// Returns the tags of two places that other programs wrote, without names that are a level of the other place's paths.
  package static func merged(_ first: [String], _ second: [String]) -> [String] {
    func levelsBelow(_ tags: [String]) -> Set<String> { Set(tags.map(levels).filter { $0.count > 1 }.joined()) }
    let (inFirst, inSecond) = (levelsBelow(first), levelsBelow(second))
    return keys(first.filter { !inSecond.contains($0) } + second.filter { !inFirst.contains($0) })
  }

  /// Returns the text in NFC; file names of macOS and some programs' tags are decomposed.
  package static func composed(_ text: String) -> String {
    // No character below U+0300 combines, and no lead byte below 0xCC begins one above it.
    text.utf8.allSatisfy { $0 < 0xCC } ? text : text.precomposedStringWithCanonicalMapping
  }

  /// The names of the levels, from the root to the leaf.
  static func levels(_ path: String) -> [String] {
    path.unicodeScalars.split(separator: "/").map { String($0) }
  }

  /// The name that programs without hierarchies show.
  static func leaf(_ path: String) -> String { levels(path).last ?? path }

  /// Returns the flat tags that are no level of one of the paths, nor a path themselves.
  static func unexplained(_ flat: [String], by paths: [String]) -> [String] {
    guard !paths.isEmpty else { return flat }
    // Flat lists hold the levels without the blanks around them.
    let known = Set(paths).union(paths.flatMap { levels($0).map(key) })
    return flat.filter { !known.contains($0) }
  }
}
