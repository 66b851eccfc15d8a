import AliceFal

/// The service that makes pictures: fal.ai, or whatever speaks its wire.
public final class FalProvider: Sendable {
  static let simulatorName = "fal-simulator"

  /// `fal`, or `fal-simulator` where nothing is paid.
  public let name: String
  let client: FalClient
  let polling: PollSchedule

  /// The key and the addresses as the environment has them: `FAL_KEY` (or `FAL_KEY_ID` and `FAL_KEY_SECRET`), `FAL_QUEUE_URL`,
  /// `FAL_REST_URL`, `FAL_PLATFORM_URL`; without a key there, what the program that `FAL_KEY_COMMAND` names says first; else the
  /// stored one.
  ///
  /// Throws where there is no key, or an address is not allowed.
  public convenience init(environment: [String: String], credentialsFile: String? = nil) async throws {
    guard let key = try await Credentials(environment: environment, file: credentialsFile).load() else {
      throw AliceError.noKey
    }
    do {
      try self.init(name: "fal", configuration: FalConfiguration(environment: environment, key: key))
    } catch let error as FalConfigurationError {
      throw AliceError.configuration("\(error)")
    }
  }

  /// A simulator at `baseURL` (`http://127.0.0.1:PORT`): free, and marked as such in the journal.
  public convenience init(simulator baseURL: String) throws {
    do {
      let key = FalKey("simulator:free")
      try self.init(name: FalProvider.simulatorName, configuration: FalConfiguration(loopback: baseURL, key: key))
    } catch let error as FalConfigurationError {
      throw AliceError.configuration("\(error)")
    }
  }

  private init(name: String, configuration: FalConfiguration) throws {
    self.name = name
    client = FalClient(configuration)
    polling = PollSchedule(isLocal: configuration.isLoopback)
  }

  /// True where the provider is on this machine: a simulator.
  var isLocal: Bool { client.configuration.isLoopback }

  /// Closes its connections; a provider that was shut down cannot be used again.
  public func shutdown() async { await client.shutdown() }
}
