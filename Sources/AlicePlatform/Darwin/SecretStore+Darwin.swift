#if canImport(Darwin)
  import Foundation
  import Security

  /// The Keychain, which holds one secret of alice's.
  package enum SecretStore {
    package static let exists = true

    private static let entry: [CFString: Any] = [
      kSecClass: kSecClassGenericPassword, kSecAttrService: "alice", kSecAttrAccount: "fal.ai",
    ]

    package static func load() throws(SecretStoreError) -> [UInt8]? {
      var query = entry
      query[kSecReturnData] = true
      query[kSecMatchLimit] = kSecMatchLimitOne
      var found: CFTypeRef?
      let status = SecItemCopyMatching(query as CFDictionary, &found)
      if status == errSecItemNotFound { return nil }
      guard status == errSecSuccess, let data = found as? Data else { throw error(status) }
      return Array(data)
    }

    package static func store(_ secret: [UInt8]) throws(SecretStoreError) {
      let data = Data(secret)
      var status = SecItemUpdate(entry as CFDictionary, [kSecValueData: data] as CFDictionary)
      if status == errSecItemNotFound {
        var item = entry
        item[kSecValueData] = data
        item[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        status = SecItemAdd(item as CFDictionary, nil)
      }
      guard status == errSecSuccess else { throw error(status) }
    }

    /// Removes the secret. Returns whether there was one.
    package static func remove() throws(SecretStoreError) -> Bool {
      let status = SecItemDelete(entry as CFDictionary)
      if status == errSecItemNotFound { return false }
      guard status == errSecSuccess else { throw error(status) }
      return true
    }

    private static func error(_ status: OSStatus) -> SecretStoreError {
      SecretStoreError(reason: SecCopyErrorMessageString(status, nil).map { $0 as String } ?? "error \(status)")
    }
  }
#endif
