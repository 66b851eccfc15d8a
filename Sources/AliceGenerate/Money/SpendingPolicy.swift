import AliceWorkspace

/// What a person lets one command spend, beyond the limits that stand in the journal.
package struct SpendingPolicy: Sendable, Hashable {
  /// Limits of the configuration, for periods for which the journal has none.
  package var defaults: [BudgetPeriod: Money]
  /// For the whole command, batch or pipeline; it cannot loosen another limit.
  package var maxCost: Money?
  /// Sends requests whose price nobody knows though a limit is set; each counts as `unknownPrice` until it is billed.
  package var allowsUnknownPrice: Bool
  /// Where the journal has none.
  package var unknownPrice: Money

  package init(
    defaults: [BudgetPeriod: Money] = [:], maxCost: Money? = nil, allowsUnknownPrice: Bool = false,
    unknownPrice: Money = Bill.unknownPrice
  ) {
    self.defaults = defaults
    self.maxCost = maxCost
    self.allowsUnknownPrice = allowsUnknownPrice
    self.unknownPrice = unknownPrice
  }

  /// The same with a limit for the whole, where one is given.
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
