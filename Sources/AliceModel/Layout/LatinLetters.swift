import AliceNumbers

extension Unicode.Scalar {
  /// The Latin letters or the digit that this scalar represents: `é` is `e`, `ß` is `ss`, `Ａ` and `𝐀` are `a`, `٣` is
  /// `3`. Nil for everything else.
  ///
  /// The letters come from the Unicode name of the character, which covers every accent and every decorative alphabet.
  var asciiFolding: String? {
    if isASCII {
      let isWord = properties.isAlphabetic || ("0"..."9").contains(self)
      return isWord ? String(self).lowercased() : nil
    }
    if properties.numericType == .decimal, let value = properties.numericValue, (0...9).contains(value) {
      return String(Int(value))
    }
    guard properties.isAlphabetic, let name = properties.name else { return nil }
    return Unicode.Scalar.latinLetters(named: name)
  }

  private static let special = [
    "SHARP S": "ss", "DOTLESS I": "i", "DOTLESS J": "j", "LONG S": "s", "ETH": "d", "THORN": "th", "ENG": "n",
    "SCHWA": "e", "OPEN E": "e", "OPEN O": "o", "INSULAR G": "g",
  ]

  private static func latinLetters(named name: String) -> String? {
    let words = name.split(separator: " ")
    if words.first == "MATHEMATICAL", let letter = words.last, letter.utf8.count == 1 { return letter.lowercased() }
    guard words.contains("LATIN"),
      let start = words.lastIndex(where: { ["LETTER", "LIGATURE", "CAPITAL"].contains($0) })
    else { return nil }
    let letters = words[(start + 1)...].prefix { $0 != "WITH" }.joined(separator: " ")
    if let special = special[letters] { return special }
    return (1...3).contains(letters.utf8.count) && !letters.contains(" ") ? letters.lowercased() : nil
  }
}
