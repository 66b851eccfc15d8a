package import AliceModel
import GRDB

extension Journal {
  /// Replaces what is known of a job.
  package func update(_ job: Job) throws(CatalogError) {
    try store.write { db in try JobTable(db: db).update(job) }
  }

  package func job(_ id: String) throws(CatalogError) -> Job? {
    try store.read { db in try JobTable(db: db).jobs(where: "id = ?", [id.databaseValue]).first }
  }

  /// Oldest first; all of them, or those that are open, or those that are not.
  package func jobs(open: Bool? = nil) throws(CatalogError) -> [Job] {
    let states = Job.State.allCases.filter { open == nil || $0.isOpen == open }.map(\.rawValue.databaseValue)
    let marks = states.map { _ in "?" }.joined(separator: ", ")
    return try store.read { db in try JobTable(db: db).jobs(where: "state in (\(marks))", states) }
  }

  package func jobs(requestID: String) throws(CatalogError) -> [Job] {
    try store.read { db in try JobTable(db: db).jobs(where: "request_id = ?", [requestID.databaseValue]) }
  }

  /// The jobs of a batch or a pipeline, oldest first.
  package func jobs(run: String) throws(CatalogError) -> [Job] {
    try store.read { db in try JobTable(db: db).jobs(where: "run = ?", [run.databaseValue]) }
  }

  package func hasJobs(run: String) throws(CatalogError) -> Bool {
    try store.read { db in
      try Bool.fetchOne(db, sql: "select exists (select 1 from job where run = ?)", arguments: [run]) ?? false
    }
  }

  /// The jobs that asked for the same, oldest first.
  package func jobs(fingerprint: String) throws(CatalogError) -> [Job] {
    try store.read { db in try JobTable(db: db).jobs(where: "fingerprint = ?", [fingerprint.databaseValue]) }
  }

  /// The jobs whose ids begin with `prefix`, at most ten.
  package func jobs(withPrefix prefix: String) throws(CatalogError) -> [Job] {
    try store.read { db in
      try Array(
        JobTable(db: db).jobs(
          where: "substr(id, 1, ?) = ?", [prefix.unicodeScalars.count.databaseValue, prefix.databaseValue]
        ).prefix(10))
    }
  }

  /// Moves a job on, if it stands where the caller believes: of two processes that try, one is told true.
  package func transition(
    _ id: String, from old: Job.State, to new: Job.State, at now: Timestamp
  ) throws(CatalogError) -> Bool {
    try store.write { db in
      let sql = "update job set state = ?, updated = ?, updated_offset = ? where id = ? and state = ?"
      try db.execute(
        sql: sql, arguments: [new.rawValue, now.milliseconds, now.offsetMinutes, id, old.rawValue])
      return db.changesCount == 1
    }
  }
}

extension Journal {
  /// Replaces what is known of a job, and writes down what it cost, in one step: no crash leaves one without the other.
  package func update(_ job: Job, spending entry: LedgerEntry?) throws(CatalogError) {
    try store.write { db in
      try JobTable(db: db).update(job)
      if let entry { try LedgerTable(db: db).spend(entry) }
    }
  }

  /// Removes a job; what `entry` says it may have cost stays in the ledger. False where there was none.
  package func forget(_ id: String, spending entry: LedgerEntry?) throws(CatalogError) -> Bool {
    try store.write { db in
      if let entry { try LedgerTable(db: db).spend(entry) }
      try db.execute(sql: "delete from job where id = ?", arguments: [id])
      return db.changesCount == 1
    }
  }
}
