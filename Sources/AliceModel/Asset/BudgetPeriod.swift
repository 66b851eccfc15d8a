/// What a limit of spending is counted over.
public enum BudgetPeriod: String, Sendable, Hashable, CaseIterable {
  /// A calendar day of the person's time zone.
  case day
  case month
  /// One command, one batch, one pipeline.
  case run
}
