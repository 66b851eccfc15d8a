import AliceModel

/// Identifies files by their first bytes.
enum PictureSignature {
  /// The number of bytes that are examined.
  static let headSize = 4096

  /// Returns the format with a codec that begins with these bytes.
  static func format(_ bytes: [UInt8]) -> MediaFormat? {
    if bytes.starts(with: png) { return .png }
    if bytes.starts(with: jpeg) { return .jpeg }
    let isWebP = bytes.starts(with: riff) && bytes.dropFirst(8).starts(with: webp)
    return isWebP ? .webp : nil
  }

  /// Returns whether the bytes are so few that they may be the beginning of an image.
  static func isFragment(_ bytes: [UInt8]) -> Bool {
    png.starts(with: bytes) || jpeg.starts(with: bytes) || (bytes.starts(with: riff) && bytes.count < 12)
      || riff.starts(with: bytes)
  }

  /// Returns whether the bytes are HTML, JSON or XML, such as a server's response that was saved as an image.
  static func isMarkup(_ bytes: [UInt8]) -> Bool {
    let text = bytes.drop { $0 <= 0x20 || [0xEF, 0xBB, 0xBF].contains($0) }
    guard let first = text.first else { return !bytes.isEmpty }
    return "<{[".utf8.contains(first)
  }

  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF]
  private static let riff = Array("RIFF".utf8)
  private static let webp = Array("WEBP".utf8)
}
