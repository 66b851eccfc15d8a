import AliceFal
import AliceWorkspace

/// The sources of the provider's key. The key itself is never shown.
///
/// The first source that has a key is used: `FAL_KEY`; `FAL_KEY_ID` and `FAL_KEY_SECRET`; the program that
/// `FAL_KEY_COMMAND` names; on macOS the Keychain; the credentials file.
package struct Credentials: Sendable {
  let environment: [String: String]
  package let file: String
  let keychain: Keychain

  private static let commandVariable = "FAL_KEY_COMMAND"
  private static let commandTime = Duration.seconds(30)

  /// Creates credentials. If `file` is nil, it is `$XDG_CONFIG_HOME/alice/credentials`, or
  /// `~/.config/alice/credentials` if that is not set.
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

  /// The place where a key is stored.
  package var place: String { keychain.isUsed ? KeySource.keychain.description : file }

  func load() async throws -> FalKey? {
    if let key = try environmentKey() { return try whole(key) }
    if let key = try await commandKey() { return try whole(key) }
    if let key = try keychain.load() ?? fileKey() { return try whole(key) }
    // Without a key, a variable with another name explains the reason.
    if let problem = misnamed { throw AliceError.keySource(problem) }
    return nil
  }

  /// Returns the key. Throws if it is half a key that would go to fal itself.
  private func whole(_ key: FalKey) throws -> FalKey {
    guard key.isWhole || isLocal else { throw AliceError.keySource("\(key.source) \(KeyFault.half)") }
    return key
  }

  /// Whether a server on this machine takes fal's place.
  private var isLocal: Bool { (try? FalConfiguration(environment: environment))?.isLoopback ?? false }

  /// What to do with a variable that seems to hold the key, and has a name that alice does not read; nil if there is
  /// none.
  package var misnamed: String? {
    guard let name = FalKey.misnomer(in: environment) else { return nil }
    switch name {
    case "FAL_KEY_ID": return "FAL_KEY_ID is set, and FAL_KEY_SECRET is not; set both, or FAL_KEY to ID:SECRET"
    case "FAL_KEY_SECRET": return "FAL_KEY_SECRET is set, and FAL_KEY_ID is not; set both, or FAL_KEY to ID:SECRET"
    default: return "\(name) is set, but alice and fal's own clients read FAL_KEY; put the key there"
    }
  }

  private func environmentKey() throws -> FalKey? {
    if let problem = environmentProblems.first { throw AliceError.keySource(problem) }
    return FalKey(environment: environment)
  }

  /// What is wrong with the variables that are read; a half of a pair is not wrong if another place has the key.
  private var environmentProblems: [String] {
    let isPair = value("FAL_KEY_ID") != nil && value("FAL_KEY_SECRET") != nil
    let names = value("FAL_KEY") != nil ? ["FAL_KEY"] : isPair ? ["FAL_KEY_ID", "FAL_KEY_SECRET"] : []
    return names.compactMap { name in value(name).flatMap { FalKey.fault(of: $0) }.map { "\(name) \($0)" } }
  }

  /// Returns nil if the variable is not set or is blank.
  private func value(_ name: String) -> String? {
    environment[name].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
  }

  private func commandKey() async throws -> FalKey? {
    guard let text = value(Credentials.commandVariable) else { return nil }
    let name = Credentials.commandVariable
    guard let command = CommandWords(splitting: text) else {
      throw AliceError.keySource("\(name) is not a command: a quote is not closed")
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
      let fault = FalKey.fault(of: line) ?? .empty
      throw AliceError.keySource("\(name): the first line of \(command.words[0]) \(fault)")
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
    case .faulty: .keySource("\(error)")
    case .system: .system("\(error)")
    }
  }
}

extension Credentials {
  /// A place that has a key, or is configured to have one.
  package struct Source: Sendable, Hashable {
    package let name: String
    /// Whether the key of this source is used: only the first source is.
    package var isUsed: Bool
    /// Why the key of this source cannot be used.
    package let problem: String?
  }

  /// Returns every source that has a key, in order of precedence. Does not run `FAL_KEY_COMMAND`.
  package func sources() -> [Source] {
    var found: [(String, String?)] = []
    if let text = value("FAL_KEY") {
      let isHalf = FalKey(text).map { !$0.isWhole && !isLocal } ?? false
      let fault = isHalf ? KeyFault.half : FalKey.fault(of: text)
      found.append((KeySource.environment("FAL_KEY").description, fault.map { "it \($0)" }))
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

  /// Stores a key so that only its owner can read it. Throws if `text` is not a key, or if others can read or change
  /// the place.
  package func store(_ text: String) throws {
    let key = try pasted(text)
    guard !keychain.isUsed else { return try keychain.store(key) }
    do throws(CredentialsError) {
      try FalCredentials.store(key, file: file)
    } catch {
      throw Credentials.translated(error, file)
    }
  }

  /// Throws if `store` would refuse the place; called before the user is asked for a key.
  package func checkPlace() throws {
    guard !keychain.isUsed else { return }
    do throws(CredentialsError) {
      try FalCredentials.checkPlace(file)
    } catch {
      throw Credentials.translated(error, file)
    }
  }

  /// Removes the stored key. Returns whether there was one.
  package func remove() throws -> Bool {
    let wasInKeychain = try keychain.remove()
    do throws(CredentialsError) {
      return try FalCredentials.remove(file: file) || wasInKeychain
    } catch {
      throw AliceError.system("\(error)")
    }
  }

  /// Whether there is a stored key that `remove` would remove.
  package var isStored: Bool { get throws { try keychain.load() != nil || FalCredentials.exists(file: file) } }

  /// Checks the key with the provider, at no cost, and returns the key's source.
  package func test() async throws -> String {
    guard let key = try await load() else { throw AliceError.noKey }
    try await test(key)
    return key.source.description
  }

  /// Checks a key that is not stored yet.
  package func test(_ text: String) async throws {
    try await test(try pasted(text))
  }

  private func pasted(_ text: String) throws -> FalKey {
    do throws(KeyFault) {
      let key = try FalKey(pasted: text)
      guard key.isWhole || isLocal else { throw KeyFault.half }
      return key
    } catch {
      throw AliceError.configuration("what was given \(error)")
    }
  }

  private func test(_ key: FalKey) async throws {
    let configuration: FalConfiguration
    do throws(FalConfigurationError) {
      configuration = try FalConfiguration(environment: environment, key: key)
    } catch {
      throw AliceError.configuration("\(error)")
    }
    // The user waits for the result; two attempts are enough.
    let client = FalClient(configuration, policy: RetryPolicy(base: .milliseconds(200), attempts: 2))
    let result: Result<Void, FalError>
    do throws(FalError) { result = .success(try await client.testKey()) } catch { result = .failure(error) }
    await client.shutdown()
    if case .failure(let error) = result {
      throw error == .cancelled ? CancellationError() : AliceError(error) as any Error
    }
  }
}
