import AliceNumbers

/// The folding of texts for search: texts that people consider equal become equal.
///
/// It is NFKC without marks, in lower case: `Ёлка`, `ЕЛКА` and `елка` are equal, and so are `straße` and `strasse`,
/// `ﾕｰｻﾞｰ` and `ユーザー`. Each character has one folding, from the table that `docs/make-folding` writes, so that every
/// store and every platform folds alike. Text that is folded stays as it is when it is folded again.
package enum TextFolding {
  package static func fold(_ text: String) -> String {
    if let ascii = foldASCII(text) { return ascii }
    var folded = FoldedScalars()
    for scalar in text.unicodeScalars { folded.append(scalar) }
    return String(folded.scalars)
  }

  /// Returns nil if the text is not all ASCII.
  private static func foldASCII(_ text: String) -> String? {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
      return String(unsafeUninitializedCapacity: bytes.count) { folded in
        for (index, byte) in bytes.enumerated() {
          folded[index] = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
        }
        return bytes.count
      }
    }
  }
}

/// Scalars that are folded one by one, and composed as they come: the voicing marks of kana, and the letters of Hangul.
struct FoldedScalars {
  private(set) var scalars = String.UnicodeScalarView()
  private var last: Unicode.Scalar?

  mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.value < 0x80 {
      return put((0x41...0x5A).contains(scalar.value) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
    }
    switch FoldingIndex.shared.folding(of: scalar) {
    case .itself: put(scalar)
    case .scalar(let folded): put(folded)
    case .scalars(let several): for folded in several { put(folded) }
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    if let last, let composed = FoldedScalars.composed(last, scalar) {
      scalars.removeLast()
      scalars.append(composed)
      self.last = composed
    } else {
      scalars.append(scalar)
      last = scalar
    }
  }

  private static func composed(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
    switch (first.value, second.value) {
    case (0x3041...0x30FF, 0x3099): voiced(first.value)
    case (0x3041...0x30FF, 0x309A): halfVoiced(first.value)
    case (0x1100...0x1112, 0x1161...0x1175):
      Unicode.Scalar(0xAC00 + ((first.value - 0x1100) * 21 + (second.value - 0x1161)) * 28)
    case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (first.value - 0xAC00) % 28 == 0:
      Unicode.Scalar(first.value + second.value - 0x11A7)
    default: nil
    }
  }

  /// か with a voicing mark is the next character, が; the exceptions are う and わ.
  private static func voiced(_ kana: UInt32) -> Unicode.Scalar? {
    let isKatakana = kana >= 0x30A1
    let row = isKatakana ? kana - 0x60 : kana
    switch row {
    case 0x3046: return Unicode.Scalar(kana + 0x4E)
    case 0x304B...0x3061 where row % 2 == 1: return Unicode.Scalar(kana + 1)
    case 0x3064, 0x3066, 0x3068: return Unicode.Scalar(kana + 1)
    case 0x306F...0x307B where row % 3 == 0: return Unicode.Scalar(kana + 1)
    case 0x309D: return Unicode.Scalar(kana + 1)
    case 0x308F...0x3092 where isKatakana: return Unicode.Scalar(kana + 8)
    default: return nil
    }
  }

  private static func halfVoiced(_ kana: UInt32) -> Unicode.Scalar? {
    let row = kana >= 0x30A1 ? kana - 0x60 : kana
    return (0x306F...0x307B).contains(row) && row % 3 == 0 ? Unicode.Scalar(kana + 2) : nil
  }
}
