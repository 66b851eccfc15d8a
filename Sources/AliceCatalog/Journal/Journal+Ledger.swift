package import AliceModel
import GRDB

/// What one job cost.
package struct LedgerEntry: Sendable, Hashable {
  package var job: String
  package var provider: String
  package var model: String
  package var endpoint: String
  package var project: String?
  /// As the provider wrote them, such as `1.05`.
  package var units: String?
  package var unit: String?
  package var amount: Money
  package var basis: Cost.Basis
  package var created: Timestamp

  package init(
    job: String, provider: String, model: String, endpoint: String, project: String? = nil, units: String? = nil,
    unit: String? = nil, amount: Money, basis: Cost.Basis, created: Timestamp
  ) {
    self.job = job
    self.provider = provider
    self.model = model
    self.endpoint = endpoint
    self.project = project
    self.units = units
    self.unit = unit
    self.amount = amount
    self.basis = basis
    self.created = created
  }
}

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

extension Journal {
  /// Writes down what a job cost. A job has one entry: a bill takes the place of the estimate, never the other way.
  package func spend(_ entry: LedgerEntry) throws(CatalogError) {
    try store.write { db in
      let sql = """
        insert into ledger (job, provider, model, endpoint, project, units, unit, amount, basis, created, created_offset)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (job) do update set units = excluded.units, unit = excluded.unit, amount = excluded.amount,
          basis = excluded.basis
        where excluded.basis = 'billed' or ledger.basis = 'estimate'
        """
      try db.execute(
        sql: sql,
        arguments: [
          entry.job, entry.provider, entry.model, entry.endpoint, entry.project, entry.units, entry.unit,
          entry.amount.nanos, entry.basis.rawValue, entry.created.milliseconds, entry.created.offsetMinutes,
        ])
    }
  }

  /// Oldest first.
  package func ledger(since: Timestamp? = nil) throws(CatalogError) -> [LedgerEntry] {
    try store.read { db in
      let sql = """
        select job, provider, model, endpoint, project, units, unit, amount, basis, created, created_offset from ledger
        where created >= ? order by created, id
        """
      let rows = try Row.fetchAll(db, sql: sql, arguments: [since?.milliseconds ?? .min])
      return rows.map { row in
        LedgerEntry(
          job: row[0], provider: row[1], model: row[2], endpoint: row[3], project: row[4], units: row[5],
          unit: row[6], amount: Money(nanos: row[7]), basis: Cost.Basis(rawValue: row[8]) ?? .estimate,
          created: Timestamp(milliseconds: row[9], offsetMinutes: row[10]))
      }
    }
  }

  /// What the ledger holds from then on.
  package func spent(since: Timestamp? = nil) throws(CatalogError) -> Money {
    try store.read { db in try Spending(db: db).spent(since: since) }
  }

  /// What the ledger holds from then on, and the estimates of jobs that are still open.
  package func committed(since: Timestamp? = nil) throws(CatalogError) -> Money {
    try store.read { db in try Spending(db: db).committed(.since(since ?? Timestamp(milliseconds: .min))) }
  }

  /// What a run has cost, and the estimates of its jobs that are still open.
  package func committed(run: String) throws(CatalogError) -> Money {
    try store.read { db in try Spending(db: db).committed(.run(run)) }
  }

  /// Inserts all of the jobs, or none where their estimates together would go beyond one of the limits, counting what other
  /// jobs may still cost: in one transaction, so that many processes together stay within them. Answers with the limit that
  /// refuses, nil where none does.
  package func insert(_ jobs: [Job], within limits: [SpendingLimit]) throws(CatalogError) -> SpendingLimit? {
    try store.write { db in
      let spending = Spending(db: db)
      let wanted = jobs.compactMap(\.estimate).reduce(.zero, +)
      for limit in limits where try spending.committed(limit.scope) + wanted > limit.amount { return limit }
      for job in jobs { try JobTable(db: db).insert(job) }
      return nil
    }
  }
}

private struct Spending {
  let db: Database

  func spent(since: Timestamp?) throws -> Money {
    try sum("select amount from ledger where created >= ?", (since?.milliseconds ?? .min).databaseValue)
  }

  func committed(_ scope: SpendingLimit.Scope) throws -> Money {
    let open = Job.State.allCases.filter(\.isOpen).map { "'\($0.rawValue)'" }.joined(separator: ", ")
    let reserved = "state in (\(open)) and estimate is not null and id not in (select job from ledger)"
    switch scope {
    case .since(let moment):
      return try spent(since: moment)
        + sum("select estimate from job where created >= ? and \(reserved)", moment.milliseconds.databaseValue)
    case .run(let run):
      return try sum("select amount from ledger where job in (select id from job where run = ?)", run.databaseValue)
        + sum("select estimate from job where run = ? and \(reserved)", run.databaseValue)
    }
  }

  /// Added up here: SQLite's `sum` fails where whole numbers overflow.
  private func sum(_ sql: String, _ argument: DatabaseValue) throws -> Money {
    let amounts = try Int64.fetchCursor(db, sql: sql, arguments: [argument])
    var total = Money.zero
    while let amount = try amounts.next() { total = total + Money(nanos: amount) }
    return total
  }
}
