import AliceFal
import AliceWorkspace
import Synchronization

/// Opens the provider of an environment any number of times. The key is looked up once, as the program that names it
/// may ask the user, and all know the prices that one was told.
package final class ProviderSource: Sendable {
  private let environment: [String: String]
  private let memory = PriceMemory()
  private let key = Mutex<FalKey?>(nil)

  package init(environment: [String: String]) { self.environment = environment }

  package func models() throws -> ModelStore { try ModelStore(environment: environment, memory: memory) }

  /// Throws if there is no key, or a URL is not allowed.
  package func open() async throws -> FalProvider {
    var known = key.withLock { $0 }
    if known == nil {
      known = try await Credentials(environment: environment).load()
      key.withLock { [known] in $0 = known }
    }
    guard let known else { throw AliceError.noKey }
    return try FalProvider(environment: environment, key: known, models: models())
  }
}
