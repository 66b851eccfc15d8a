import AliceKit

/// What has to be settled before a plan may be paid: what the library has already, limits, and a person's yes.
struct SpendingApproval {
  let session: Session
  let policy: SpendingPolicy
  let provider: String

  /// Throws where it may not be sent. Answers with the result where there is nothing to pay and nothing to wait for.
  func ask(_ plan: GenerationPlan, yes: Bool) throws -> GenerationResult? {
    let workspace = try session.openLibraryIfPresent()
    let review = try PlanReview(plan, in: workspace, provider: provider)
    if review.isAnswered, let workspace { return review.knownResult(in: workspace) }
    for job in review.open {
      session.console.note("the same was asked for by job \(job.id), which is still open; --again asks once more")
    }
    let jobs = review.jobs(now: Clock.system.now(), provider: provider)
    // A library that is not there yet has no limits of its own.
    try Reservation.check(jobs, in: workspace, policy: policy)
    if !jobs.allSatisfy(\.isFree) { try confirm(review.expected, in: workspace, yes: yes) }
    return nil
  }

  /// Asks about what costs much, and about what nobody knows the price of, unless a limit holds for that.
  func confirm(_ cost: ExpectedCost, in workspace: Workspace?, yes: Bool) throws {
    let limit = try session.settings.confirmAbove()
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
    guard !session.confirm("\(sentence); go on?", yes: yes) else { return }
    throw Failure(.overBudget, "\(sentence)\(bound); nothing was sent ('--yes' sends it without a question)")
  }
}
