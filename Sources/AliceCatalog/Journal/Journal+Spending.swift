package import AliceModel
import GRDB

extension Journal {
  /// Returns the spending of a period or a run. A job counts for the day on which it was recorded. Simulated jobs are
  /// free, but they count in the sum of a run, so that a rehearsal reaches the limit where the real run would.
  package func spending(_ scope: SpendingLimit.Scope) throws(CatalogError) -> SpendingSum {
    try store.read { db in try Spending(db: db).sum(scope) }
  }

  /// Returns the use of the limits, together with the cost `wanted` of new jobs.
  package func use(of limits: [SpendingLimit], wanted: Money) throws(CatalogError) -> [LimitUse] {
    try store.read { db in try Spending(db: db).use(of: limits, wanted: wanted) }
  }

  /// Inserts all jobs, or none if their possible cost, with that of other open jobs, would exceed one of the limits.
  /// This is one transaction, so that concurrent processes together stay within the limits. Returns the use of the
  /// limits before the insertion; if one `isExceeded`, nothing was inserted. Fails if a job with one of the ids exists.
  ///
  /// `prepared` are recorded jobs that are about to be sent: those without a reservation get theirs here.
  package func insert(
    _ jobs: [Job], prepared: [Job] = [], within limits: [SpendingLimit]
  ) throws(CatalogError) -> [LimitUse] {
    try store.write { db in
      let spending = Spending(db: db)
      let raised = try prepared.filter { try $0.reserved != nil && spending.holdsNothing($0) }
      let wanted = (jobs + raised).compactMap { $0.reserved ?? $0.estimate }.reduce(.zero, +)
      let uses = try spending.use(of: limits, wanted: wanted)
      guard !uses.contains(where: \.isExceeded) else { return uses }
      for job in jobs { try JobTable(db: db).insert(job) }
      for job in raised {
        try db.execute(
          sql: "update job set reserved = ? where id = ?", arguments: [(job.reserved?.nanos).databaseValue, job.id])
      }
      return uses
    }
  }
}

private struct Spending {
  let db: Database

  private static let open = Job.State.allCases.filter(\.isOpen).map { "'\($0.rawValue)'" }.joined(separator: ", ")
  private static let unbilled = "not exists (select 1 from ledger where ledger.job = job.id)"

  func use(of limits: [SpendingLimit], wanted: Money) throws -> [LimitUse] {
    try limits.map { LimitUse(limit: $0, committed: try sum($0.scope).committed, wanted: wanted) }
  }

  /// Returns true for a recorded job that no limit counts.
  func holdsNothing(_ job: Job) throws -> Bool {
    let sql = "select exists (select 1 from job where id = ? and coalesce(reserved, estimate) is null)"
    return try Bool.fetchOne(db, sql: sql, arguments: [job.id]) ?? false
  }

  func sum(_ scope: SpendingLimit.Scope) throws -> SpendingSum {
    let amount = "coalesce(reserved, estimate, 0)"
    switch scope {
    case .since(let moment):
      let since = moment.milliseconds.databaseValue
      return SpendingSum(
        spent: try sum("select amount from ledger where created >= ?", [since]),
        reserved: try sum(
          """
          select \(amount) from job
          where state in (\(Spending.open)) and created >= ? and provider <> ? and \(Spending.unbilled)
          """, [since, Job.simulator.databaseValue]))
    case .run(let run):
      return SpendingSum(
        spent: try sum(
          "select amount from ledger where job in (select id from job where run = ?)", [run.databaseValue]),
        reserved: try sum(
          """
          select case state when 'done' then coalesce(billed, estimate, 0) else \(amount) end from job
          where run = ? and (state in (\(Spending.open)) or (state = 'done' and provider = ?)) and \(Spending.unbilled)
          """, [run.databaseValue, Job.simulator.databaseValue]))
    }
  }

  /// Sums in Swift, because SQLite's `sum` fails if integers overflow.
  private func sum(_ sql: String, _ arguments: [DatabaseValue]) throws -> Money {
    let amounts = try Int64.fetchCursor(db, sql: sql, arguments: StatementArguments(arguments))
    var total = Money.zero
    while let amount = try amounts.next() { total = total + Money(nanos: amount) }
    return total
  }
}
