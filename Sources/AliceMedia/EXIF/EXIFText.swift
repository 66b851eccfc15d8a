/// Decodes the texts of EXIF blocks as programs write them, which often deviates from the standard.
enum EXIFText {
  /// Decodes a text without NULs at its ends, as UTF-8 if it is valid, else as Windows-1252.
  static func ascii(_ bytes: ArraySlice<UInt8>) -> String { singleByte(trimmed(bytes)) }

  static func windows(_ bytes: ArraySlice<UInt8>) -> String {
    let text = UTF16Text.repaired(bytes, bigEndian: false)
    return String(text.prefix { $0 != "\0" })
  }

  /// Decodes a comment by its character code prefix; without one it is plain text.
  static func userComment(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String {
    let body = bytes.dropFirst(8)
    if bytes.starts(with: "UNICODE\0".utf8) { return unicode(body, bigEndian: bigEndian) }
    let isMarked = ["ASCII\0\0\0", "JIS\0\0\0\0\0", "\0\0\0\0\0\0\0\0"].contains { bytes.starts(with: $0.utf8) }
    return ascii(isMarked ? body : bytes)
  }

  /// Writers differ in the byte order. A byte order mark decides, else the positions of the zero bytes of Latin
  /// letters, else the order of the file.
  private static func unicode(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String {
    let order: Bool
    switch (bytes.first, bytes.dropFirst().first) {
    case (0xFE, 0xFF): order = true
    case (0xFF, 0xFE): order = false
    default: order = orderByZeros(bytes) ?? bigEndian
    }
    var text = UTF16Text.repaired(bytes, bigEndian: order)[...]
    while text.unicodeScalars.last == "\0" { text.unicodeScalars.removeLast() }
    while text.unicodeScalars.first == "\0" { text.unicodeScalars.removeFirst() }
    return String(text)
  }

  private static func orderByZeros(_ bytes: ArraySlice<UInt8>) -> Bool? {
    var zeros = (first: 0, second: 0)
    for (index, byte) in bytes.prefix(1000).enumerated() where byte == 0 {
      if index % 2 == 0 { zeros.first += 1 } else { zeros.second += 1 }
    }
    return zeros.first == zeros.second ? nil : zeros.first > zeros.second
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

  private static func singleByte(_ bytes: ArraySlice<UInt8>) -> String {
    String(validating: bytes, as: UTF8.self) ?? Windows1252.text(of: bytes)
  }
}
