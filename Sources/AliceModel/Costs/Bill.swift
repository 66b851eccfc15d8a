/// The units that a provider billed for a request, and the cost that counts for it.
package struct Bill: Sendable, Hashable {
  /// The reason why the provider's figure is not accepted.
  package enum Doubt: Sendable, Hashable {
    /// It is at least ten times the reserved amount: a unit that was misread is off by a power of ten.
    case high
    /// It is at most a tenth of the estimate.
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

  /// A bill is implausible if it differs from the possible amount by this factor.
  package static let factor = 10
  /// The amount to reserve for a request without a known price, unless the user sets another.
  package static let unknownPrice = Money(nanos: 500_000_000)

  /// Returns nil if there is neither a billed, an estimated nor a reserved amount.
  ///
  /// A bill that is too high counts as the reserved amount until the user corrects it, so that one wrong unit does not
  /// use up a month's limit. A bill that is too low counts as the estimate, so that spending cannot exceed a limit
  /// unnoticed.
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
