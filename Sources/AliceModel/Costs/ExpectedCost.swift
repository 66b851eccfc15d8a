/// What is to be paid may cost so much, as far as that is known: what a person is asked about.
package struct ExpectedCost: Sendable, Hashable {
  /// The sum of what is known.
  package private(set) var known = Money.zero
  /// How many requests have no known price.
  package private(set) var unknown = 0
  /// The model of the first of them.
  package private(set) var model: String?

  package init() {}

  /// `count` requests of `model` that cost so much each; nil where that is not known.
  package mutating func add(_ each: Money?, model: String, count: Int = 1) {
    guard count > 0 else { return }
    if let each {
      known = known + each * count
    } else {
      unknown += count
      self.model = self.model ?? model
    }
  }

  /// With `unknownPrice` for each request whose price is not known; nil where that is nil and there are any.
  package func total(unknownPrice: Money?) -> Money? {
    guard unknown > 0 else { return known }
    return unknownPrice.map { known + $0 * unknown }
  }
}
