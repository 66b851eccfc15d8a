import AliceModel
import CCrypto

/// SHA-256 over bytes that come in pieces, by the system's libcrypto.
struct SHA256Digest: ~Copyable {
  private let context: OpaquePointer?
  private var healthy: Bool

  /// `domain` names what is hashed and by which version of the rules, as in `alice:png:1`. Its bytes and a NUL come first.
  /// Nil hashes what comes and nothing else.
  init(domain: String?) {
    context = EVP_MD_CTX_new()
    healthy = context != nil && EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    if let domain { update(Array(domain.utf8) + [0]) }
  }

  deinit { EVP_MD_CTX_free(context) }

  mutating func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }

  mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// Four or eight bytes, big-endian.
  mutating func update(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { update($0) }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard healthy, !bytes.isEmpty else { return }
    healthy = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
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
