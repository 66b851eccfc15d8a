/// What is wrong with a text that stands in the place of a key. It never contains the text itself.
package enum KeyFault: Error, Sendable, Hashable {
  case empty
  case quoted
  /// The name of the variable or the header that stands before the key.
  case prefixed(String)
  /// An example from a manual, or a variable that nothing has replaced.
  case placeholder
  case blanks
  case manyLines
  case foreignCharacters
  case tooLong
  /// `id:` or `:secret`.
  case half
  case manyParts
}

extension KeyFault: CustomStringConvertible {
  /// A clause that follows the name of the place.
  package var description: String {
    switch self {
    case .empty: "is empty"
    case .quoted: "has quotes around the key; set the key without them"
    case .prefixed(let word): "begins with '\(word)'; set the key alone"
    case .placeholder: "holds an example, not a key; fal.ai/dashboard/keys has yours"
    case .blanks: "has a blank in the midst of the key"
    case .manyLines: "has more than one line"
    case .foreignCharacters: "has characters that no key has"
    case .tooLong: "is too long for a key"
    case .half: "holds only one half of a key, which has the form ID:SECRET"
    case .manyParts: "has more than one ':'; a key has the form ID:SECRET"
    }
  }
}

/// A key as people paste it.
struct KeyText {
  /// The key, if the text has the form of one.
  let key: Result<String, KeyFault>

  private static let longest = 1000
  private static let quotes: Set<Character> = ["\"", "'", "`", "“", "”", "‘", "’", "«", "»"]
  /// Blanks that nobody sees: zero-width ones, and the mark at the start of a file.
  private static let unseen: Set<Character> = ["\u{200B}", "\u{200C}", "\u{200D}", "\u{2060}", "\u{FEFF}"]
  private static let prefixes = [
    "authorization:", "key ", "bearer ", "token ", "export ", "fal_key=", "fal_key:", "set ",
  ]

  /// Blanks and line ends around the key make no difference.
  init(_ text: String) {
    let bare = KeyText.trimmed(text)
    key = KeyText.fault(of: bare).map { .failure($0) } ?? .success(bare)
  }

  /// Returns the key in a text that a person has pasted: without quotes, and without what stands before it.
  static func pasted(_ text: String) -> String {
    var bare = trimmed(text)
    for _ in 0..<4 {
      if let prefix = prefixes.first(where: { bare.lowercased().hasPrefix($0) }) {
        bare = trimmed(String(bare.dropFirst(prefix.count)))
      }
      while bare.count >= 2, let first = bare.first, let last = bare.last, quotes.contains(first),
        quotes.contains(last)
      { bare = trimmed(String(bare.dropFirst().dropLast())) }
    }
    return bare
  }

  private static func trimmed(_ text: String) -> String {
    func isBlank(_ character: Character) -> Bool { character.isWhitespace || unseen.contains(character) }
    return String(text.drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }

  private static func fault(of text: String) -> KeyFault? {
    guard let first = text.first, let last = text.last else { return .empty }
    guard text.utf8.count <= longest else { return .tooLong }
    let lower = text.lowercased()
    if let prefix = prefixes.first(where: lower.hasPrefix) { return .prefixed(shown(prefix)) }
    if isPlaceholder(lower) { return .placeholder }
    if quotes.contains(first) || quotes.contains(last) { return .quoted }
    if text.contains(where: \.isNewline) { return .manyLines }
    if text.contains(where: \.isWhitespace) { return .blanks }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return .foreignCharacters }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count > 2 { return .manyParts }
    return parts.contains("") ? .half : nil
  }

  private static func shown(_ prefix: String) -> String {
    switch prefix {
    case "authorization:": "Authorization:"
    case "fal_key=": "FAL_KEY="
    case "fal_key:": "FAL_KEY:"
    case "key ": "Key "
    case "bearer ": "Bearer "
    case "token ": "Token "
    default: prefix
    }
  }

  private static let examples: Set<String> = [
    "none", "null", "nil", "undefined", "true", "false", "key", "fal_key", "fal-key", "falkey", "api_key", "api-key",
    "apikey", "fal_api_key", "fal-api-key", "key_id:key_secret", "key-id:key-secret", "fal_key_id:fal_key_secret",
    "<redacted>", "redacted", "secret", "changeme", "change-me", "change_me", "todo",
  ]

  /// `your-key-here`, `<key>`, `${FAL_KEY}`, `xxxx-xxxx:xxxx`, `op://vault/item/field`.
  private static func isPlaceholder(_ lower: String) -> Bool {
    let bare = String(lower.filter { !quotes.contains($0) })
    if examples.contains(bare) || bare.contains("://") { return true }
    if bare.contains(where: { "<>{}[]$%…".contains($0) }) || bare.contains("...") { return true }
    let words = bare.split { !$0.isLetter }
    if words.contains("your") || words.contains("my") && words.contains("key") { return true }
    if words.last == "here" || words.contains("placeholder") || words.contains("yourkey") { return true }
    return !bare.isEmpty && bare.allSatisfy { "x*.-_:#?".contains($0) }
  }
}
