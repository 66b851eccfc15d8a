extension Alice {
  /// What was spent, what of it was wasted, and what a keeper costs: in all, and for each combination of `keys`.
  ///
  /// `since` and `until` are dates of the search language, such as `2026-11`, `7d` and `today`; `until` has all of the time that it
  /// names. Throws `badDate` for any other.
  public func cost(by keys: [CostKey] = [], since: String? = nil, until: String? = nil) throws -> CostSummary {
    try CostReport(workspace).report(by: keys, since: since, until: until)
  }

  /// The limits of a day, a month and a run, whether they are set or not, and how far each is used up.
  public func budget() throws -> [BudgetLimit] { try BudgetLimits(workspace).lines() }

  /// Sets a limit, which holds for every process that pays for this library from now on; nil takes it away.
  public func setBudget(_ period: BudgetPeriod, to amount: Money?) throws {
    try BudgetLimits(workspace).set(period, to: amount)
  }
}
