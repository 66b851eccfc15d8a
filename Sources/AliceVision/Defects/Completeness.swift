import AliceModel

/// Whether a file's own structure says that its end is missing; the codecs do not look that far.
enum Completeness {
  static func lacksEnd(_ bytes: [UInt8], format: MediaFormat) -> Bool {
    switch format {
    case .png: !hasPNGEnd(bytes)
    case .webp: !hasWholeRIFF(bytes)
    default: false
    }
  }

  /// Follows the chunks to IEND; bytes after it do not matter.
  private static func hasPNGEnd(_ bytes: [UInt8]) -> Bool {
    var offset = 8
    while bytes.count - offset >= 12 {
      let length = (0..<4).reduce(0) { $0 << 8 | Int(bytes[offset + $1]) }
      if bytes[offset + 4..<offset + 8].elementsEqual("IEND".utf8) { return true }
      guard length <= bytes.count - offset - 12 else { return false }
      offset += 12 + length
    }
    return false
  }

  private static func hasWholeRIFF(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= 12 else { return false }
    let length = (0..<4).reduce(0) { $0 | Int(bytes[4 + $1]) << (8 * $1) }
    return length <= bytes.count - 8
  }
}
