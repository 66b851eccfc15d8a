extension String {
  /// The width on a terminal in columns: East Asian characters and emoji take two.
  var columns: Int {
    utf8.allSatisfy { $0 < 0x80 } ? utf8.count : reduce(0) { $0 + $1.columns }
  }

  /// Returns the text, truncated to `width` columns with an ellipsis if it is longer.
  func fitted(to width: Int) -> String {
    // No scalar takes more columns than bytes.
    guard width > 1, utf8.count > width, columns > width else { return self }
    var room = width - 1
    let kept = prefix { character in
      room -= character.columns
      return room >= 0
    }
    return kept + "…"
  }
}

extension Character {
  /// Terminals differ about several emoji that are joined to one: most draw each for itself, so that is the width. A text
  /// that is narrower than expected breaks nothing.
  fileprivate var columns: Int {
    // U+FE0F selects the emoji of a character that is text by default.
    let least = unicodeScalars.contains("\u{FE0F}") ? 2 : 0
    return max(least, unicodeScalars.reduce(0) { $0 + ($1.isMark ? 0 : $1.isWide ? 2 : 1) })
  }
}

extension Unicode.Scalar {
  /// Whether the scalar is a combining mark or a format character, which has no width of its own.
  fileprivate var isMark: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    // The later parts of a Hangul syllable are drawn into the first.
    default: (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FF).contains(value)
    }
  }

  /// Whether the scalar is East Asian Wide or Fullwidth according to Unicode, or an emoji by default.
  fileprivate var isWide: Bool {
    switch value {
    case ..<0x1100: false
    // Two of these are a flag.
    case 0x1F1E6...0x1F1FF: false
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3: true
    case 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6: true
    case 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD: true
    default: properties.isEmojiPresentation
    }
  }
}
