/// Words that programs write when they have no value.
enum NoValue {
  /// Returns whether the value of a parameter is such a word, or empty.
  static func isWord(_ text: String) -> Bool {
    guard text.utf8.count <= 9 else { return false }
    switch text.lowercased() {
    case "", "none", "nan", "null", "undefined", "n/a": return true
    default: return false
    }
  }

  /// Returns a prompt; nil if it is empty or consists of such a word as languages print it.
  static func text(_ text: String) -> String? {
    switch text {
    case "", "None", "NaN", "nan", "null", "undefined": nil
    default: text
    }
  }

  /// Returns whether a name or prompt tells nothing, although it may be one.
  static func isStub(_ text: String) -> Bool { isWord(text) || text.lowercased() == "unknown" }
}
