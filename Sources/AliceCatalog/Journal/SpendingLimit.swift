package import AliceModel

/// No more than `amount` may be spent from `since` on, or by one run.
package struct SpendingLimit: Sendable, Hashable {
  package enum Scope: Sendable, Hashable {
    case since(Timestamp)
    case run(String)
  }

  package var amount: Money
  package var scope: Scope

  package init(amount: Money, scope: Scope) {
    self.amount = amount
    self.scope = scope
  }

  package init(amount: Money, since: Timestamp) { self.init(amount: amount, scope: .since(since)) }
}

/// A limit and how far it is used up.
package struct LimitUse: Sendable, Hashable {
  package var limit: SpendingLimit
  /// What was spent, and what open jobs may still cost, without what is wanted.
  package var committed: Money
  /// What the jobs that ask may cost.
  package var wanted: Money

  package init(limit: SpendingLimit, committed: Money, wanted: Money) {
    self.limit = limit
    self.committed = committed
    self.wanted = wanted
  }

  package var isExceeded: Bool { committed + wanted > limit.amount }
}

/// What a period or a run costs.
package struct SpendingSum: Sendable, Hashable {
  /// What the ledger holds: bills, else estimates.
  package var spent: Money
  /// What jobs that are still open may cost.
  package var reserved: Money

  package var committed: Money { spent + reserved }
}
