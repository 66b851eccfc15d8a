/// What a provider says it billed for a request, and what is counted for it.
package struct Bill: Sendable, Hashable {
  /// Why the provider's word is not taken for money.
  package enum Doubt: Sendable, Hashable {
    /// It comes to ten times what was reserved, or more: a unit that was misread is off by a power of ten.
    case high
    /// It comes to a tenth of what was expected, or less.
    case low
    /// It counts what has no known price, or nothing was told at all.
    case unpriced
  }

  /// As the provider wrote them; nil where it wrote none.
  package let units: String?
  /// What they come to; nil where that is not known.
  package let told: Money?
  /// What is counted.
  package let cost: Cost
  /// Nil where the provider's word is taken, or an estimate stands for it.
  package let doubt: Doubt?

  /// A bill this many times larger, or smaller, than it could be is not believed.
  package static let factor = 10
  /// What is reserved for a request of which no price is known, unless a person says otherwise.
  package static let unknownPrice = Money(nanos: 500_000_000)

  /// Nil where nothing is known: neither what was billed, nor what was expected or reserved.
  ///
  /// What is too high is counted at what was reserved, as long as nobody has corrected it: one wrong unit must not use up a
  /// limit for a month. What is too low is counted at what was expected, so that no limit leaks.
  package init?(units: String?, price: ModelPrice?, estimate: Money?, reserved: Money?) {
    self.units = units
    told = units.flatMap { Double($0) }.flatMap { price?.cost(ofBilled: $0) }
    let expected = estimate.flatMap { $0 > .zero ? $0 : nil }
    let ceiling =
      expected == nil ? max(reserved ?? .zero, Bill.unknownPrice) : max(reserved ?? .zero, expected ?? .zero)
    if let told, told >= ceiling * Bill.factor {
      cost = Cost(amount: ceiling, basis: .unverified)
      doubt = .high
    } else if let told, let expected, told * Bill.factor <= expected {
      cost = Cost(amount: expected, basis: .unverified)
      doubt = .low
    } else if let told {
      cost = Cost(amount: told, basis: .billed)
      doubt = nil
    } else if let amount = estimate ?? reserved {
      doubt = units == nil && estimate != nil ? nil : .unpriced
      cost = Cost(amount: amount, basis: doubt == nil ? .estimate : .unverified)
    } else {
      return nil
    }
  }
}
