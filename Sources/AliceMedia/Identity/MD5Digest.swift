import CCrypto

/// MD5, by which Adobe's formats name and compare metadata.
enum MD5Digest {
  /// Returns nil if the library offers no MD5.
  static func of(_ bytes: [UInt8]) -> [UInt8]? {
    var digest = [UInt8](repeating: 0, count: 16)
    var size: UInt32 = 0
    guard EVP_Digest(bytes, bytes.count, &digest, &size, EVP_md5(), nil) == 1, size == 16 else { return nil }
    return digest
  }
}
