/// A command line as far as it is written, split into words as a shell splits it.
struct ShellLine {
  /// The words before the one that is being written.
  private(set) var words: [String] = []
  /// The word that is being written, without quotes and backslashes.
  private(set) var current = ""
  /// The quotation mark that is open at the end.
  private(set) var quote: Character?

  /// Longer lines are cut.
  private static let limit = 64 << 10

  init(_ line: String) {
    var isWord = false
    var isEscaped = false
    for character in line.prefix(ShellLine.limit) {
      if isEscaped {
        current.append(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
        isWord = true
      } else if let open = quote {
        if character == open { quote = nil } else { current.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isWord = true
      } else if character == " " || character == "\t" {
        if isWord || !current.isEmpty { words.append(current) }
        (current, isWord) = ("", false)
      } else if character == "|" || character == ";" || character == "&" {
        // Another command begins.
        (words, current, isWord) = ([], "", false)
      } else {
        current.append(character)
      }
    }
  }

  /// Returns the text with a backslash before each character that a shell does not take as it is.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for (index, character) in text.enumerated() {
      let isPlain =
        character.isLetter || character.isNumber || "-_./:=+,@%^".contains(character) || (character == "~" && index > 0)
      if !isPlain { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }
}
