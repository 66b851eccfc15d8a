import AliceKit
import FalSimulator

/// Runs `body` with fal.ai, or with a simulator that lives as long as it does.
func withProvider<Result: Sendable>(
  _ session: Session, simulate: Bool, _ body: (FalProvider) async throws -> Result
) async throws -> Result {
  guard simulate else {
    let provider = try await FalProvider(environment: session.settings.environment)
    return try await using(provider, body)
  }
  return try await FalSimulator.withRunning(SimulatorOptions()) { simulator in
    try await using(try FalProvider(simulator: simulator.baseURL), body)
  }
}

/// Runs `body` and closes the provider's connections, whatever happens.
func using<Result>(
  _ provider: FalProvider, _ body: (FalProvider) async throws -> Result
) async throws -> Result {
  do {
    let result = try await body(provider)
    await provider.shutdown()
    return result
  } catch {
    await provider.shutdown()
    throw error
  }
}
