package import AliceModel
import AliceNumbers

/// Computes SHA-256 over whole contents as 64 lower-case hexadecimal digits, for comparisons by bytes instead of by
/// identity.
package enum ContentDigest {
  private static let chunk = 1 << 20

  /// Returns the digest of all bytes of a file, which equals the checksum of other programs.
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

  /// Returns the digest of a text; `domain` names the purpose of the digest.
  package static func hex(of text: String, domain: String) throws -> String {
    var digest = SHA256Digest(domain: domain)
    digest.update(Array(text.utf8))
    return try digest.finish().hex
  }
}
