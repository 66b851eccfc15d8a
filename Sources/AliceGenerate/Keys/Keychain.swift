import AliceFal
import AlicePlatform
import AliceWorkspace

/// The system's store of secrets, available on macOS.
///
/// `ALICE_KEYCHAIN=off` disables it; the credentials file is used instead, as on other systems.
struct Keychain: Sendable {
  let isUsed: Bool

  init(environment: [String: String]) { isUsed = SecretStore.exists && environment["ALICE_KEYCHAIN"] != "off" }

  func load() throws -> FalKey? {
    guard isUsed, let secret = try asking(SecretStore.load) else { return nil }
    return FalKey(String(decoding: secret, as: UTF8.self), source: .keychain)
  }

  func store(_ key: FalKey) throws {
    try asking { () throws(SecretStoreError) in try SecretStore.store(Array(key.fileText.utf8)) }
  }

  /// Removes the key. Returns whether there was one.
  func remove() throws -> Bool { isUsed ? try asking(SecretStore.remove) : false }

  private func asking<Answer>(_ question: () throws(SecretStoreError) -> Answer) throws -> Answer {
    do throws(SecretStoreError) {
      return try question()
    } catch {
      throw AliceError.keySource("the Keychain: \(error.reason)")
    }
  }
}
