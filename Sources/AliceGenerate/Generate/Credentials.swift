import AliceFal
import AliceWorkspace

/// Where the key of the provider comes from. The key itself is never shown.
///
/// The first of these that has one: `FAL_KEY`; `FAL_KEY_ID` and `FAL_KEY_SECRET`; the program that `FAL_KEY_COMMAND` names;
/// on macOS the Keychain; the credentials file.
package struct Credentials: Sendable {
  let environment: [String: String]
  package let file: String
  let keychain: Keychain

  private static let commandVariable = "FAL_KEY_COMMAND"
  private static let commandTime = Duration.seconds(30)

  /// `file` nil: `$XDG_CONFIG_HOME/alice/credentials`, else `~/.config/alice/credentials`.
  package init(environment: [String: String], file: String? = nil) {
    self.environment = environment
    self.file = file ?? Credentials.standardFile(environment)
    keychain = Keychain(environment: environment)
  }

  private static func standardFile(_ environment: [String: String]) -> String {
    let home = environment["HOME"] ?? "."
    let base = environment["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.config"
    return base + "/alice/credentials"
  }

  /// Where a stored key goes.
  package var place: String { keychain.isUsed ? KeySource.keychain.description : file }

  func load() async throws -> FalKey? {
    if let key = try environmentKey() { return key }
    if let key = try await commandKey() { return key }
    return try keychain.load() ?? fileKey()
  }

  private func environmentKey() throws -> FalKey? {
    if let text = value("FAL_KEY"), FalKey(text) == nil {
      throw AliceError.keySource("FAL_KEY is set, and what it holds is no key")
    }
    return FalKey(environment: environment)
  }

  /// Nil for what is not set, and for what is set to nothing.
  private func value(_ name: String) -> String? {
    environment[name].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  private func commandKey() async throws -> FalKey? {
    guard let text = value(Credentials.commandVariable) else { return nil }
    let name = Credentials.commandVariable
    guard let command = CommandWords(splitting: text) else {
      throw AliceError.keySource("\(name) is no command: a quote has no end")
    }
    let line: String
    do throws(ChildFailure) {
      line = try await ChildProgram(command).firstLine(
        environment: environment.withoutKeys, timeout: Credentials.commandTime)
    } catch {
      if case .cancelled = error { throw CancellationError() }
      throw AliceError.keySource("\(name): \(command.words[0]) \(error)")
    }
    guard let key = FalKey(line, source: .command(name)) else {
      throw AliceError.keySource("\(name): the first line that \(command.words[0]) says is no key")
    }
    return key
  }

  private func fileKey() throws -> FalKey? {
    do throws(CredentialsError) {
      return try FalCredentials.load(file: file)
    } catch {
      throw Credentials.translated(error, file)
    }
  }

  private static func translated(_ error: CredentialsError, _ file: String) -> AliceError {
    switch error {
    case .readableByOthers: .credentialsReadable(file)
    case .openFolder, .foreign: .keySource("\(error)")
    case .notAKey: .configuration("\(error)")
    case .system: .system("\(error)")
    }
  }
}

extension Credentials {
  /// One place that has a key, or says that it has.
  package struct Source: Sendable, Hashable {
    package let name: String
    /// Of all that have one the first is used.
    package var isUsed: Bool
    /// Why nothing can be had from it.
    package let problem: String?
  }

  /// Every source that has a key, the strongest first. `FAL_KEY_COMMAND` is not run for that.
  package func sources() -> [Source] {
    var found: [(String, String?)] = []
    if let text = value("FAL_KEY") {
      found.append((KeySource.environment("FAL_KEY").description, FalKey(text) == nil ? "it holds no key" : nil))
    }
    if value("FAL_KEY_ID") != nil, value("FAL_KEY_SECRET") != nil {
      let isKey = FalKey(environment: environment.filter { $0.key != "FAL_KEY" }) != nil
      found.append((KeySource.environment("FAL_KEY_ID, FAL_KEY_SECRET").description, isKey ? nil : "they hold no key"))
    }
    if value(Credentials.commandVariable) != nil {
      found.append((KeySource.command(Credentials.commandVariable).description, nil))
    }
    for (name, load) in [(KeySource.keychain.description, keychain.load), (file, fileKey)] {
      do {
        if try load() != nil { found.append((name, nil)) }
      } catch {
        found.append((name, Credentials.problem(error)))
      }
    }
    return found.enumerated().map { Source(name: $1.0, isUsed: $0 == 0 && $1.1 == nil, problem: $1.1) }
  }

  private static func problem(_ error: any Error) -> String {
    switch error as? AliceError {
    case .credentialsReadable: "others can read it, so it is not used"
    case .keySource(let reason), .configuration(let reason), .system(let reason): reason
    default: "\(error)"
    }
  }

  /// Readable by its owner alone. Throws where `text` is no key, and where others can read or change the place.
  package func store(_ text: String) throws {
    guard let key = FalKey(text) else { throw AliceError.configuration("that is not a key") }
    guard !keychain.isUsed else { return try keychain.store(key) }
    do throws(CredentialsError) {
      try FalCredentials.store(key, file: file)
    } catch {
      throw Credentials.translated(error, file)
    }
  }

  /// Before anything is asked or sent: would `store` refuse the place?
  package func checkPlace() throws {
    guard !keychain.isUsed else { return }
    do throws(CredentialsError) {
      try FalCredentials.checkPlace(file)
    } catch {
      throw Credentials.translated(error, file)
    }
  }

  /// False where there was none.
  package func remove() throws -> Bool {
    let wasInKeychain = try keychain.remove()
    do throws(CredentialsError) {
      return try FalCredentials.remove(file: file) || wasInKeychain
    } catch {
      throw AliceError.system("\(error)")
    }
  }

  /// True where `remove` would remove something.
  package var isStored: Bool { get throws { try keychain.load() != nil || FalCredentials.exists(file: file) } }

  /// Asks the provider whether the key is good, and returns where the key came from. Costs nothing.
  package func test() async throws -> String {
    guard let key = try await load() else { throw AliceError.noKey }
    try await test(key)
    return key.source.description
  }

  /// The same for a key that is not stored yet.
  package func test(_ text: String) async throws {
    guard let key = FalKey(text) else { throw AliceError.configuration("that is not a key") }
    try await test(key)
  }

  private func test(_ key: FalKey) async throws {
    let configuration: FalConfiguration
    do throws(FalConfigurationError) {
      configuration = try FalConfiguration(environment: environment, key: key)
    } catch {
      throw AliceError.configuration("\(error)")
    }
    // Somebody waits for the answer: two tries are enough to tell.
    let client = FalClient(configuration, policy: RetryPolicy(base: .milliseconds(200), attempts: 2))
    let result: Result<Void, FalError>
    do throws(FalError) { result = .success(try await client.testKey()) } catch { result = .failure(error) }
    await client.shutdown()
    if case .failure(let error) = result {
      throw error == .cancelled ? CancellationError() : AliceError(error) as any Error
    }
  }
}
