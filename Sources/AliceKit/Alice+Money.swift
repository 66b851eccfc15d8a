extension Alice {
  /// Returns the amount spent, the wasted part of it, and the cost of each kept asset: in total, and for each
  /// combination of `keys`.
  ///
  /// `since` and `until` are dates of the search language, such as `2026-11`, `7d` and `today`; `until` includes all of
  /// the period that it names. Throws `badDate` for any other text.
  public func cost(by keys: [CostKey] = [], since: String? = nil, until: String? = nil) throws -> CostSummary {
    try CostReport(workspace).report(by: keys, since: since, until: until)
  }

  /// Returns the limits of a day, a month and a run, whether they are set or not, and how much of each is used.
  public func budget() throws -> [BudgetLimit] { try BudgetLimits(workspace).lines() }

  /// Returns the balance of the provider's account in US dollars.
  ///
  /// Throws `noKey` if the library was opened without a provider, and `balanceUnknown` if the key may not ask for it.
  public func balance() async throws -> Money {
    guard let provider else { throw AliceError.noKey }
    return try await provider.balance()
  }

  /// Sets a limit, which applies to every process that pays for this library from now on; nil removes it.
  public func setBudget(_ period: BudgetPeriod, to amount: Money?) throws {
    try BudgetLimits(workspace).set(period, to: amount)
  }
}
