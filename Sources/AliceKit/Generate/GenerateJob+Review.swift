import AliceCatalog

extension GenerateJob {
  /// Which requests of the plan are answered already.
  package func review(_ plan: GenerationPlan) throws -> PlanReview {
    try PlanReview(plan, in: workspace, provider: provider.name)
  }

  /// Sends what nobody has asked for yet, waits for what is under way, and gives what the library has.
  package func run(_ review: PlanReview, wait: Bool = true) async throws -> GenerationResult {
    let jobs = review.jobs(now: workspace.clock.now(), provider: provider.name)
    let warnings = try record(jobs)
    let runner = runner()
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

  /// The intents, on disk, where the limits leave room for all of them. Nothing is paid for that could not be filed.
  private func record(_ jobs: [Job]) throws -> [String] {
    _ = try workspace.layout()
    return try Reservation(workspace, policy: policy).make(jobs)
  }
}
