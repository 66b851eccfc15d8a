import AliceGenerate
import AliceModel
import AliceTestSupport
import AliceTestWorld
import FalSimulator

/// Runs `body` against a simulator of `models`, with a cache of its own, which `environment` names.
func withSimulator(
  of models: ModelRegistry = .builtIn,
  _ body: (_ environment: [String: String], World, Simulated) async throws -> Void
) async throws {
  var options = SimulatorOptions()
  options.speed = 0.05
  options.models = models
  try await FalSimulator.withRunning(options) { simulator in
    try await World.with { world in
      let environment = [
        "XDG_CACHE_HOME": world.folder.appending("cache").description, "FAL_QUEUE_URL": simulator.baseURL,
        "FAL_KEY": "a:b",
      ]
      try await FalProvider(environment: environment).use { provider in
        try await body(environment, world, Simulated(provider: provider, baseURL: simulator.baseURL))
      }
    }
  }
}
