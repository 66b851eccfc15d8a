import AliceGenerate
import AliceModel
import AliceWorkspace

/// The user's approval of requests that are expensive, or whose price is unknown and not limited.
struct SpendingApproval: Sendable {
  private let policy: SpendingPolicy
  private let limit: Money
  private let confirm: @Sendable (String) -> Bool

  /// Creates an approval; a cost above `limit` needs one.
  init(_ policy: SpendingPolicy, above limit: Money, confirm: @escaping @Sendable (String) -> Bool) {
    self.policy = policy
    self.limit = limit
    self.confirm = confirm
  }

  /// Throws if the user refuses. A library that does not exist yet has no limits of its own.
  func check(_ cost: ExpectedCost, in workspace: Workspace?) throws {
    let total = cost.total(unknownPrice: try Reservation.unknownPrice(in: workspace, policy: policy))
    let sentence: String
    let bound: String
    if let total {
      guard total > limit else { return }
      sentence = "this costs about \(total.inDollars) USD"
      bound = ", more than \(limit.inDollars)"
    } else {
      let requests = cost.unknown == 1 ? "" : " (\(cost.unknown) requests)"
      sentence = "the price of \(TerminalText(cost.model ?? "it")) for this is not known\(requests)"
      bound = ", and no limit is set"
    }
    guard !confirm("\(sentence); go on?") else { return }
    throw Failure(.overBudget, "\(sentence)\(bound); nothing was sent ('--yes' sends it without a question)")
  }
}
