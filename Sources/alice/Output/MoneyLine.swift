import AliceKit

/// The cost of a command as text: `0.05 USD billed (0.05 estimated), 1.20 of 5.00 today`.
struct MoneyLine {
  let text: String?

  init(_ result: GenerationResult, _ session: Session) {
    guard let cost = result.cost, !result.jobs.isEmpty else {
      text = nil
      return
    }
    guard cost.basis != .simulated else {
      text = "\(cost.price.inDollars) USD, and free: it was simulated"
      return
    }
    var line = "\(cost.amount.inDollars) USD \(cost.basis.rawValue)"
    let estimates = result.jobs.compactMap(\.estimate)
    if cost.basis == .billed, !estimates.isEmpty {
      line += " (\(estimates.reduce(.zero, +).inDollars) estimated)"
    }
    text = line + MoneyLine.today(session)
  }

  private static func today(_ session: Session) -> String {
    guard let workspace = try? session.openLibrary(), let defaults = try? session.settings.budgets(),
      let day = try? BudgetLimits(workspace, defaults: defaults).line(.day), let spent = day.spent
    else { return "" }
    return ", \(spent.inDollars)\(day.amount.map { " of \($0.inDollars)" } ?? "") today"
  }
}

extension Cost {
  /// `0.025 USD (billed)`, or `0 USD (simulated, instead of 0.025)`.
  var words: String {
    "\(amount) USD (\(basis.rawValue)\(wouldBe.map { ", instead of \($0)" } ?? ""))"
  }
}
