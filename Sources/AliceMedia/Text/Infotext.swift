/// The text that AUTOMATIC1111's web UI puts into files and nearly every reader knows: the prompt, a line
/// `Negative prompt: …`, and one last line of `Key: value` pairs.
package enum Infotext {
  /// One `Key: value` of the last line.
  package struct Pair: Sendable, Hashable {
    /// As it was written: `CFG scale`.
    package var key: String
    /// Without its quotes, if it had any; never empty.
    package var value: String

    package init(key: String, value: String) {
      self.key = key
      self.value = value
    }
  }

  /// What an infotext says, before anyone interprets it.
  package struct Parsed: Sendable, Hashable {
    /// Line ends are LF; white space at both ends is gone, as every reader of the format drops it.
    package var prompt: String
    /// Empty where there is none.
    package var negativePrompt: String
    /// In their order; a key may come twice.
    package var pairs: [Pair]

    package init(prompt: String, negativePrompt: String = "", pairs: [Pair] = []) {
      self.prompt = prompt
      self.negativePrompt = negativePrompt
      self.pairs = pairs
    }

    /// The last value written under `key`; case does not count.
    package subscript(key: String) -> String? {
      let wanted = key.lowercased()
      return pairs.last { $0.key.lowercased() == wanted }?.value
    }
  }

  static let negativeMarker = "Negative prompt:"

  /// Longer texts are not read.
  static let maximumBytes = 64 << 20
  /// Pairs beyond this number are not read.
  static let maximumPairs = 4096
}
