import AliceCatalog
import AliceLibrary
import AliceWorkspace

extension GenerationRunner {
  /// Which requests of the plan are answered already.
  package func review(_ plan: GenerationPlan) throws -> PlanReview {
    try PlanReview(plan, in: workspace, provider: provider.name)
  }

  /// Sends what nobody has asked for yet, waits for what is under way, and gives what the library has.
  ///
  /// One process at a time looks and writes down, so that two that ask for the same at once do not both pay for it.
  package func run(_ plan: GenerationPlan, wait: Bool) async throws -> GenerationResult {
    try await session.waitPolicy.within { try await perform(plan, wait: wait) }
  }

  private func perform(_ plan: GenerationPlan, wait: Bool) async throws -> GenerationResult {
    let (review, jobs, claims, warnings) = try await decide(plan)
    return try await run(review, jobs, session.jobRunner(holding: claims), wait: wait, warnings)
  }

  /// What is new, written down and claimed. The turn ends with this function: others look while these are sent and waited for.
  private func decide(
    _ plan: GenerationPlan
  ) async throws -> (PlanReview, [Job], claims: [String: LibraryLock], warnings: [String]) {
    let turn = try await workspace.turn()
    defer { withExtendedLifetime(turn) {} }
    let review = try review(plan)
    let jobs = review.jobs(now: workspace.clock.now(), provider: provider.name)
    let warnings = try record(jobs)
    return (review, jobs, try claims(of: jobs), warnings)
  }

  private func run(
    _ review: PlanReview, _ jobs: [Job], _ runner: JobRunner, wait: Bool, _ warnings: [String]
  ) async throws -> GenerationResult {
    let open = review.open
    async let waited = OpenJobs(runner: runner).run(open, wait: wait)
    let made = try await runner.run(jobs, wait: wait)
    var result = review.knownResult(in: workspace)
    for part in [try await waited, made] {
      result.assets += part.assets
      result.files += part.files
      result.jobs += part.jobs
      result.failures += part.failures
      result.warnings += part.warnings
    }
    result.warnings = warnings + result.warnings
    return result
  }

  /// Held from before anybody else can look: what is about to be sent is known from what was left behind by its claim. Of
  /// very many the first are enough.
  private func claims(of jobs: [Job]) throws -> [String: LibraryLock] {
    var claims: [String: LibraryLock] = [:]
    for job in jobs.prefix(64) { claims[job.id] = try workspace.library.claim(.job(job.id)) }
    return claims
  }

  /// The intents, on disk, where the limits leave room for all of them. Nothing is paid for that could not be filed.
  private func record(_ jobs: [Job]) throws -> [String] {
    _ = try workspace.layout()
    return try Reservation(workspace, policy: session.policy).make(jobs)
  }
}

extension Workspace {
  /// Whose turn it is to decide what is new, and to reserve it; it ends with the last reference.
  func turn() async throws -> LibraryLock {
    while true {
      if let turn = try library.claim(.turn) { return turn }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
