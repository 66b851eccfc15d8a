import AliceNumbers

/// EXIF, IPTC or XMP in the text of a PNG, in the form that ImageMagick introduced: a name, a length, and hexadecimal
/// digits.
enum RawProfile {
  case exif([UInt8])
  case iptc([UInt8])
  case xmp([UInt8])

  private static let exifPrefix = Array("Exif\0\0".utf8)
  private static let xmpPrefix = Array("http://ns.adobe.com/xap/1.0/\0".utf8)

  /// Returns nil if `keyword` does not name such a profile, or if the digits are invalid.
  init?(_ text: PNGText) {
    guard text.keyword.hasPrefix("Raw profile type "), let bytes = RawProfile.decode(text.bytes) else { return nil }
    switch text.keyword.dropFirst("Raw profile type ".count).lowercased() {
    case "exif", "app1":
      if bytes.starts(with: RawProfile.xmpPrefix) {
        self = .xmp(Array(bytes[RawProfile.xmpPrefix.count...]))
      } else {
        self = .exif(Array(bytes[(bytes.starts(with: RawProfile.exifPrefix) ? 6 : 0)...]))
      }
    case "iptc", "8bim": self = .iptc(bytes)
    case "xmp": self = .xmp(bytes)
    default: return nil
    }
  }

  /// Returns the text of the profile with other bytes; nil if `change` returns nil.
  static func amended(_ text: PNGText, _ change: ([UInt8]) -> [UInt8]?) -> [UInt8]? {
    guard let new = decode(text.bytes).flatMap(change) else { return nil }
    let name = text.bytes.drop { $0 == 0x0A }.prefix { $0 != 0x0A }
    let size = String(new.count)
    let padding = String(repeating: " ", count: max(0, 8 - size.count))
    var lines = [0x0A] + Array(name) + Array("\n\(padding)\(size)".utf8)
    let digits = Array("0123456789abcdef".utf8)
    for (index, byte) in new.enumerated() {
      if index % 36 == 0 { lines.append(0x0A) }
      lines += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return lines + [0x0A]
  }

  /// Decodes a line feed, the name, a line feed, the decimal length with leading spaces, a line feed, and lines of
  /// digits.
  private static func decode(_ text: [UInt8]) -> [UInt8]? {
    let lines = text.drop { $0 == 0x0A }.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false)
    guard lines.count == 3, let size = Int(String(decoding: lines[1].filter { $0 != 0x20 }, as: UTF8.self)) else {
      return nil
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(lines[2].count / 2)
    var high: UInt8?
    for digit in lines[2] {
      guard let value = hexValue(digit) else { continue }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return size >= 0 && size <= bytes.count ? Array(bytes[..<size]) : nil
  }

  private static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x57
    case 0x41...0x46: digit - 0x37
    default: nil
    }
  }
}
