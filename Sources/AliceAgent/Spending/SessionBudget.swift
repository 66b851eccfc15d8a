import AliceKit
import Synchronization

/// What the calls of this server may cost together.
final class SessionBudget: Sendable {
  let limit: Money?
  private let reserved = Mutex(Money.zero)

  init(_ limit: Money?) { self.limit = limit }

  var left: Money? { limit.map { limit in max(.zero, limit - reserved.withLock { $0 }) } }

  /// Reserves an amount before it is spent; it stays reserved whatever becomes of the request. Throws if it is more than
  /// is left, or unknown although there is a limit.
  @inline(never)
  func reserve(_ amount: Money?) throws {
    guard let limit else { return }
    guard let amount else {
      throw AgentFailure(.overBudget, "the price is not known, and this session has a budget; nothing was spent")
    }
    let left = reserved.withLock { reserved -> Money? in
      guard reserved + amount <= limit else { return max(.zero, limit - reserved) }
      reserved = reserved + amount
      return nil
    }
    guard let left else { return }
    throw AgentFailure(
      .overBudget,
      "it may cost \(amount.inDollars) USD, and of the \(limit.inDollars) USD of this session \(left.inDollars) are "
        + "left; nothing was spent",
      members: [
        "limit": .string(limit.description), "period": "session", "left": .string(left.description),
        "estimate": .string(amount.description),
      ])
  }
}
