import AliceModel

/// The method of searching a text: in the full-text index, or as a substring.
enum WordPattern {
  /// An FTS5 expression of quoted tokens, so that user input is never syntax.
  case words(String)
  /// A substring: for scripts without spaces between words, parts of words, and texts without letters.
  case infix(String)
  /// The text is blank, so nothing matches it.
  case nothing

  init(_ text: SearchText) {
    let clean = WordPattern.clean(text.text)
    let scalars = clean.unicodeScalars
    if scalars.allSatisfy(\.properties.isWhitespace) {
      self = .nothing
    } else if text.match == .infix || !scalars.contains(where: WordPattern.isToken)
      || scalars.contains(where: WordPattern.isUnspaced)
    {
      self = .infix(clean)
    } else {
      self = .words(WordPattern.quoted(clean) + (text.match == .prefix ? " *" : ""))
    }
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { result += "\"" }
      result.unicodeScalars.append(scalar)
    }
    return result + "\""
  }

  /// Removes NUL, at which SQLite stops reading, and the reserved characters of `KeywordTokens`.
  private static func clean(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let reserved = scalar == "\0" || KeywordTokens.reserved.contains(scalar.value)
      result.append(reserved ? " " : scalar)
    }
    return String(result)
  }

  /// Returns true if the tokenizer `unicode61` treats the character as part of a word.
  private static func isToken(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber, .privateUse:
      true
    default: false
    }
  }

  /// Returns true for scripts that write without spaces, or that attach particles to words: Thai, Lao, Burmese, Khmer,
  /// Hangul, kana, Han.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1100...0x11FF, 0x1780...0x17FF, 0x2E80...0x2FDF, 0x3005...0x3007,
      0x3041...0x318F, 0x31A0...0x31BF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA960...0xA97F,
      0xAC00...0xD7FF, 0xF900...0xFAFF, 0xFF66...0xFFDC, 0x20000...0x3FFFF:
      true
    default: false
    }
  }
}
