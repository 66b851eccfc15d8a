import AliceFal

#if canImport(Security)
  import Foundation
  import Security
#endif

/// The system's store of secrets, available on macOS.
///
/// `ALICE_KEYCHAIN=off` disables it; the credentials file is used instead, as on other systems.
struct Keychain: Sendable {
  let isUsed: Bool

  init(environment: [String: String]) {
    #if canImport(Security)
      isUsed = environment["ALICE_KEYCHAIN"] != "off"
    #else
      isUsed = false
    #endif
  }

  #if canImport(Security)
    private static let entry: [CFString: Any] = [
      kSecClass: kSecClassGenericPassword, kSecAttrService: "alice", kSecAttrAccount: "fal.ai",
    ]

    func load() throws -> FalKey? {
      guard isUsed else { return nil }
      var query = Keychain.entry
      query[kSecReturnData] = true
      query[kSecMatchLimit] = kSecMatchLimitOne
      var found: CFTypeRef?
      let status = SecItemCopyMatching(query as CFDictionary, &found)
      if status == errSecItemNotFound { return nil }
      guard status == errSecSuccess, let data = found as? Data else { throw Keychain.error(status) }
      return FalKey(String(decoding: data, as: UTF8.self), source: .keychain)
    }

    func store(_ key: FalKey) throws {
      let data = Data(key.fileText.utf8)
      var status = SecItemUpdate(Keychain.entry as CFDictionary, [kSecValueData: data] as CFDictionary)
      if status == errSecItemNotFound {
        var item = Keychain.entry
        item[kSecValueData] = data
        item[kSecAttrAccessible] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        status = SecItemAdd(item as CFDictionary, nil)
      }
      guard status == errSecSuccess else { throw Keychain.error(status) }
    }

    /// Removes the key. Returns whether there was one.
    func remove() throws -> Bool {
      guard isUsed else { return false }
      let status = SecItemDelete(Keychain.entry as CFDictionary)
      if status == errSecItemNotFound { return false }
      guard status == errSecSuccess else { throw Keychain.error(status) }
      return true
    }

    private static func error(_ status: OSStatus) -> AliceError {
      let reason = SecCopyErrorMessageString(status, nil).map { $0 as String } ?? "error \(status)"
      return .keySource("the Keychain: \(reason)")
    }
  #else
    func load() throws -> FalKey? { nil }
    func store(_ key: FalKey) throws {}
    func remove() throws -> Bool { false }
  #endif
}
