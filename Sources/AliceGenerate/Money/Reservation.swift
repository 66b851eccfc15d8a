import AliceCatalog
public import AliceWorkspace

/// Inserts jobs into the journal if every limit allows them; nothing may be sent before that.
package struct Reservation: Sendable {
  let workspace: Workspace
  let policy: SpendingPolicy

  package init(_ workspace: Workspace, policy: SpendingPolicy = SpendingPolicy()) {
    self.workspace = workspace
    self.policy = policy
  }

  /// Inserts all of the jobs, or throws and inserts none. Returns warnings about limits that are nearly used up.
  ///
  /// `run` is the batch or pipeline to which they belong; without one they are a run of their own. `prepared` jobs were
  /// inserted before and are about to be sent: they keep what they reserved, limits may be tighter now, and from here on
  /// they count for the present day. As soon as there is a limit or a floor
  /// of the balance, a request of unknown price reserves a fixed amount.
  package func make(_ jobs: [Job], run: String? = nil, prepared: [Job] = []) throws -> [String] {
    try make(jobs, runs: [run], prepared)
  }

  /// Inserts jobs of several runs likewise: all of them or none.
  package func make(_ jobs: [Job], runs: [String?]) throws -> [String] { try make(jobs, runs: runs, []) }

  private func make(_ jobs: [Job], runs: [String?], _ prepared: [Job]) throws -> [String] {
    let all = jobs + prepared
    guard !all.isEmpty else { return [] }
    // Results must have a place in the library before they are paid for.
    _ = try workspace.layout()
    var limits: [Named] = []
    for run in runs {
      let more = try self.limits(all, run: run)
      let known = limits
      limits += more.filter { new in !known.contains { $0.limit == new.limit && $0.name == new.name } }
    }
    try policy.checkPrices(all, limits, self)
    let price = try limits.isEmpty && (all.allSatisfy(\.isFree) || floor() == nil) ? nil : unknownPrice()
    let uses = try workspace.journal().insert(
      jobs.map { $0.holding(price) }, prepared: prepared.map { $0.holding(price) }, within: limits.map(\.limit),
      at: workspace.clock.now())
    try policy.check(uses, limits, self)
    return zip(limits, uses).compactMap(warning)
  }

  /// Throws if `make` would, as far as is known now; nothing is written. A library that does not exist yet counts as
  /// empty.
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

  /// Returns the amount reserved for a request of unknown price, or nil if neither a limit nor a floor applies to paid
  /// requests. A library that does not exist yet has none.
  package static func unknownPrice(in workspace: Workspace?, policy: SpendingPolicy) throws -> Money? {
    let budgets = try workspace?.journal().budgets() ?? [:]
    let floor = try workspace?.journal().leastBalance() ?? policy.leastBalance
    guard policy.maxCost != nil || floor != nil || !policy.defaults.isEmpty || !budgets.isEmpty else { return nil }
    return try workspace.map { try Reservation($0, policy: policy).unknownPrice() } ?? policy.unknownPrice
  }

  /// Returns a job that is about to be sent, as it is recorded then. Throws if it may not be sent any more: bills that are
  /// higher than their reservations have used up a limit, a limit is new, or the limit of a new day refuses it.
  ///
  /// `command` has the ids of the jobs that the same command sends, if they belong to no run.
  func confirm(_ job: Job, among command: [String]) throws -> Job {
    guard job.state == .prepared, !job.isFree else { return job }
    let job = try renew(job)
    let limits = try limits([job], run: job.run, command: command)
    let own = job.reserved ?? job.estimate ?? .zero
    let uses = try workspace.journal().use(of: limits.map(\.limit), wanted: .zero)
    try policy.check(
      uses.map { LimitUse(limit: $0.limit, committed: $0.committed - own, wanted: own) }, limits, self)
    return job
  }

  /// Reserves again for a job whose reservation counts for an earlier day, because a batch may take longer than the day on
  /// which it began, and for one without a reservation if there is a limit by now.
  private func renew(_ job: Job) throws -> Job {
    let isLate = job.due < workspace.clock.now().start(of: .day)
    guard
      try isLate || (job.reserved ?? job.estimate) == nil && (floor() != nil || !limits([job], run: job.run).isEmpty)
    else {
      return job
    }
    _ = try make([], run: job.run, prepared: [job])
    return try workspace.journal().job(job.id) ?? job
  }

  /// The amount that must stay in the account.
  func floor() throws -> Money? { try workspace.journal().leastBalance() ?? policy.leastBalance }

  private func unknownPrice() throws -> Money { try workspace.journal().unknownPrice() ?? policy.unknownPrice }

  fileprivate func limits(_ jobs: [Job], run: String?, command: [String] = []) throws -> [Named] {
    try policy.limits(
      jobs, budgets: workspace.journal().budgets(), now: workspace.clock.now(), run: run, command: command)
  }

  /// Returns a warning for the jobs that cross four fifths of a limit, so that it appears once.
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
  /// Returns the job with the reserved amount if its price is unknown.
  fileprivate func holding(_ unknownPrice: Money?) -> Job {
    guard estimate == nil, reserved == nil else { return self }
    var job = self
    job.reserved = unknownPrice
    return job
  }
}

private typealias Named = (name: BudgetRefusal.Limit, limit: SpendingLimit)

extension SpendingPolicy {
  /// Returns the limits that apply. A simulated run is free, so only the limit given for it applies.
  fileprivate func limits(
    _ jobs: [Job], budgets: [BudgetPeriod: Money], now: Timestamp, run: String?, command: [String] = []
  ) -> [Named] {
    // Before its jobs are recorded, a command without a run has spent nothing.
    let scope = run.map(SpendingLimit.Scope.run) ?? .jobs(command)
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
  /// The period as it follows an amount: `5.00 USD today`.
  public var period: String {
    switch self {
    case .day: "today"
    case .month: "this month"
    case .run: "for one run"
    case .maxCost: "for the whole"
    case .balance: "in the account"
    }
  }
}
