/// A word or phrase: its words, next to each other and in order, without regard to case, accents and punctuation.
public struct SearchText: Sendable, Hashable {
  public enum Match: Sendable, Hashable {
    /// Whole words.
    case whole
    /// The last word may go on: `mount*`.
    case prefix
    /// Anywhere, also inside words: `*ount*`. Accents count.
    case infix
  }

  /// Never blank.
  public let text: String
  public let match: Match
  let quoted: Bool

  public init(_ text: String, match: Match = .whole, quoted: Bool = false) {
    self.text = text
    self.match = match
    self.quoted = quoted
  }

  /// Reads an unquoted word with its stars; nil where stars stand elsewhere than after the word or on both sides of it.
  init?(word: String) {
    let bare = word.drop { $0 == "*" }
    let leading = bare.count < word.count
    let trailing = bare.hasSuffix("*")
    let core = String(trailing ? bare.dropLast() : bare)
    guard !core.isEmpty, !core.contains("*"), word.count - core.count <= 2, trailing || !leading else { return nil }
    // What would read as an operator when it is printed.
    let reserved = core.hasPrefix("-") || ["OR", "AND", "NOT"].contains(core)
    self.init(core, match: leading ? .infix : trailing ? .prefix : .whole, quoted: reserved && !leading)
  }
}

extension SearchText: CustomStringConvertible {
  public var description: String {
    let body = quoted ? SearchParser.quoted(text) : text
    return switch match {
    case .whole: body
    case .prefix: body + "*"
    case .infix: "*" + body + "*"
    }
  }
}
