/// The period over which a spending limit applies.
public enum BudgetPeriod: String, Sendable, Hashable, CaseIterable {
  /// A calendar day in the user's time zone.
  case day
  case month
  /// One command, batch or pipeline.
  case run
}
