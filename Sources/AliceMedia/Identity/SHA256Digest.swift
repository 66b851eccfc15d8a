import AliceModel
import AliceNumbers
import CCrypto

/// Computes SHA-256 incrementally with the system's libcrypto.
struct SHA256Digest: ~Copyable {
  private let context: OpaquePointer?
  private var healthy: Bool

  /// `domain` names the purpose and the version of its rules, as in `alice:png:1`; its bytes and a NUL are hashed
  /// first. With nil, only the added bytes are hashed.
  init(domain: String?) {
    context = EVP_MD_CTX_new()
    healthy = context != nil && EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1
    if let domain { update(Array(domain.utf8) + [0]) }
  }

  deinit { EVP_MD_CTX_free(context) }

  mutating func update(_ bytes: ArraySlice<UInt8>) { bytes.withUnsafeBytes { update($0) } }

  mutating func update(_ bytes: [UInt8]) { bytes.withUnsafeBytes { update($0) } }

  /// Adds a big-endian number.
  mutating func update(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.bigEndian) { update($0) }
  }

  private mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard healthy, !bytes.isEmpty else { return }
    healthy = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1
  }

  /// Finishes the digest; may be called only once. Throws `noDigest` if libcrypto failed at any step.
  mutating func finish() throws(MediaError) -> AssetID {
    var digest = [UInt8](repeating: 0, count: 32)
    guard healthy, EVP_DigestFinal_ex(context, &digest, nil) == 1, let id = AssetID(digest: digest) else {
      throw .noDigest
    }
    healthy = false
    return id
  }
}
