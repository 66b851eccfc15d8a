import AliceGenerate
package import AliceModel
package import AliceWorkspace

extension Settings {
  /// Returns the limit of a day or a month that leaves the least; `left` is nil if there is no limit.
  package func tightestBudget(of workspace: Workspace) throws -> (left: Money?, period: BudgetPeriod) {
    let limits = try BudgetLimits(workspace, defaults: budgets()).lines().filter { $0.left != nil }
    guard let tightest = limits.min(by: { ($0.left ?? .zero) < ($1.left ?? .zero) }) else { return (nil, .month) }
    return (tightest.left, tightest.period)
  }
}
