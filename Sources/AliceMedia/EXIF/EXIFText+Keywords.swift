import AliceNumbers

extension EXIFText {
  /// Splits Windows' keywords, which a semicolon separates.
  static func keywords(_ bytes: ArraySlice<UInt8>) -> [String] {
    windows(bytes).unicodeScalars.split(separator: ";").map { name in
      let text = String(name)
      let start = text.drop(while: \.isWhitespace)
      return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }.filter { !$0.isEmpty }
  }

  /// Returns Windows' keywords with a NUL after them.
  static func windows(keywords: [String]) -> [UInt8] {
    (keywords.joined(separator: ";") + "\0").utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  /// Whether the name is read back as it is written: not if it has a semicolon.
  static func isKeyword(_ name: String) -> Bool { keywords(windows(keywords: [name])[...]) == [name] }
}
