/// A word or phrase: its words must be adjacent and in order; case, accents and punctuation are ignored.
public struct SearchText: Sendable, Hashable {
  public enum Match: Sendable, Hashable {
    /// Whole words match; a single word also by its English forms: `fox` finds foxes.
    case whole
    /// The last word matches as a prefix: `mount*`.
    case prefix
    /// The text matches anywhere, also inside words: `*ount*`.
    case infix
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

  /// Reads an unquoted word with its stars; returns nil unless they are after the word or on both sides of it.
  init?(word: String) {
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
