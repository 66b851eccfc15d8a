package import AliceModel
import GRDB

/// The cost of one job.
package struct LedgerEntry: Sendable, Hashable {
  package var job: String
  package var provider: String
  package var model: String
  package var endpoint: String
  package var project: String?
  /// The units as the provider wrote them, such as `1.05`.
  package var units: String?
  package var unit: String?
  /// The cost; nil if nothing is known of it.
  package var amount: Money?
  package var basis: Cost.Basis
  /// The amount that was reserved for the job.
  package var reserved: Money?
  /// The time at which the money went out.
  package var created: Timestamp

  package init(
    job: String, provider: String, model: String, endpoint: String, project: String? = nil, units: String? = nil,
    unit: String? = nil, amount: Money?, basis: Cost.Basis = .unverified, reserved: Money? = nil, created: Timestamp
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
    self.reserved = reserved
    self.created = created
  }
}

extension Journal {
  /// Returns true if the ledger has an entry of the job.
  package func hasEntry(of job: String) throws(CatalogError) -> Bool {
    try store.read { db in
      try Bool.fetchOne(db, sql: "select exists (select 1 from ledger where job = ?)", arguments: [job]) ?? false
    }
  }
}

/// The table `ledger`.
struct LedgerTable {
  let db: Database

  /// The basis of an entry whose amount is not known and counts as zero.
  static let unknown = "unknown"

  /// Records the cost of a job. A job has one entry: a bill replaces the estimate, but not the reverse, a believed bill
  /// replaces an unverified one, and anything replaces an unknown cost.
  func spend(_ entry: LedgerEntry) throws {
    let sql = """
      insert into ledger (
        job, provider, model, endpoint, project, units, unit, amount, basis, reserved, created, created_offset
      ) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (job) do update set units = coalesce(excluded.units, units), unit = coalesce(excluded.unit, unit),
        amount = excluded.amount, basis = excluded.basis, reserved = coalesce(excluded.reserved, reserved)
      where ledger.basis = '\(LedgerTable.unknown)' or excluded.basis <> '\(LedgerTable.unknown)' and (
        excluded.basis = 'billed' or ledger.basis = 'estimate'
        or (excluded.basis = 'unverified' and ledger.basis = 'unverified'))
      """
    try db.execute(
      sql: sql,
      arguments: [
        entry.job, entry.provider, entry.model, entry.endpoint, entry.project, entry.units, entry.unit,
        entry.amount?.nanos ?? 0, entry.amount == nil ? LedgerTable.unknown : entry.basis.rawValue,
        entry.reserved?.nanos, entry.created.milliseconds, entry.created.offsetMinutes,
      ])
  }
}
