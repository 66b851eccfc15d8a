import AliceNumbers

/// The units that a provider billed for a request, and the cost that counts for it.
package struct Bill: Sendable, Hashable {
  /// The reason why the provider's figure is not accepted.
  package enum Doubt: Sendable, Hashable {
    /// It is many times the reserved amount: a unit that was misread is off by a power of ten.
    case high
    /// It is a small part of the estimate.
    case low
    /// It counts a unit without a known price, or the provider reported nothing.
    case unpriced
  }

  /// The billed units as the provider wrote them; nil if it reported none.
  package let units: String?
  /// The cost of those units; nil if it is not known.
  package let told: Money?
  /// The cost that counts.
  package let cost: Cost
  /// The reason for a doubt; nil if the provider's figure is accepted, or an estimate replaces it.
  package let doubt: Doubt?

  /// A bill is implausible if it differs from the possible amount by this factor: alice assumes its unit.
  package static let factor = 10
  /// The factor for a bill whose unit the provider itself has priced.
  package static let quotedFactor = 100
  /// The amount to reserve for a request without a known price, unless the user sets another.
  package static let unknownPrice = Money(nanos: 500_000_000)

  /// Creates the bill of `units`. The provider's own price of them, `quote`, takes precedence over that of the list.
  /// Returns nil if there is neither a billed, an estimated nor a reserved amount.
  ///
  /// A bill that is too high counts as the reserved amount until the user corrects it, so that one wrong unit does not
  /// use up a month's limit. A bill that is too low, or zero, counts as the estimate, so that spending cannot exceed a
  /// limit unnoticed.
  package init?(
    units: String?, price: ModelPrice?, quote: PriceQuote? = nil, estimate: Money?, reserved: Money?
  ) {
    self.units = units
    let count = units.flatMap { UnitCount($0) }
    let told = count.flatMap { count in
      if count.isZero { return Money.zero }
      return quote == nil ? price?.cost(ofBilled: count) : quote?.amount.flatMap(count.cost)
    }
    self.told = told
    let factor = quote == nil ? Bill.factor : Bill.quotedFactor
    let expected = estimate.flatMap { $0 > .zero ? $0 : nil }
    let ceiling =
      expected == nil ? max(reserved ?? .zero, Bill.unknownPrice) : max(reserved ?? .zero, expected ?? .zero)
    if let told, told >= ceiling * factor {
      cost = Cost(amount: ceiling, basis: .unverified)
      doubt = .high
    } else if let told, let least = expected ?? (told == .zero ? reserved : nil), told * factor <= least {
      cost = Cost(amount: least, basis: .unverified)
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
