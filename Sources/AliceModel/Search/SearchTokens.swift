/// The words of a text, as the full-text index stores them: folded, in order, without what separates them.
///
/// Scripts that write without spaces give overlapping pairs of characters: `東京の夜` is `東京 京の の夜 夜`. So every part
/// of such a text is a row of neighbouring words, and a single character begins one.
package struct SearchTokens: Sendable {
  /// The words. `isOpen` in a query means that the last one is the beginning of a word.
  package private(set) var words: [String] = []
  package private(set) var isOpen = false
  package private(set) var hasUnspaced = false

  private var word = String.UnicodeScalarView()
  private var run: [Unicode.Scalar] = []

  /// Reads a text to be found. The last character of an unspaced text at its end may be followed by others.
  package init(query text: String) {
    read(TextFolding.fold(text))
    endWord()
    endRun(isLast: true)
  }

  private init(text: String) {
    read(TextFolding.fold(text))
    endWord()
    endRun(isLast: false)
  }

  /// Returns the text for an index whose tokenizer separates words at ASCII characters other than letters and digits,
  /// and ignores the case of ASCII letters.
  package static func indexed(_ text: String) -> String {
    text.utf8.allSatisfy { $0 < 0x80 } ? text : SearchTokens(text: text).words.joined(separator: " ")
  }

  /// Returns the words of a text.
  package static func words(of text: String) -> [String] { SearchTokens(text: text).words }

  private mutating func read(_ folded: String) {
    for scalar in folded.unicodeScalars {
      switch WordClass(scalar) {
      case .letter:
        endRun(isLast: false)
        word.append(scalar)
      case .unspaced:
        endWord()
        run.append(scalar)
      case .symbol:
        endWord()
        endRun(isLast: false)
        words.append(String(scalar))
      case .separator:
        endWord()
        endRun(isLast: false)
      }
    }
  }

  private mutating func endWord() {
    guard !word.isEmpty else { return }
    words.append(String(word))
    word = String.UnicodeScalarView()
  }

  private mutating func endRun(isLast: Bool) {
    guard let last = run.last else { return }
    hasUnspaced = true
    for (first, second) in zip(run, run.dropFirst()) { words.append(SearchTokens.text([first, second])) }
    if !isLast || run.count == 1 { words.append(String(last)) }
    isOpen = isLast && run.count == 1
    run = []
  }

  private static func text(_ scalars: [Unicode.Scalar]) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }
}
