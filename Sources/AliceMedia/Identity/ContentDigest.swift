package import AliceModel

/// SHA-256 of a file's bytes, all of them: what other programs print as its checksum.
package enum ContentDigest {
  private static let chunk = 1 << 20

  /// 64 lower-case hexadecimal digits.
  package static func hex(of bytes: some RandomAccessBytes) throws(MediaError) -> String {
    var digest = SHA256Digest(domain: nil)
    var offset: UInt64 = 0
    while offset < bytes.byteCount {
      let piece: [UInt8]
      do { piece = try bytes.read(at: offset, count: chunk) } catch { throw .unreadable(offset: offset) }
      guard !piece.isEmpty else { throw .unreadable(offset: offset) }
      digest.update(piece)
      offset += UInt64(piece.count)
    }
    return try digest.finish().hex
  }
}
