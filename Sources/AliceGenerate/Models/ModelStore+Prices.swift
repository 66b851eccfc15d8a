import AliceWorkspace
import Synchronization

/// The provider's own prices, which are asked for once a day and kept with the time of the answer.
extension ModelStore {
  /// The age in milliseconds after which a price is asked for again.
  private static let priceLifetime: Int64 = 86_400_000

  /// The answers of the last refresh, and later ones.
  var overlay: ModelOverlay? {
    let told = memory.entries
    guard !told.isEmpty else { return cache.overlay }
    return (cache.overlay ?? ModelOverlay(date: today)).adding(told)
  }

  /// Returns those of the models whose price was not asked for within a day, by their endpoints.
  package func endpoints(lackingPricesOf names: [String], in registry: ModelRegistry) -> [String] {
    let known = overlay
    let now = clock.now().milliseconds
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

  /// Keeps answers, for this process and, if there is a cache, for later ones.
  func keep(_ told: [String: ModelOverlay.Entry]) {
    memory.keep(told)
    cache.keep((cache.overlay ?? ModelOverlay(date: today)).adding(told))
  }

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

/// The prices that the provider told this process: there may be no folder to keep them in.
final class PriceMemory: Sendable {
  private let told = Mutex<[String: ModelOverlay.Entry]>([:])

  var entries: [String: ModelOverlay.Entry] { told.withLock { $0 } }

  func keep(_ entries: [String: ModelOverlay.Entry]) {
    told.withLock { $0.merge(entries) { $1 } }
  }
}
