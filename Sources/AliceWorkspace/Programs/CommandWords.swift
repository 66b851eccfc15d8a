/// A command as a list of words, which no shell interprets.
package struct CommandWords: Sendable, Hashable {
  package let words: [String]

  /// Returns nil if the program's name is empty, or a word contains a NUL byte.
  package init?(_ words: [String]) {
    guard let program = words.first, !program.isEmpty, !words.contains(where: { $0.utf8.contains(0) }) else {
      return nil
    }
    self.words = words
  }

  /// Splits at whitespace. Text in single or double quotes is taken literally; there are no variables, wildcards or
  /// backslashes. Returns nil if the text is empty or a quote is not closed.
  package init?(splitting text: String) {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else if character == "\"" || character == "'" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    guard quote == nil else { return nil }
    self.init(words + (word.map { [$0] } ?? []))
  }
}
