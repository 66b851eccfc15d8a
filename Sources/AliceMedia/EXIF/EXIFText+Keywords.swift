extension EXIFText {
  /// Splits Windows' keywords, which a semicolon separates.
  static func keywords(_ bytes: ArraySlice<UInt8>) -> [String] {
    windows(bytes).split(separator: ";").map { name in
      let start = name.drop(while: \.isWhitespace)
      return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }.filter { !$0.isEmpty }
  }
}
