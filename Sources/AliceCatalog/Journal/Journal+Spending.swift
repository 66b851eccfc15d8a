package import AliceModel
import GRDB

extension Journal {
  /// Returns the spending of a period or a run. A job counts for the day on which it was sent or, until then, reserved.
  /// Simulated jobs are
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
  /// `prepared` are recorded jobs that are about to be sent: they count for the period of `now` from here on, and those
  /// without a reservation get theirs.
  package func insert(
    _ jobs: [Job], prepared: [Job] = [], within limits: [SpendingLimit], at now: Timestamp
  ) throws(CatalogError) -> [LimitUse] {
    try store.write { db in
      let spending = Spending(db: db)
      let before = try limits.map { try spending.sum($0.scope).committed }
      var uses: [LimitUse] = []
      try db.inSavepoint {
        let raised = try spending.renew(prepared, at: now)
        uses = try zip(limits, before).map { limit, committed in
          // What is reserved already, for an earlier day, is new for this one.
          let moved =
            if case .since = limit.scope { try spending.sum(limit.scope).committed - committed } else { raised }
          let new = jobs.filter(limit.scope.counts).compactMap { $0.reserved ?? $0.estimate }.reduce(.zero, +)
          return LimitUse(limit: limit, committed: committed, wanted: new + moved)
        }
        guard !uses.contains(where: \.isExceeded) else { return .rollback }
        for job in jobs { try JobTable(db: db).insert(job) }
        return .commit
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

  /// Lets recorded jobs count from `now` on. Returns the sum of the reservations that they lacked.
  func renew(_ jobs: [Job], at now: Timestamp) throws -> Money {
    var raised = Money.zero
    for job in jobs {
      let sql = "update job set reserved = ? where id = ? and coalesce(reserved, estimate) is null"
      if let reserved = job.reserved {
        try db.execute(sql: sql, arguments: [reserved.nanos, job.id])
        if db.changesCount > 0 { raised = raised + reserved }
      }
      try db.execute(
        sql: "update job set sent = ?, sent_offset = ? where id = ? and state = 'prepared'",
        arguments: [now.milliseconds, now.offsetMinutes, job.id])
    }
    return raised
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
          where state in (\(Spending.open)) and coalesce(sent, created) >= ? and provider <> ? and \(Spending.unbilled)
          """, [since, Job.simulator.databaseValue]))
    case .jobs(let ids):
      let list = JSONValue.array(ids.map(JSONValue.string)).text.databaseValue
      return SpendingSum(
        spent: try sum("select amount from ledger where job in (select value from json_each(?))", [list]),
        reserved: try sum(
          """
          select \(amount) from job
          where id in (select value from json_each(?)) and state in (\(Spending.open)) and \(Spending.unbilled)
          """, [list]))
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
