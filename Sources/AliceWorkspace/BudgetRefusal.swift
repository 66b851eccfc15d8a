/// The limit that refused a request, and the amounts.
public struct BudgetRefusal: Sendable, Hashable {
  public enum Limit: String, Sendable, Hashable {
    case day, month, run
    case maxCost = "max-cost"
    /// The floor of the account's balance.
    case balance
  }

  public let limit: Limit
  public let amount: Money
  /// The amount that is spent, plus the most that open jobs may still cost.
  public let committed: Money
  /// The maximum cost of the request.
  public let wanted: Money
  /// The balance of the account, if that is the reason.
  public let balance: Money?

  package init(limit: Limit, amount: Money, committed: Money, wanted: Money, balance: Money? = nil) {
    self.limit = limit
    self.amount = amount
    self.committed = committed
    self.wanted = wanted
    self.balance = balance
  }
}
