/// Which limit said no, and by how much.
public struct BudgetRefusal: Sendable, Hashable {
  public enum Limit: String, Sendable, Hashable {
    case day, month, run
    case maxCost = "max-cost"
  }

  public let limit: Limit
  public let amount: Money
  /// What is spent, and what open jobs may still cost.
  public let committed: Money
  /// What was asked for may cost so much at most.
  public let wanted: Money

  package init(limit: Limit, amount: Money, committed: Money, wanted: Money) {
    self.limit = limit
    self.amount = amount
    self.committed = committed
    self.wanted = wanted
  }
}
