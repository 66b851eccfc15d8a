import AliceFal
import AliceWorkspace

/// The service that makes pictures: fal.ai, or whatever speaks its wire.
public final class FalProvider: Sendable {
  package static let simulatorName = Job.simulator
  package static let serviceName = "fal"

  /// `fal`, or `fal-simulator` where nothing is paid.
  public let name: String
  let client: FalClient
  let polling: PollSchedule
  package let models: ModelStore

  /// The key and the addresses as the environment has them: `FAL_KEY` (or `FAL_KEY_ID` and `FAL_KEY_SECRET`), `FAL_QUEUE_URL`,
  /// `FAL_REST_URL`, `FAL_PLATFORM_URL`, `FAL_OPENAPI_URL`; without a key there, what the program that `FAL_KEY_COMMAND`
  /// names says first; else the stored one.
  ///
  /// Throws where there is no key, or an address is not allowed.
  public convenience init(environment: [String: String], credentialsFile: String? = nil) async throws {
    guard let key = try await Credentials(environment: environment, file: credentialsFile).load() else {
      throw AliceError.noKey
    }
    do {
      let client = FalClient(try FalConfiguration(environment: environment, key: key))
      try self.init(name: FalProvider.serviceName, client: client, models: ModelStore(environment: environment))
    } catch let error as FalConfigurationError {
      throw AliceError.configuration("\(error)")
    }
  }

  /// A simulator at `baseURL` (`http://127.0.0.1:PORT`): free, and marked as such in the journal.
  public convenience init(simulator baseURL: String) throws {
    do {
      let key = FalKey("simulator:free")
      let client = FalClient(try FalConfiguration(loopback: baseURL, key: key))
      self.init(name: FalProvider.simulatorName, client: client, models: ModelStore(simulated: client))
    } catch {
      throw AliceError.configuration("\(error)")
    }
  }

  private init(name: String, client: FalClient, models: ModelStore) {
    self.name = name
    self.client = client
    self.models = models
    polling = PollSchedule(isLocal: client.configuration.isLoopback)
  }

  /// True where the provider is on this machine: a simulator.
  var isLocal: Bool { client.configuration.isLoopback }

  /// Closes its connections; a provider that was shut down cannot be used again.
  public func shutdown() async { await client.shutdown() }

  /// Runs `body` and closes the connections, whatever happens.
  package func use<Result>(_ body: (FalProvider) async throws -> Result) async throws -> Result {
    do {
      let result = try await body(self)
      await shutdown()
      return result
    } catch {
      await shutdown()
      throw error
    }
  }
}
