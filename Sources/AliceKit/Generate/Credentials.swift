import AliceFal

/// Where the key of the provider comes from. The key itself is never shown.
package struct Credentials: Sendable {
  let environment: [String: String]
  package let file: String

  /// `file` nil: `$XDG_CONFIG_HOME/alice/credentials`, else `~/.config/alice/credentials`.
  package init(environment: [String: String], file: String? = nil) {
    self.environment = environment
    self.file = file ?? Credentials.standardFile(environment)
  }

  private static func standardFile(_ environment: [String: String]) -> String {
    let home = environment["HOME"] ?? "."
    let base = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config"
    return base + "/alice/credentials"
  }

  func load() throws -> FalKey? {
    do throws(CredentialsError) {
      return try FalCredentials.load(environment: environment, file: file)
    } catch {
      if case .readableByOthers = error { throw AliceError.credentialsReadable(file) }
      throw AliceError.configuration("\(error)")
    }
  }

  /// Where the key was found, for people; nil where there is none.
  package func source() throws -> String? { try load()?.source.description }

  /// Readable by its owner alone. Throws where `text` is no key.
  package func store(_ text: String) throws {
    guard let key = FalKey(text) else { throw AliceError.configuration("that is not a key") }
    do {
      try FalCredentials.store(key, file: file)
    } catch {
      throw AliceError.system("\(error)")
    }
  }

  /// False where there was none.
  package func remove() throws -> Bool {
    do {
      return try FalCredentials.remove(file: file)
    } catch {
      throw AliceError.system("\(error)")
    }
  }
}
