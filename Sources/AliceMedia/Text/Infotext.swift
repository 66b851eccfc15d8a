/// The text that AUTOMATIC1111's web UI embeds and nearly every reader understands: the prompt, a line
/// `Negative prompt: …`, and a last line of `Key: value` pairs.
package enum Infotext {
  /// One `Key: value` pair of the last line.
  package struct Pair: Sendable, Hashable {
    /// The key as written: `CFG scale`.
    package var key: String
    /// The value without quotes; it is never empty.
    package var value: String

    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// The uninterpreted parts of an infotext.
  package struct Parsed: Sendable, Hashable {
    /// The prompt, with LF line ends and without surrounding white space, which every reader of the format removes.
    package var prompt: String
    /// The negative prompt; empty if there is none.
    package var negativePrompt: String
    /// The pairs in their order; a key may occur twice.
    package var pairs: [Pair]

    package init(prompt: String, negativePrompt: String = "", pairs: [Pair] = []) {
      self.prompt = prompt
      self.negativePrompt = negativePrompt
      self.pairs = pairs
    }

    /// The last value of `key`, regardless of case.
    package subscript(key: String) -> String? {
      let wanted = key.lowercased()
      return pairs.last { $0.key.lowercased() == wanted }?.value
    }
  }

  static let negativeMarker = "Negative prompt:"

  /// The maximum size of a text in bytes.
  static let maximumBytes = 64 << 20
  /// The maximum number of pairs.
  static let maximumPairs = 4096
}
