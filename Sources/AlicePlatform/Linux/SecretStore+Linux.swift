#if !canImport(Darwin)
  /// No store of secrets: Linux has none that is everywhere.
  package enum SecretStore {
    package static let exists = false

    package static func load() throws(SecretStoreError) -> [UInt8]? { nil }
    package static func store(_ secret: [UInt8]) throws(SecretStoreError) {}
    package static func remove() throws(SecretStoreError) -> Bool { false }
  }
#endif
