import AliceNumbers

extension ModelSpec {
  /// Returns a sentence if the provider's price differs from that of the list by more than half of the smaller one; nil
  /// if it does not, or if the two cannot be compared.
  package func deviation(from listed: ModelSpec) -> String? {
    guard let price, let old = listed.price, quote != nil, price != old else { return nil }
    let amounts: (now: Double, before: Double)
    if price.unit == old.unit {
      amounts = (price.amount.dollars / price.per, old.amount.dollars / old.per)
    } else if let now = estimate(input: [:]), let before = listed.estimate(input: [:]) {
      amounts = (now.dollars, before.dollars)
    } else {
      return nil
    }
    let (low, high) = (min(amounts.now, amounts.before), max(amounts.now, amounts.before))
    guard low > 0, high > low * ModelSpec.tolerance else { return nil }
    return "\(name) costs \(price.description) at the provider, and \(old.description) in the list of \(old.date): "
      + "the provider's price counts"
  }

  /// The factor up to which a price may differ from that of the list without a word.
  private static let tolerance = 1.5
}
