import AliceCatalog
import AliceModel
import GRDB

extension Journal {
  func insert(_ job: Job) throws { _ = try insert([job], within: []) }

  /// At the time of the sample library.
  func insert(_ jobs: [Job], prepared: [Job] = [], within limits: [SpendingLimit]) throws -> [LimitUse] {
    try insert(jobs, prepared: prepared, within: limits, at: SampleLibrary.today)
  }

  /// Writes down what a job cost, whether it is known or not.
  func spend(_ entry: LedgerEntry) throws {
    if let job = try job(entry.job) {
      _ = try advance(job, from: job.state, spending: entry)
    } else {
      _ = try forget(entry.job, spending: entry)
    }
  }
}

extension SpendingLimit.Scope {
  static let always = SpendingLimit.Scope.since(Timestamp(milliseconds: .min))
}

extension LedgerEntry {
  /// What stands in the ledger of the journal at `path`, in the order in which it was written.
  static func all(_ path: String) throws -> [LedgerEntry] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.read { db in
      let sql = """
        select job, provider, model, endpoint, project, units, unit, amount, basis, created, created_offset, reserved from ledger
        order by id
        """
      return try Row.fetchAll(db, sql: sql).map { row in
        LedgerEntry(
          job: row[0], provider: row[1], model: row[2], endpoint: row[3], project: row[4], units: row[5],
          unit: row[6], amount: row[8] == "unknown" ? nil : Money(nanos: row[7]),
          basis: Cost.Basis(rawValue: row[8]) ?? .unverified, reserved: (row[11] as Int64?).map { Money(nanos: $0) },
          created: Timestamp(milliseconds: row[9], offsetMinutes: row[10]))
      }
    }
  }
}
