import AliceNumbers

/// The expected cost of requests, which the user approves before they are sent.
package struct ExpectedCost: Sendable, Hashable {
  /// The sum of the known prices.
  package private(set) var known = Money.zero
  /// The number of requests without a known price.
  package private(set) var unknown = 0
  /// The model of the first request without a known price.
  package private(set) var model: String?

  package init() {}

  /// Adds `count` requests of `model` that cost `each`; nil means that the price is not known.
  package mutating func add(_ each: Money?, model: String, count: Int = 1) {
    guard count > 0 else { return }
    if let each {
      known = known + each * count
    } else {
      unknown += count
      self.model = self.model ?? model
    }
  }

  /// Returns the sum, with `unknownPrice` for each request without a known price; nil if there are such requests and
  /// `unknownPrice` is nil.
  package func total(unknownPrice: Money?) -> Money? {
    guard unknown > 0 else { return known }
    return unknownPrice.map { known + $0 * unknown }
  }
}
