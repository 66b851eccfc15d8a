import AliceWorkspace

/// What the user allows one command to spend, in addition to the limits in the journal.
package struct SpendingPolicy: Sendable, Hashable {
  /// The configured limits of periods for which the journal has none.
  package var defaults: [BudgetPeriod: Money]
  /// The limit of the whole command, batch or pipeline; it cannot raise another limit.
  package var maxCost: Money?
  /// Whether to send requests of unknown price although a limit is set; each counts as `unknownPrice` until it is
  /// billed.
  package var allowsUnknownPrice: Bool
  /// The amount for a request of unknown price if the journal has none.
  package var unknownPrice: Money
  /// The balance of the account below which nothing is sent if the journal has none; nil for no such floor.
  package var leastBalance: Money?

  package init(
    defaults: [BudgetPeriod: Money] = [:], maxCost: Money? = nil, allowsUnknownPrice: Bool = false,
    unknownPrice: Money = Bill.unknownPrice, leastBalance: Money? = nil
  ) {
    self.defaults = defaults
    self.maxCost = maxCost
    self.allowsUnknownPrice = allowsUnknownPrice
    self.unknownPrice = unknownPrice
    self.leastBalance = leastBalance
  }

  /// Returns the policy with a limit for the whole command, if one is given.
  package func limited(to maxCost: Money?) -> SpendingPolicy {
    var policy = self
    policy.maxCost = maxCost ?? self.maxCost
    return policy
  }
}

extension BudgetRefusal {
  var payload: BudgetPayload {
    BudgetPayload(scope: limit.rawValue, limit: amount, spent: committed, estimate: wanted)
  }
}
