/// A command as the words that it is started with; no shell sees them.
package struct CommandWords: Sendable, Hashable {
  package let words: [String]

  /// Nil where there is no program's name, or a word that no program can be given.
  package init?(_ words: [String]) {
    guard let program = words.first, !program.isEmpty, !words.contains(where: { $0.utf8.contains(0) }) else {
      return nil
    }
    self.words = words
  }

  /// Splits at blanks. What stands in single or double quotes is taken as it is; there is nothing else: no variables, no
  /// wildcards, no backslashes. Nil for nothing, and for a quote without its end.
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
