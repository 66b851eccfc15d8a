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
      let sql = "insert into budget values (?, ?) on conflict (period) do update set amount = excluded.amount"
      try db.execute(sql: sql, arguments: [period.rawValue, amount.nanos])
    }
  }
}
