import Foundation

/// Japanese text in the encodings that a comment marked as JIS may have.
enum JapaneseText {
  private static let maximumBytes = 1 << 20

  /// Decodes ISO-2022-JP, which switches the character set by escape sequences, or Shift JIS. Returns nil for other
  /// encodings.
  static func decoded(_ bytes: ArraySlice<UInt8>) -> String? {
    guard bytes.count <= maximumBytes else { return nil }
    if bytes.contains(0x1B) {
      let isSevenBit = bytes.allSatisfy { $0 < 0x80 && $0 != 0 }
      return isSevenBit ? String(data: Data(bytes), encoding: .iso2022JP) : nil
    }
    guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) == nil, !ByteText.isNarrow(bytes) else {
      return nil
    }
    return String(data: Data(bytes), encoding: .shiftJIS)
  }
}
