import AliceCatalog
import AliceLibrary
import AliceWorkspace

extension GenerationRunner {
  /// Returns which requests of the plan the library can answer already.
  package func review(_ plan: GenerationPlan) throws -> PlanReview {
    try PlanReview(plan, in: workspace, provider: provider.name)
  }

  /// Sends the new requests, waits for the open ones, and returns their results with those that the library has.
  ///
  /// Only one process at a time decides which requests are new and records them, so that two equal requests at the same
  /// time are not both paid.
  package func run(_ plan: GenerationPlan, wait: Bool) async throws -> GenerationResult {
    try await session.waitPolicy.within { try await perform(plan, wait: wait) }
  }

  private func perform(_ plan: GenerationPlan, wait: Bool) async throws -> GenerationResult {
    let (review, jobs, claims, warnings) = try await decide(plan)
    return try await run(review, jobs, session.jobRunner(holding: claims), wait: wait, warnings)
  }

  /// Records and claims the new requests. The turn ends with this function, so that other processes decide while these
  /// requests run.
  private func decide(
    _ plan: GenerationPlan
  ) async throws -> (PlanReview, [Job], claims: [String: LibraryLock], warnings: [String]) {
    let turn = try await workspace.turn()
    defer { withExtendedLifetime(turn) {} }
    let review = try review(plan)
    let jobs = review.jobs(now: workspace.clock.now(), provider: provider.name)
    try await session.checkBalance(for: jobs)
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

  /// Returns the claims of new jobs, taken before the turn ends: a claim distinguishes a job that is about to be sent
  /// from an abandoned one. The first jobs of very many are enough.
  private func claims(of jobs: [Job]) throws -> [String: LibraryLock] {
    var claims: [String: LibraryLock] = [:]
    for job in jobs.prefix(64) { claims[job.id] = try workspace.library.claim(.job(job.id)) }
    return claims
  }

  /// Records the jobs if the limits allow all of them. Returns the warnings.
  private func record(_ jobs: [Job]) throws -> [String] {
    // Results must have a place in the library before they are paid for.
    _ = try workspace.layout()
    return try Reservation(workspace, policy: session.policy).make(jobs)
  }
}

extension Workspace {
  /// Waits for the exclusive right to decide which requests are new and to reserve their cost, and returns it. It ends
  /// with the last reference.
  func turn() async throws -> LibraryLock {
    while true {
      if let turn = try library.claim(.turn) { return turn }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}
