import AliceNumbers

/// Decodes the texts of EXIF blocks as programs write them, which often deviates from the standard.
enum EXIFText {
  /// Decodes a text without NULs at its ends, as UTF-8 if it is valid, else as Windows-1252.
  static func ascii(_ bytes: ArraySlice<UInt8>) -> String {
    guard let order = ByteText.utf16Order(of: bytes) else { return ByteText.narrow(trimmed(bytes)) }
    return trimmed(UTF16Text.repaired(bytes, bigEndian: order))
  }

  /// Decodes one of Windows' texts, which ends at the first NUL.
  static func windows(_ bytes: ArraySlice<UInt8>) -> String {
    let text = unicode(bytes, bigEndian: false)
    return String(text.prefix { $0 != "\0" })
  }

  /// Decodes a comment by its character code prefix, as far as the bytes after it agree; without one it is plain text.
  static func userComment(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String {
    let code = CharacterCode(bytes)
    let body = code == .none ? bytes : bytes.dropFirst(CharacterCode.length)
    switch code {
    case .unicode: return withoutCharset(unicode(body, bigEndian: bigEndian))
    case .japanese: return JapaneseText.decoded(trimmed(body)) ?? ascii(body)
    case .narrow, .none: return withoutCharset(ascii(body))
    }
  }

  /// Writers differ in the byte order, and some write UTF-8. A byte order mark decides, else the positions of the zero
  /// bytes of Latin letters, else the order of the file.
  private static func unicode(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String {
    if let order = ByteText.markedOrder(of: bytes) { return trimmed(UTF16Text.repaired(bytes, bigEndian: order)) }
    let text = trimmed(bytes)
    let zeros = ByteText.Zeros(in: bytes.prefix(text.endIndex - bytes.startIndex))
    let known = text.contains(0) && zeros.even != zeros.odd ? zeros.even > zeros.odd : nil
    if known == nil, ByteText.isNarrow(text) { return ByteText.narrow(text) }
    return trimmed(UTF16Text.repaired(bytes, bigEndian: known ?? bigEndian))
  }

  /// Removes `charset=Unicode ` from the beginning, which exiv2 prints and which was then written back.
  private static func withoutCharset(_ text: String) -> String {
    let mark = "charset="
    guard text.prefix(mark.count).lowercased() == mark, let space = text.prefix(32).firstIndex(of: " ") else {
      return text
    }
    let name = text[..<space].dropFirst(mark.count).filter { $0 != "\"" }.lowercased()
    let isKnown = ["unicode", "ascii", "jis", "undefined", "utf-8", "utf8", "utf-16"].contains(name)
    return isKnown ? String(text[text.index(after: space)...]) : text
  }

  /// Returns whether the bytes are readable text: a maker note is text with some generators, but a binary structure
  /// with cameras.
  static func isReadable(_ bytes: ArraySlice<UInt8>) -> Bool {
    let text = trimmed(bytes)
    return !text.isEmpty && text.allSatisfy { (0x20...0x7E).contains($0) || (0x09...0x0D).contains($0) }
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes.drop { $0 == 0 }
    while bytes.last == 0 { bytes.removeLast() }
    return bytes
  }

  private static func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.unicodeScalars.last == "\0" { text.unicodeScalars.removeLast() }
    while text.unicodeScalars.first == "\0" { text.unicodeScalars.removeFirst() }
    return String(text)
  }
}

/// The character code that the first eight bytes of a comment name, in any case, filled up with NULs or spaces.
private enum CharacterCode {
  case unicode, japanese, narrow, none

  static let length = 8

  init(_ bytes: ArraySlice<UInt8>) {
    let head = bytes.prefix(CharacterCode.length)
    guard head.count == CharacterCode.length else {
      self = .none
      return
    }
    let name = head.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
    let filling = head.dropFirst(name.count)
    let isFilled = !filling.isEmpty && filling.allSatisfy { $0 == 0 || $0 == UInt8(ascii: " ") }
    let isNUL = filling.allSatisfy { $0 == 0 }
    switch String(decoding: name, as: UTF8.self).lowercased() {
    case "unicode" where isNUL: self = .unicode
    // A text may begin with this word, too.
    case "unicode" where isFilled && ByteText.utf16Order(of: bytes.dropFirst(CharacterCode.length)) != nil:
      self = .unicode
    case "jis" where isFilled: self = .japanese
    case "ascii" where isFilled, "utf-8" where isFilled, "utf8" where isFilled, "" where isNUL: self = .narrow
    default: self = .none
    }
  }
}
