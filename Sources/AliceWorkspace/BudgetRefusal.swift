/// The limit that refused a request, and the amounts.
public struct BudgetRefusal: Sendable, Hashable {
  public enum Limit: String, Sendable, Hashable {
    case day, month, run
    case maxCost = "max-cost"
  }

  public let limit: Limit
  public let amount: Money
  /// The amount that is spent, plus the most that open jobs may still cost.
  public let committed: Money
  /// The maximum cost of the request.
  public let wanted: Money

  package init(limit: Limit, amount: Money, committed: Money, wanted: Money) {
    self.limit = limit
    self.amount = amount
    self.committed = committed
    self.wanted = wanted
  }
}
