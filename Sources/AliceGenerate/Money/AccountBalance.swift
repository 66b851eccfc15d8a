import AliceCatalog
import AliceFal
import AliceWorkspace

extension FalProvider {
  private static let patienceForBalance = Duration.seconds(10)

  /// Returns the balance of the account in US dollars. Throws `balanceUnknown` if the key may not ask for it, or the
  /// provider does not answer.
  package func balance() async throws -> Money {
    let balance: FalBalance
    do {
      balance = try await WaitPolicy(wait: FalProvider.patienceForBalance).within { [client] in
        try await client.balance(policy: FalProvider.quickly)
      }
    } catch let error as FalError {
      switch error {
      case .unauthorized, .notFound: throw AliceError.balanceUnknown("this key may not ask for it: \(error)")
      case .noKey, .locked: throw AliceError(error)
      case .cancelled: throw CancellationError()
      default: throw AliceError.balanceUnknown("\(error)")
      }
    } catch AliceError.temporary(let reason) {
      throw AliceError.balanceUnknown(reason)
    }
    guard balance.currency.uppercased() == "USD" else {
      throw AliceError.balanceUnknown("it is not in US dollars")
    }
    return balance.amount
  }
}

extension PaidSession {
  /// Throws if less than the floor would be left in the account after everything that is open and these jobs, or if a
  /// floor is set and the balance cannot be asked for.
  ///
  /// `jobs` are not recorded yet, `prepared` are. Nothing is asked for without a floor, or for simulated work.
  func checkBalance(for jobs: [Job], prepared: [Job] = []) async throws {
    guard !provider.isSimulator, (jobs + prepared).contains(where: { !$0.isFree }) else { return }
    let journal = try workspace.journal()
    guard let floor = try Reservation(workspace, policy: policy).floor() else { return }
    let balance = try await provider.balance()
    // Open requests may be billed already; counting them again errs on the safe side.
    let reserved = try journal.spending(.since(Timestamp(milliseconds: .min))).reserved
    let unknown = try journal.unknownPrice() ?? policy.unknownPrice
    let wanted = jobs.filter { !$0.isFree }.map { $0.reserved ?? $0.estimate ?? unknown }.reduce(.zero, +)
    guard balance - (reserved + wanted) < floor else { return }
    let refusal = BudgetRefusal(limit: .balance, amount: floor, committed: reserved, wanted: wanted, balance: balance)
    workspace.events.publish(.budgetRefused(refusal.payload, at: workspace.clock.now()))
    throw AliceError.overBudget(refusal)
  }
}
