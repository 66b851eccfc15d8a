package import AliceModel
import GRDB

extension Journal {
  /// Returns the limits of this library.
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

  /// Sets a limit for all processes, from the next reservation on; nil removes it.
  package func setBudget(_ period: BudgetPeriod, to amount: Money?) throws(CatalogError) {
    try set(period.rawValue, to: amount)
  }

  /// Returns the amount that is reserved for a request of unknown price, if it was set for this library.
  package func unknownPrice() throws(CatalogError) -> Money? { try amount(Journal.unknown) }

  /// Sets this amount for all processes, from the next reservation on; nil removes it.
  package func setUnknownPrice(to amount: Money?) throws(CatalogError) { try set(Journal.unknown, to: amount) }

  /// Returns the balance of the account below which nothing is sent, if it was set for this library.
  package func leastBalance() throws(CatalogError) -> Money? { try amount(Journal.balance) }

  /// Sets this balance for all processes, from the next request on; nil removes it.
  package func setLeastBalance(to amount: Money?) throws(CatalogError) { try set(Journal.balance, to: amount) }

  /// The keys of these amounts, which no period has.
  private static let unknown = "unknown"
  private static let balance = "balance"

  private func amount(_ name: String) throws(CatalogError) -> Money? {
    try store.read { db in
      let nanos = try Int64.fetchOne(db, sql: "select amount from budget where period = ?", arguments: [name])
      return nanos.map { Money(nanos: $0) }
    }
  }

  private func set(_ name: String, to amount: Money?) throws(CatalogError) {
    try store.write { db in
      guard let amount else { return try db.execute(sql: "delete from budget where period = ?", arguments: [name]) }
      try Journal.keep(amount, as: name, db)
    }
  }

  private static func keep(_ amount: Money, as name: String, _ db: Database) throws {
    let sql = "insert into budget values (?, ?) on conflict (period) do update set amount = excluded.amount"
    try db.execute(sql: sql, arguments: [name, amount.nanos])
  }
}
