import AliceWorkspace
import Synchronization

/// The provider's own prices, which are asked for once a day and kept with the time of the answer.
extension ModelStore {
  /// The time in milliseconds for which a provider that did not answer is not asked again.
  private static let silence: Int64 = 600_000
  /// The age in milliseconds after which a price is asked for again.
  private static let priceLifetime: Int64 = 86_400_000

  /// The answers of the last refresh, and later ones.
  var overlay: ModelOverlay? {
    let told = memory.entries
    guard !told.isEmpty else { return cache.overlay }
    return (cache.overlay ?? ModelOverlay(date: today)).adding(told)
  }

  /// Returns those of the models whose price was not asked for within a day, by their endpoints: none while the
  /// provider does not answer.
  package func endpoints(lackingPricesOf names: [String], in registry: ModelRegistry) -> [String] {
    let known = overlay
    let now = clock.now().milliseconds
    if let silent = memory.silent, (0..<ModelStore.silence).contains(now - silent.milliseconds) { return [] }
    return Set(names.compactMap { registry.model(named: $0)?.endpoint }).sorted().filter { endpoint in
      guard let asked = known?.entries[endpoint]?.asked else { return true }
      return !(0..<ModelStore.priceLifetime).contains(now - asked.milliseconds)
    }
  }

  /// Returns the registry with the known prices of the provider, also of those of `names` that are not in it.
  package func priced(_ registry: ModelRegistry, knowing names: [String]) -> ModelRegistry {
    guard let overlay else { return registry }
    var registry = registry
    for name in names where registry.listed(name) == nil {
      guard let model = registry.model(named: name), overlay.entries[model.endpoint]?.unit != nil else { continue }
      registry = registry.adding(model)
    }
    return registry.updated(by: overlay)
  }

  /// The list, and the endpoints that are not in it and whose price was asked for before.
  var registryOfAll: ModelRegistry {
    let registry = registry
    let others = (overlay?.entries.keys.sorted() ?? []).filter { registry.listed($0) == nil }
    let all = registry.models + others.compactMap { registry.model(named: $0) }
    return ModelRegistry(models: all, retired: registry.retired).updated(by: overlay ?? ModelOverlay(date: today))
  }

  /// Keeps answers, for this process and, if there is a cache, for later ones.
  func keep(_ told: [String: ModelOverlay.Entry]) {
    memory.keep(told)
    cache.keep((cache.overlay ?? ModelOverlay(date: today)).adding(told))
  }

  /// Remembers that the provider did not answer, so that not every request of a run waits for it again.
  func keepSilence() { memory.keep(silent: clock.now()) }

  var now: Timestamp { clock.now() }
}

extension ModelOverlay {
  /// Returns the overlay with newer prices; what it has besides them stays.
  fileprivate func adding(_ told: [String: Entry]) -> ModelOverlay {
    var overlay = self
    for (endpoint, entry) in told {
      var entry = entry
      entry.status = entry.status ?? overlay.entries[endpoint]?.status
      overlay.entries[endpoint] = entry
    }
    return overlay
  }
}

/// The prices that the provider told this process, where there may be no folder to keep them in, and the time at which
/// it told none.
final class PriceMemory: Sendable {
  private let state = Mutex<(told: [String: ModelOverlay.Entry], silent: Timestamp?)>(([:], nil))

  var entries: [String: ModelOverlay.Entry] { state.withLock { $0.told } }
  var silent: Timestamp? { state.withLock { $0.silent } }

  func keep(_ entries: [String: ModelOverlay.Entry]) {
    state.withLock { state in
      state.told.merge(entries) { $1 }
      state.silent = nil
    }
  }

  func keep(silent time: Timestamp) { state.withLock { $0.silent = time } }
}
