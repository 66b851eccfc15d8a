import AliceFal
import AliceWorkspace

/// Asks the provider for the prices of what is about to be used, listed or not.
extension FalProvider {
  /// The time that the provider has to tell prices; without an answer, those that are known count.
  private static let patience = Duration.seconds(5)
  static let quickly = RetryPolicy(
    base: .milliseconds(250), longest: .seconds(1), attempts: 2, timeLimit: .seconds(4))

  /// Returns the registry with the provider's own prices of the models; those that are older than a day are asked
  /// for. After a failure none are asked for during some minutes.
  ///
  /// `notes` are remarks for the user: a price that differs from that of the list, or the reason why none was told.
  /// A simulator inside this process has the prices of the list.
  package func priced(
    _ registry: ModelRegistry, knowing names: [String]
  ) async -> (registry: ModelRegistry, notes: [String]) {
    guard !isSimulator else { return (registry, []) }
    let lacking = models.endpoints(lackingPricesOf: names, in: registry)
    var notes: [String] = []
    if !lacking.isEmpty, let reason = await askPrices(of: lacking) {
      models.keepSilence()
      notes.append("the current prices could not be asked for (\(reason)); those of the list count")
    }
    let priced = models.priced(registry, knowing: names)
    notes += lacking.compactMap { endpoint in
      guard let model = priced.listed(endpoint), let listed = ModelRegistry.builtIn.listed(endpoint) else { return nil }
      return model.deviation(from: listed)
    }
    return (priced, notes)
  }

  /// Asks for prices and keeps the answers. Returns the reason if the provider did not answer.
  private func askPrices(of endpoints: [String]) async -> String? {
    do {
      try await WaitPolicy(wait: FalProvider.patience).within { [self] in
        let (_, unknown) = try await asking(endpoints) { client, ids throws(FalError) in
          let prices = try await client.prices(endpoints: ids, policy: FalProvider.quickly)
          models.keep(entries(of: ids, prices))
          return prices
        }
        models.keep(entries(of: unknown, []))
      }
      return nil
    } catch let error as AliceError {
      switch error {
      case .temporary(let reason), .keyRefused(let reason), .accountLocked(let reason), .providerFailed(let reason),
        .providerRefused(let reason):
        return reason
      default: return "\(error)"
      }
    } catch {
      return error is CancellationError ? nil : "\(error)"
    }
  }

  /// Returns what the answer tells of each endpoint: also that there is no price.
  func entries(of endpoints: [String], _ prices: [FalPrice]) -> [String: ModelOverlay.Entry] {
    let now = models.now
    var entries: [String: ModelOverlay.Entry] = [:]
    for endpoint in endpoints { entries[endpoint] = ModelOverlay.Entry(asked: now) }
    for price in prices where entries[price.endpoint]?.unit == nil && entries[price.endpoint] != nil {
      entries[price.endpoint] = ModelOverlay.Entry(
        amount: price.unitPrice, unit: price.unit, currency: price.isInDollars ? nil : price.currency, asked: now)
    }
    return entries
  }
}

extension FalPrice {
  fileprivate var isInDollars: Bool { currency.uppercased() == "USD" }
}
