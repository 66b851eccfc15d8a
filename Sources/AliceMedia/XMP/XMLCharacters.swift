import AliceNumbers

/// The rules of XML 1.0 for characters.
enum XMLCharacters {
  static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }

  /// Returns the text with U+FFFD for every character that XML forbids.
  static func legal(_ text: String) -> String {
    guard !text.unicodeScalars.allSatisfy(isLegal) else { return text }
    var legal = String.UnicodeScalarView()
    legal.append(contentsOf: text.unicodeScalars.lazy.map { isLegal($0) ? $0 : "\u{FFFD}" })
    return String(legal)
  }

  /// Appends `text` so that a parser returns exactly `legal(text)`.
  static func append(_ text: String, to bytes: inout [UInt8], inAttribute: Bool) {
    for byte in legal(text).utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes += "&amp;".utf8
      case UInt8(ascii: "<"): bytes += "&lt;".utf8
      case UInt8(ascii: ">"): bytes += "&gt;".utf8
      case UInt8(ascii: "\""): bytes += inAttribute ? Array("&quot;".utf8) : [byte]
      // A parser turns a bare CR into LF, and white space in an attribute into a space.
      case 0x0D: bytes += "&#xD;".utf8
      case 0x0A, 0x09: bytes += inAttribute ? Array("&#\(byte);".utf8) : [byte]
      default: bytes.append(byte)
      }
    }
  }

  /// Returns the character of `&name;`: one of the five predefined entities, or a numeric reference; nil for every
  /// other entity.
  static func scalar(ofEntity name: ArraySlice<UInt8>) -> Unicode.Scalar? {
    switch String(decoding: name, as: UTF8.self) {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    case let text where text.hasPrefix("#x"): return numbered(text.dropFirst(2), radix: 16)
    case let text where text.hasPrefix("#"): return numbered(text.dropFirst(), radix: 10)
    default: return nil
    }
  }

  private static func numbered(_ digits: Substring, radix: Int) -> Unicode.Scalar? {
    UInt32(digits, radix: radix).flatMap(Unicode.Scalar.init).flatMap { isLegal($0) ? $0 : nil }
  }

  /// Returns the document as UTF-8 with normalized line ends; nil if it is neither well-formed UTF-8 nor UTF-16.
  static func utf8(of document: [UInt8]) -> [UInt8]? {
    let text: [UInt8]? =
      switch (document.first, document.dropFirst().first) {
      case (0xFE, 0xFF), (0x00, 0x3C): UTF16Text.string(document[...], bigEndian: true).map { Array($0.utf8) }
      case (0xFF, 0xFE), (0x3C, 0x00): UTF16Text.string(document[...], bigEndian: false).map { Array($0.utf8) }
      default: String(validating: document, as: UTF8.self) == nil ? nil : document
      }
    return text.map { $0.contains(0x0D) ? normalized($0) : $0 }
  }

  private static func normalized(_ text: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    var last: UInt8 = 0
    for byte in text {
      if byte != 0x0A || last != 0x0D { bytes.append(byte == 0x0D ? 0x0A : byte) }
      last = byte
    }
    return bytes
  }
}
