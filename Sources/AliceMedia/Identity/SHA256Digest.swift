import AliceModel
import CCrypto

/// SHA-256 over bytes that come in pieces, by the system's libcrypto.
struct SHA256Digest: ~Copyable {
  private let context: OpaquePointer?
  private var healthy: Bool

  /// `domain` names what is hashed and by which version of the rules, as in `alice:png:1`. Its bytes and a NUL come first.
  init(domain: String) {
    context = EVP_MD_CTX_new()
    healthy = context != nil && EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    update(Array(domain.utf8) + [0])
  }

  deinit { EVP_MD_CTX_free(context) }

  mutating func update(_ bytes: ArraySlice<UInt8>) {
    guard healthy, !bytes.isEmpty else { return }
    healthy = bytes.withUnsafeBytes { EVP_DigestUpdate(context, $0.baseAddress, $0.count) == 1 }
  }

  mutating func update(_ bytes: [UInt8]) { update(bytes[...]) }

  /// Four bytes, big-endian.
  mutating func update(_ value: UInt32) {
    update((0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * $0)) })
  }

  /// Eight bytes, big-endian.
  mutating func update(_ value: UInt64) {
    update((0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) })
  }

  /// To be called once, at the end. Throws `noDigest` where the library failed at any step.
  mutating func finish() throws(MediaError) -> AssetID {
    var digest = [UInt8](repeating: 0, count: 32)
    guard healthy, EVP_DigestFinal_ex(context, &digest, nil) == 1, let id = AssetID(digest: digest) else {
      throw .noDigest
    }
    healthy = false
    return id
  }
}
