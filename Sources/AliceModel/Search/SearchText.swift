import AliceNumbers

/// A word or phrase: its words must be adjacent and in order; case, accents and punctuation are ignored.
public struct SearchText: Sendable, Hashable {
  public enum Match: Sendable, Hashable {
    /// Whole words match; a single word also by its English forms: `fox` finds foxes.
    case whole
    /// The last word matches as a prefix: `mount*`.
    case prefix
    /// The text matches anywhere, also inside words: `*ount*`.
    case infix
    /// Each word matches, and so do the words that mean nearly the same: `kitty~`, `near:kitty`.
    case near
  }

  /// The text, which is never blank.
  public let text: String
  public let match: Match
  let quoted: Bool

  /// Whether the words match exactly, as in quotation marks: not by their English forms.
  package var isQuoted: Bool { quoted }

  public init(_ text: String, match: Match = .whole, quoted: Bool = false) {
    self.text = text
    self.match = match
    self.quoted = quoted
  }

  /// Reads an unquoted word with its stars or its tilde; returns nil unless the stars are after the word or on both sides
  /// of it.
  init?(word: String) {
    if let near = SearchText(near: word) {
      self = near
      return
    }
    let bare = word.drop { $0 == "*" }
    let leading = bare.count < word.count
    let trailing = bare.hasSuffix("*")
    let core = String(trailing ? bare.dropLast() : bare)
    guard !core.isEmpty, !core.contains("*"), word.count - core.count <= 2, trailing || !leading else { return nil }
    // Text that would be parsed as an operator must be printed in quotation marks.
    let reserved = core.hasPrefix("-") || ["OR", "AND", "NOT"].contains(core)
    self.init(core, match: leading ? .infix : trailing ? .prefix : .whole, quoted: reserved && !leading)
  }
}

extension SearchText {
  /// Reads `kitty~`; nil for all other words.
  private init?(near word: String) {
    guard word.hasSuffix("~") else { return nil }
    let core = String(word.dropLast())
    guard !core.contains(where: { "*~".contains($0) }), !SearchTokens(query: core).words.isEmpty else { return nil }
    self.init(core, match: .near)
  }

  /// The text as the value of a field, where `near:` cannot stand.
  var inField: String { match == .near ? SearchParser.quoted(text) + "~" : description }
}

extension SearchText: CustomStringConvertible {
  public var description: String {
    let body = quoted ? SearchParser.quoted(text) : text
    return switch match {
    case .whole: body
    case .prefix: body + "*"
    case .infix: "*" + body + "*"
    case .near:
      "near:" + (text.utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) } ? text : SearchParser.quoted(text))
    }
  }
}
