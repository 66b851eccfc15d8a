extension Alice {
  /// Makes what `request` asks for; every result is embedded, filed and indexed when this returns.
  ///
  /// Throws where nothing was sent: wrong input, no provider, a limit of the library's budget or `maxCost` that leaves less
  /// than it may cost. What failed after that is told by the result.
  public func generate(_ request: GenerationRequest, maxCost: Money? = nil) async throws -> GenerationResult {
    let runner = GenerationRunner(try session(maxCost: maxCost))
    return try await runner.run(try await runner.prepare(request))
  }

  /// Makes everything that a batch asks for; the same batch run again goes on where it was stopped.
  ///
  /// `each` hears of every row as soon as it and all rows before it have come to an end. Throws where a row is wrong, before
  /// anything is sent.
  public func batch(
    _ request: BatchRequest, each: @escaping @Sendable (BatchRowResult) -> Void = { _ in }
  ) async throws -> BatchResult {
    let session = try session()
    let models = await session.provider.models.registry(knowing: request.rows.map(\.request.model)).registry
    let plan = try await BatchPlan(request.rows, registry: models, in: workspace)
    if let problem = plan.problems.first { throw problem.error }
    return try await BatchRunner(session).run(plan, request, each: each)
  }

  /// Runs a pipeline, or goes on with the run of the same pipeline and inputs: no stage is paid for twice.
  public func run(
    _ request: PipelineRequest, each: @escaping @Sendable (PipelineStep) -> Void = { _ in }
  ) async throws -> PipelineResult {
    try await PipelineRunner(session()).run(request, each: each)
  }

  /// The models that are known without asking anybody, with the prices of the last refresh.
  public var models: ModelRegistry { provider?.models.registry ?? .builtIn }

  /// The model of a short name, an alias or an endpoint id. An endpoint that is not in the list is described by the schema
  /// that the provider serves for it; where there is none, its model takes whatever it is given.
  ///
  /// Throws `unknownModel`, or `retiredModel` for one that the provider no longer has.
  public func model(named name: String) async throws -> ModelSpec {
    try await (provider?.models.registry(knowing: name).registry ?? .builtIn).known(name)
  }

  /// Throws where the library was opened without a provider.
  private func session(maxCost: Money? = nil) throws -> PaidSession {
    guard let provider else { throw AliceError.noKey }
    return PaidSession(workspace, provider: provider, policy: SpendingPolicy(maxCost: maxCost))
  }
}

/// Paid requests, as the library's journal has them.
extension Alice {
  /// The newest first: all, or those that are not at their end.
  public func jobs(open: Bool = false) throws -> [Job] { try GenerationRunner.jobs(in: workspace, open: open) }

  /// The one job whose id begins with `prefix`. Throws `noSuchJob` or `ambiguousJob`.
  public func job(_ prefix: String) throws -> Job { try GenerationRunner.job(prefix, in: workspace) }

  /// Fetches what jobs have made that were left open, and sends those that never were where the limits leave room for all of
  /// them. One whose outcome is unknown is looked up at the provider, and never sent again.
  ///
  /// Without `jobs` every open one is taken, but for those that a batch or a pipeline has not sent yet: these go on with it.
  public func resume(_ jobs: [Job]? = nil) async throws -> GenerationResult {
    try await GenerationRunner(session()).resume(try jobs ?? GenerationRunner.resumable(in: workspace))
  }

  /// Asks the provider to drop a job. The outcome says what is certain: what had started may complete, and be billed.
  ///
  /// Throws `jobTaken` where another process works on it.
  public func cancel(_ job: Job) async throws -> (job: Job, outcome: Cancellation) {
    let (job, outcome) = try await JobCancellation(workspace, provider: session().provider).cancel(job)
    return (job, outcome)
  }
}

extension FalProvider {
  /// The same as `Alice.generate`, by this provider whatever the library was opened with.
  public func generate(_ request: GenerationRequest, into alice: Alice) async throws -> GenerationResult {
    let runner = GenerationRunner(PaidSession(alice.workspace, provider: self))
    return try await runner.run(try await runner.prepare(request))
  }
}
