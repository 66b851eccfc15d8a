import AliceFal
import AliceWorkspace

/// The service that generates media: fal.ai, or any that has the same API.
public final class FalProvider: Sendable {
  package static let serviceName = "fal"

  /// The name: `fal`, or `fal-simulator` if nothing is paid.
  public let name: String
  let client: FalClient
  let polling: PollSchedule
  package let models: ModelStore

  /// Creates a provider with the URLs in the environment (`FAL_QUEUE_URL`, `FAL_REST_URL`, `FAL_PLATFORM_URL`,
  /// `FAL_OPENAPI_URL`) and the key: from `FAL_KEY` (or `FAL_KEY_ID` and `FAL_KEY_SECRET`), otherwise the first line of
  /// output of the program that `FAL_KEY_COMMAND` names, otherwise the stored one.
  ///
  /// Throws if there is no key, or a URL is not allowed.
  public convenience init(environment: [String: String], credentialsFile: String? = nil) async throws {
    guard let key = try await Credentials(environment: environment, file: credentialsFile).load() else {
      throw AliceError.noKey
    }
    try self.init(environment: environment, key: key, models: ModelStore(environment: environment))
  }

  convenience init(environment: [String: String], key: FalKey, models: ModelStore) throws {
    do {
      let client = FalClient(try FalConfiguration(environment: environment, key: key))
      self.init(name: FalProvider.serviceName, client: client, models: models)
    } catch {
      throw AliceError.configuration("\(error)")
    }
  }

  /// Creates a provider for a simulator at `baseURL` (`http://127.0.0.1:PORT`): it is free, and marked as such in the
  /// journal.
  public convenience init(simulator baseURL: String) throws {
    do {
      let key = FalKey("simulator:free")
      let client = FalClient(try FalConfiguration(loopback: baseURL, key: key))
      self.init(name: Job.simulator, client: client, models: ModelStore(simulated: client))
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

  /// Whether nothing is paid.
  var isSimulator: Bool { name == Job.simulator }

  /// Whether the provider is on this machine, as a simulator is.
  var isLocal: Bool { client.configuration.isLoopback }

  /// Closes the connections; the provider cannot be used afterwards.
  public func shutdown() async { await client.shutdown() }

  /// Runs `body` and closes the connections in any case.
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
