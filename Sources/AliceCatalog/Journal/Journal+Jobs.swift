package import AliceModel
import GRDB

extension Journal {
  package func job(_ id: String) throws(CatalogError) -> Job? {
    try store.read { db in try JobTable(db: db).jobs(where: "id = ?", [id.databaseValue]).first }
  }

  /// Returns jobs, oldest first: all of them, only open ones, or only ended ones.
  package func jobs(open: Bool? = nil) throws(CatalogError) -> [Job] {
    let (condition, states) = Journal.condition(open: open)
    return try store.read { db in try JobTable(db: db).jobs(where: condition, states) }
  }

  /// Calls `body` with the same jobs one after the other, the newest first. `body` must not use the journal.
  package func forEachJob(open: Bool? = nil, _ body: (Job) throws -> Void) throws {
    let (condition, states) = Journal.condition(open: open)
    try store.passing { db in try JobTable(db: db).forEachNewest(where: condition, states, body) }
  }

  private static func condition(open: Bool?) -> (sql: String, states: [DatabaseValue]) {
    let states = Job.State.allCases.filter { open == nil || $0.isOpen == open }.map(\.rawValue.databaseValue)
    return ("state in (\(states.map { _ in "?" }.joined(separator: ", ")))", states)
  }

  package func jobs(requestID: String) throws(CatalogError) -> [Job] {
    try store.read { db in try JobTable(db: db).jobs(where: "request_id = ?", [requestID.databaseValue]) }
  }

  /// Returns the jobs of a batch or a pipeline, oldest first.
  package func jobs(run: String) throws(CatalogError) -> [Job] {
    try store.read { db in try JobTable(db: db).jobs(where: "run = ?", [run.databaseValue]) }
  }

  package func hasJobs(run: String) throws(CatalogError) -> Bool {
    try store.read { db in
      try Bool.fetchOne(db, sql: "select exists (select 1 from job where run = ?)", arguments: [run]) ?? false
    }
  }

  /// Returns the jobs of equal requests, oldest first.
  package func jobs(fingerprint: String) throws(CatalogError) -> [Job] {
    try store.read { db in try JobTable(db: db).jobs(where: "fingerprint = ?", [fingerprint.databaseValue]) }
  }

  /// Returns the jobs whose ids begin with `prefix`, at most ten.
  package func jobs(withPrefix prefix: String) throws(CatalogError) -> [Job] {
    try store.read { db in
      try Array(
        JobTable(db: db).jobs(
          where: "substr(id, 1, ?) = ?", [prefix.unicodeScalars.count.databaseValue, prefix.databaseValue]
        ).prefix(10))
    }
  }

  /// Replaces the record of a job whose state is `state` and records its cost, in one transaction, so that a crash cannot
  /// separate them. Of two concurrent calls only one returns true.
  package func advance(
    _ job: Job, from state: Job.State, spending entry: LedgerEntry? = nil
  ) throws(CatalogError) -> Bool {
    try store.write { db in
      guard try JobTable(db: db).update(job, from: state) else { return false }
      if let entry { try LedgerTable(db: db).spend(entry) }
      return true
    }
  }

  /// Removes a job; its possible cost in `entry` stays in the ledger. Returns false if there was no such job.
  package func forget(_ id: String, spending entry: LedgerEntry?) throws(CatalogError) -> Bool {
    try store.write { db in
      if let entry { try LedgerTable(db: db).spend(entry) }
      try db.execute(sql: "delete from job where id = ?", arguments: [id])
      return db.changesCount == 1
    }
  }
}
