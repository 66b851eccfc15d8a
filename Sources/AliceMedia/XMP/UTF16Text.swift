import AliceNumbers

/// Encodes and decodes UTF-16.
enum UTF16Text {
  /// Returns nil for lone surrogates and an odd number of bytes. A leading byte order mark is removed.
  static func string(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String? {
    guard bytes.count % 2 == 0 else { return nil }
    let units = units(bytes, bigEndian: bigEndian)
    return String(validating: units.first == 0xFEFF ? units[1...] : units[...], as: UTF16.self)
  }

  /// Replaces invalid code units by U+FFFD.
  static func repaired(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> String {
    let units = units(bytes, bigEndian: bigEndian)
    return String(decoding: units.first == 0xFEFF ? units[1...] : units[...], as: UTF16.self)
  }

  static func bigEndian(_ text: String) -> [UInt8] {
    text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }

  private static func units(_ bytes: ArraySlice<UInt8>, bigEndian: Bool) -> [UInt16] {
    stride(from: bytes.startIndex, to: bytes.endIndex - bytes.count % 2, by: 2).map { at in
      let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
      return bigEndian ? first << 8 | second : second << 8 | first
    }
  }
}
