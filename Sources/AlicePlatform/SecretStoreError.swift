/// The reason why the system's store of secrets cannot be used, in the system's own words.
package struct SecretStoreError: Error, Sendable, Hashable {
  package let reason: String
}
