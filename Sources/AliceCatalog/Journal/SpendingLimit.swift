package import AliceModel

/// A limit of the spending since a time, or by one run.
package struct SpendingLimit: Sendable, Hashable {
  package enum Scope: Sendable, Hashable {
    case since(Timestamp)
    case run(String)
    /// The jobs of one command.
    case jobs([String])

    /// Returns whether a new job counts; those without a run are of the command that records them.
    func counts(_ job: Job) -> Bool {
      switch self {
      case .since: true
      case .run(let run): job.run == run
      case .jobs: job.run == nil
      }
    }
  }

  package var amount: Money
  package var scope: Scope

  package init(amount: Money, scope: Scope) {
    self.amount = amount
    self.scope = scope
  }

  package init(amount: Money, since: Timestamp) { self.init(amount: amount, scope: .since(since)) }
}

/// The use of a limit.
package struct LimitUse: Sendable, Hashable {
  package var limit: SpendingLimit
  /// The amount spent, plus the possible cost of open jobs, without `wanted`.
  package var committed: Money
  /// The possible cost of the new jobs.
  package var wanted: Money

  package init(limit: SpendingLimit, committed: Money, wanted: Money) {
    self.limit = limit
    self.committed = committed
    self.wanted = wanted
  }

  package var isExceeded: Bool { committed + wanted > limit.amount }
}

/// The cost of a period or a run.
package struct SpendingSum: Sendable, Hashable {
  /// The sum of the ledger: bills, else estimates.
  package var spent: Money
  /// The possible cost of open jobs.
  package var reserved: Money

  package var committed: Money { spent + reserved }
}
