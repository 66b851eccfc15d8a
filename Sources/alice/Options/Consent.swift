import AliceKit

/// What has to be settled before a plan may be paid: what the library has already, limits, and a person's yes.
struct Consent {
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
    if !jobs.allSatisfy(\.isFree) { try confirm(review.estimate, yes: yes) }
    return nil
  }

  /// A run whose price is not known cannot be asked about.
  func confirm(_ cost: Money?, yes: Bool) throws {
    let limit = try session.settings.confirmAbove()
    guard let cost, cost > limit else { return }
    let sentence = "this costs about \(cost.inDollars) USD"
    guard !session.confirm("\(sentence); go on?", yes: yes) else { return }
    throw Failure(
      .overBudget,
      "\(sentence), more than \(limit.inDollars); nothing was sent ('--yes' sends it without a question)")
  }
}
