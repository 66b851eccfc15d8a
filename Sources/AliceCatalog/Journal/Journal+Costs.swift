package import AliceModel
import GRDB

extension Journal {
  /// Returns the ledger summed by `keys`, the most expensive group first; without keys there is one group. It does not
  /// contain simulated jobs.
  package func costs(
    by keys: [CostKey], from start: SearchMoment? = nil, to end: SearchMoment? = nil, verdicts: [AssetVerdict]
  ) throws(CatalogError) -> [CostGroup] {
    try store.perform { db in
      var groups: [CostGroup] = []
      // The read transaction starts with the first statement on the journal; the table of verdicts is private to this
      // connection.
      try db.inTransaction(.deferred) {
        let table = CostTable(db: db, keys: keys, start: start, end: end)
        try table.hold(verdicts)
        groups = try table.groups()
        return .commit
      }
      return groups
    }
  }
}

extension Journal {
  /// Returns the bills that are higher than their reservations, the greatest excess first.
  package func excesses(
    from start: SearchMoment? = nil, to end: SearchMoment? = nil
  ) throws(CatalogError) -> [BillExcess] {
    try store.read { db in try CostTable(db: db, keys: [], start: start, end: end).excesses() }
  }
}

extension CostKey {
  /// Days and months are those of the time zone in which the request was made.
  fileprivate var sql: String {
    switch self {
    case .model: "l.model"
    case .endpoint: "l.endpoint"
    case .provider: "l.provider"
    case .project: "l.project"
    case .day: "strftime('%Y-%m-%d', l.created / 1000 + l.created_offset * 60, 'unixepoch')"
    case .month: "strftime('%Y-%m', l.created / 1000 + l.created_offset * 60, 'unixepoch')"
    }
  }
}

private struct CostTable {
  let db: Database
  let keys: [CostKey]
  let start: SearchMoment?
  let end: SearchMoment?

  func hold(_ verdicts: [AssetVerdict]) throws {
    try db.execute(
      sql: """
        create temp table if not exists verdict (
          asset text primary key, wasted integer not null, keeper integer not null
        ) without rowid;
        delete from temp.verdict;
        """)
    let statement = try db.cachedStatement(sql: "insert or replace into temp.verdict values (?, ?, ?)")
    for verdict in verdicts {
      try statement.execute(arguments: [verdict.id.hex, verdict.isWasted, verdict.isKeeper])
    }
  }

  func groups() throws -> [CostGroup] {
    let kept = try keepers()
    let sql = """
      select coalesce(sum(basis <> '\(LedgerTable.unknown)'), 0), coalesce(sum(basis = '\(LedgerTable.unknown)'), 0),
        \(sum("amount")), \(sum("case basis when 'billed' then 0 else amount end")),
        \(sum("case basis when 'unverified' then amount else 0 end")), \(sum("wasted"))
        \(names.map { ", \($0)" }.joined())
      from (select l.amount, l.basis, \(wasted) wasted\(columns) from ledger l left join job j on j.id = l.job \(condition))
      \(grouping)
      """
    let rows = try Row.fetchAll(db, sql: sql, arguments: arguments)
    return
      rows.map { row in
        let values = names.indices.map { row[10 + $0] as String? }
        return CostGroup(
          values: values, requests: row[0], unknown: row[1], spent: money(row, 2), estimated: money(row, 4),
          unverified: money(row, 6), wasted: money(row, 8), keepers: kept[values] ?? 0)
      }
      .filter { $0.requests > 0 || $0.unknown > 0 }
      .sorted { $0.spent != $1.spent ? $0.spent > $1.spent : ordered($0.values, $1.values) }
  }

  func excesses() throws -> [BillExcess] {
    let isAbove = "l.reserved is not null and l.amount > l.reserved"
    let sql = """
      select l.job, l.model, l.reserved, l.amount from ledger l
      \(condition.isEmpty ? "where" : condition + " and") \(isAbove) order by l.amount - l.reserved desc, l.id
      """
    return try Row.fetchAll(db, sql: sql, arguments: arguments).map { row in
      BillExcess(job: row[0], model: row[1], reserved: Money(nanos: row[2]), amount: Money(nanos: row[3]))
    }
  }

  /// Returns the number of keepers; an asset of two requests counts once.
  private func keepers() throws -> [[String?]: Int] {
    let sql = """
      select count(distinct asset)\(names.map { ", \($0)" }.joined())
      from (select e.value asset\(columns) from ledger l join job j on j.id = l.job join json_each(j.assets) e
        join temp.verdict v on v.asset = e.value and v.keeper \(condition))
      \(grouping)
      """
    var kept: [[String?]: Int] = [:]
    let rows = try Row.fetchCursor(db, sql: sql, arguments: arguments)
    while let row = try rows.next() { kept[names.indices.map { row[1 + $0] as String? }] = row[0] }
    return kept
  }

  /// A failed request is wasted completely, a completed one by the share of its wasted assets.
  private var wasted: String {
    """
    case when j.state in ('failed', 'cancelled') then l.amount
      when j.assets is null or j.assets = '[]' then 0
      else cast(l.amount as real) * (
        select total(v.wasted) from json_each(j.assets) e join temp.verdict v on v.asset = e.value
      ) / json_array_length(j.assets) end
    """
  }

  private var names: [String] { keys.indices.map { "k\($0)" } }
  private var columns: String { zip(keys, names).map { ", \($0.sql) \($1)" }.joined() }
  private var grouping: String { names.isEmpty ? "" : "group by \(names.joined(separator: ", "))" }

  /// Sums whole dollars and the remainder separately, because SQLite fails if a sum of integers overflows.
  private func sum(_ amount: String) -> String {
    let nanos = "cast(\(amount) as integer)"
    return "coalesce(sum(\(nanos) / 1000000000), 0), coalesce(sum(\(nanos) % 1000000000), 0)"
  }

  private func money(_ row: Row, _ index: Int) -> Money {
    let (dollars, tooLarge) = (row[index] as Int64).multipliedReportingOverflow(by: 1_000_000_000)
    return Money(nanos: tooLarge ? .max : dollars) + Money(nanos: row[index + 1])
  }

  private var condition: String {
    let parts = [bound(start, ">="), bound(end, "<")].compactMap { $0 }
    return parts.isEmpty ? "" : "where " + parts.joined(separator: " and ")
  }

  private func bound(_ moment: SearchMoment?, _ sign: String) -> String? {
    moment.map { $0.isLocal ? "l.created + l.created_offset * 60000 \(sign) ?" : "l.created \(sign) ?" }
  }

  private var arguments: StatementArguments { StatementArguments([start, end].compactMap { $0?.milliseconds }) }

  private func ordered(_ left: [String?], _ right: [String?]) -> Bool {
    left.map { $0 ?? "" }.lexicographicallyPrecedes(right.map { $0 ?? "" })
  }
}
