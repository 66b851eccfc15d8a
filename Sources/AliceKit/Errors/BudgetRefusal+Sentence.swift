package import AliceWorkspace

extension BudgetRefusal {
  /// One line that names the limit, what is spent, and the cost of the request.
  package var sentence: String {
    let cost = "it may cost \(wanted.inDollars) USD"
    return switch limit {
    case .day, .month:
      "\(cost), and of \(amount.inDollars) \(limit.period) \(committed.inDollars) are spent or reserved; "
        + "nothing was sent ('alice budget' shows the limits)"
    case .balance:
      "\(cost), and the account's balance is \((balance ?? .zero).inDollars) USD, of which \(committed.inDollars) are "
        + "reserved: less than the floor of \(amount.inDollars) would be left; nothing was sent "
        + "('alice budget' shows the limits)"
    case .run where committed == .zero, .maxCost where committed == .zero:
      "\(cost), more than \(amount.inDollars) \(limit.period); nothing was sent"
    case .run, .maxCost:
      "\(cost) more, and of \(amount.inDollars) \(limit.period) \(committed.inDollars) are spent or reserved; "
        + "nothing more was sent"
    }
  }
}
