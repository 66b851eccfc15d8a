/// Extracts the words of a prompt that describe the image.
enum PromptText {
  /// Tags that many prompts begin with and that do not describe the image.
  private static let boilerplate: Set<String> = [
    "masterpiece", "best quality", "high quality", "highest quality", "amazing quality", "good quality",
    "great quality",
    "very aesthetic", "highres", "absurdres", "high resolution", "ultra detailed", "highly detailed", "newest",
    "4k", "8k", "uhd", "hd", "raw photo", "source_anime",
  ]

  /// Removes networks (`<lora:name:0.8>`), weights (`:1.2`), options (`--ar 16:9`) and, if anything else is left,
  /// quality tags (`masterpiece, best quality`).
  static func words(of prompt: String) -> String {
    let text = withoutSyntax(String(String.UnicodeScalarView(prompt.unicodeScalars.prefix(Slug.inputLimit))))
    let tags = text.split { $0 == "," || $0.isNewline }
    let descriptive = tags.filter { tag in
      let tag = tag.lowercased().split { $0.isBracket || $0 == " " }.joined(separator: " ")
      return !boilerplate.contains(tag) && !tag.hasPrefix("score_")
    }
    return descriptive.contains { $0.contains { $0.isLetter || $0.isNumber } }
      ? descriptive.joined(separator: ", ") : text
  }

  private static func withoutSyntax(_ text: String) -> String {
    var kept = ""
    var rest = text[...]
    while let character = rest.first {
      if character == "<", let end = rest.firstIndex(of: ">"), rest[..<end].contains(":") {
        rest = rest[rest.index(after: end)...]
        kept.append(" ")
      } else if character == ":", let end = weightEnd(rest) {
        rest = rest[end...]
        kept.append(" ")
      } else if rest.hasPrefix(" --"), rest.dropFirst(3).first?.isLetter == true, !kept.isEmpty {
        break
      } else {
        kept.append(character)
        rest = rest.dropFirst()
      }
    }
    return kept
  }

  /// Returns the end of the weight at the beginning of `text`, as in `:1.2)`.
  private static func weightEnd(_ text: Substring) -> Substring.Index? {
    let after = text.dropFirst().drop { $0.isASCIIDigit || $0 == "." }
    return after.first?.isBracket == true ? after.startIndex : nil
  }
}

extension Character {
  fileprivate var isBracket: Bool { "()[]{}".contains(self) }
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
