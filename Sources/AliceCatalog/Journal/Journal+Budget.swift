package import AliceModel
import GRDB

extension Journal {
  /// The limits that were set for this library.
  package func budgets() throws(CatalogError) -> [BudgetPeriod: Money] {
    try store.read { db in
      var budgets: [BudgetPeriod: Money] = [:]
      let rows = try Row.fetchCursor(db, sql: "select period, amount from budget")
      while let row = try rows.next() {
        guard let period = BudgetPeriod(rawValue: row[0]) else { continue }
        budgets[period] = Money(nanos: row[1])
      }
      return budgets
    }
  }

  /// Holds for every process from the next reservation on; nil takes the limit away.
  package func setBudget(_ period: BudgetPeriod, to amount: Money?) throws(CatalogError) {
    try store.write { db in
      guard let amount else {
        return try db.execute(sql: "delete from budget where period = ?", arguments: [period.rawValue])
      }
      try Journal.keep(amount, as: period.rawValue, db)
    }
  }

  /// What limits hold back for a request of which no price is known, where it was set for this library.
  package func unknownPrice() throws(CatalogError) -> Money? {
    try store.read { db in
      let nanos = try Int64.fetchOne(
        db, sql: "select amount from budget where period = ?", arguments: [Journal.unknown])
      return nanos.map { Money(nanos: $0) }
    }
  }

  /// Holds for every process from the next reservation on; nil takes it away.
  package func setUnknownPrice(to amount: Money?) throws(CatalogError) {
    try store.write { db in
      guard let amount else {
        return try db.execute(sql: "delete from budget where period = ?", arguments: [Journal.unknown])
      }
      try Journal.keep(amount, as: Journal.unknown, db)
    }
  }

  /// A name that no period has.
  private static let unknown = "unknown"

  private static func keep(_ amount: Money, as name: String, _ db: Database) throws {
    let sql = "insert into budget values (?, ?) on conflict (period) do update set amount = excluded.amount"
    try db.execute(sql: sql, arguments: [name, amount.nanos])
  }
}
