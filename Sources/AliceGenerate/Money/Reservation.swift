import AliceCatalog
public import AliceWorkspace

/// Takes jobs into the journal where every limit leaves room for them; nothing may be sent before that.
package struct Reservation: Sendable {
  let workspace: Workspace
  let policy: SpendingPolicy

  package init(_ workspace: Workspace, policy: SpendingPolicy = SpendingPolicy()) {
    self.workspace = workspace
    self.policy = policy
  }

  /// Writes all of the jobs down, or throws and writes none. Answers with sentences on limits that are nearly used up.
  ///
  /// `run` is the batch or pipeline to which they belong; without one they are a run of their own.
  /// `prepared` were written down before, and are going to be sent now: they hold what they reserved, and limits may have
  /// become tighter since. A request of unknown price holds what one is taken to cost, as soon as there is a limit.
  package func make(_ jobs: [Job], run: String? = nil, prepared: [Job] = []) throws -> [String] {
    let all = jobs + prepared
    guard !all.isEmpty else { return [] }
    // What is paid for has to have a place.
    _ = try workspace.layout()
    let limits = try limits(all, run: run)
    try policy.checkPrices(all, limits, self)
    let price = try limits.isEmpty ? nil : unknownPrice()
    let uses = try workspace.journal().insert(
      jobs.map { $0.holding(price) }, prepared: prepared.map { $0.holding(price) }, within: limits.map(\.limit))
    try policy.check(uses, limits, self)
    return zip(limits, uses).compactMap(warning)
  }

  /// Throws where `make` would, as far as can be told now; nothing is written. A library that is not there yet is empty.
  package static func check(_ jobs: [Job], in workspace: Workspace?, policy: SpendingPolicy) throws {
    guard !jobs.isEmpty else { return }
    _ = try workspace?.layout()
    let reservation = workspace.map { Reservation($0, policy: policy) }
    let limits =
      try reservation?.limits(jobs, run: nil) ?? policy.limits(jobs, budgets: [:], now: Clock.system.now(), run: nil)
    try policy.checkPrices(jobs, limits, reservation)
    let price = try reservation?.unknownPrice() ?? policy.unknownPrice
    let wanted = jobs.compactMap { $0.holding(price).reserved ?? $0.estimate }.reduce(.zero, +)
    let unused = limits.map { LimitUse(limit: $0.limit, committed: .zero, wanted: wanted) }
    let uses = try workspace?.journal().use(of: limits.map(\.limit), wanted: wanted) ?? unused
    try policy.check(uses, limits, reservation)
  }

  /// What a request of unknown price is taken to cost, where a limit holds for what is paid; nil where none does. A library that
  /// is not there yet has none.
  package static func unknownPrice(in workspace: Workspace?, policy: SpendingPolicy) throws -> Money? {
    let budgets = try workspace?.journal().budgets() ?? [:]
    guard policy.maxCost != nil || !policy.defaults.isEmpty || !budgets.isEmpty else { return nil }
    return try workspace.map { try Reservation($0, policy: policy).unknownPrice() } ?? policy.unknownPrice
  }

  private func unknownPrice() throws -> Money { try workspace.journal().unknownPrice() ?? policy.unknownPrice }

  fileprivate func limits(_ jobs: [Job], run: String?) throws -> [Named] {
    try policy.limits(jobs, budgets: workspace.journal().budgets(), now: workspace.clock.now(), run: run)
  }

  /// Said once: by the jobs that take a limit past four fifths.
  private func warning(_ named: Named, _ use: LimitUse) -> String? {
    let mark = Money(nanos: use.limit.amount.nanos / 5 * 4)
    let total = use.committed + use.wanted
    guard named.name != .maxCost, use.committed < mark, total >= mark else { return nil }
    let refusal = BudgetRefusal(
      limit: named.name, amount: use.limit.amount, committed: use.committed, wanted: use.wanted)
    publish { .budgetWarning(refusal.payload, at: $0) }
    return "\(total.inDollars) of \(use.limit.amount.inDollars) USD \(named.name.period) are spent or reserved"
  }

  fileprivate func publish(_ event: (Timestamp) -> Event) {
    workspace.events.publish(event(workspace.clock.now()))
  }
}

extension Job {
  /// With what limits hold back for it where its price is not known.
  fileprivate func holding(_ unknownPrice: Money?) -> Job {
    guard estimate == nil, reserved == nil else { return self }
    var job = self
    job.reserved = unknownPrice
    return job
  }
}

private typealias Named = (name: BudgetRefusal.Limit, limit: SpendingLimit)

extension SpendingPolicy {
  /// A rehearsal is free, and only the limit that was given for it holds.
  fileprivate func limits(_ jobs: [Job], budgets: [BudgetPeriod: Money], now: Timestamp, run: String?) -> [Named] {
    // Without a name it is a run that nothing was spent for.
    let scope = SpendingLimit.Scope.run(run ?? "")
    var limits: [Named] = []
    if let maxCost { limits.append((.maxCost, SpendingLimit(amount: maxCost, scope: scope))) }
    guard !jobs.allSatisfy(\.isFree) else { return limits }
    let budgets = defaults.merging(budgets) { $1 }
    for period in BudgetPeriod.allCases {
      guard let amount = budgets[period] else { continue }
      switch period {
      case .day: limits.append((.day, SpendingLimit(amount: amount, since: now.start(of: .day))))
      case .month: limits.append((.month, SpendingLimit(amount: amount, since: now.start(of: .month))))
      case .run: limits.append((.run, SpendingLimit(amount: amount, scope: scope)))
      }
    }
    return limits
  }

  fileprivate func checkPrices(_ jobs: [Job], _ limits: [Named], _ reservation: Reservation?) throws {
    guard let limit = limits.first, !allowsUnknownPrice,
      let unknown = jobs.first(where: { $0.reserved == nil && $0.estimate == nil })
    else { return }
    reservation?.publish {
      .budgetRefused(
        BudgetPayload(scope: limit.name.rawValue, limit: limit.limit.amount, unpriced: unknown.model), at: $0)
    }
    throw AliceError.unknownPrice(model: unknown.model)
  }

  fileprivate func check(_ uses: [LimitUse], _ limits: [Named], _ reservation: Reservation?) throws {
    guard let (named, use) = zip(limits, uses).first(where: { $1.isExceeded }) else { return }
    let refusal = BudgetRefusal(
      limit: named.name, amount: use.limit.amount, committed: use.committed, wanted: use.wanted)
    reservation?.publish { .budgetRefused(refusal.payload, at: $0) }
    throw AliceError.overBudget(refusal)
  }
}

extension BudgetRefusal.Limit {
  /// As it follows an amount: `5.00 USD today`.
  public var period: String {
    switch self {
    case .day: "today"
    case .month: "this month"
    case .run: "for one run"
    case .maxCost: "for the whole"
    }
  }
}
