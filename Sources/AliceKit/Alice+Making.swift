extension Alice {
  /// Generates the media of a request. When this returns, every result is in the library, with its recipe in the file.
  ///
  /// Throws if nothing was sent: the input is wrong, there is no provider, or the cost may exceed `maxCost` or a limit
  /// of the library. The result contains later errors.
  public func generate(_ request: GenerationRequest, maxCost: Money? = nil) async throws -> GenerationResult {
    let runner = GenerationRunner(try session(maxCost: maxCost))
    return try await runner.run(try await runner.prepare(request))
  }

  /// Generates the media of a batch. Running the same batch again resumes it.
  ///
  /// `each` receives the result of a row as soon as it and all rows before it have ended. Throws if a row is wrong,
  /// before anything is sent.
  public func batch(
    _ request: BatchRequest, each: @escaping @Sendable (BatchRowResult) -> Void = { _ in }
  ) async throws -> BatchResult {
    let session = try session()
    let known = await session.provider.models.registry(for: request.rows.map(\.request)).registry
    let models = await session.provider.priced(known, knowing: request.rows.map(\.request.model)).registry
    let plan = try await BatchPlan(request.rows, registry: models, in: workspace)
    if let problem = plan.problems.first { throw problem.error }
    return try await BatchRunner(session).run(plan, request, each: each)
  }

  /// Runs a pipeline, or resumes the run of the same pipeline and inputs: no stage is paid for twice.
  public func run(
    _ request: PipelineRequest, each: @escaping @Sendable (PipelineStep) -> Void = { _ in }
  ) async throws -> PipelineResult {
    try await PipelineRunner(session()).run(request, each: each)
  }

  /// The models that are known without a request, with the prices of the last refresh.
  public var models: ModelRegistry { provider?.models.registry ?? .builtIn }

  /// Returns the model with a short name, an alias or an endpoint id. The provider's schema describes an endpoint that
  /// is not listed; without a schema, the model accepts all parameters.
  ///
  /// Throws `unknownModel`, or `retiredModel` for one that the provider no longer has.
  public func model(named name: String) async throws -> ModelSpec {
    try await (provider?.models.registry(knowing: name).registry ?? .builtIn).known(name)
  }

  /// Returns a session for paid work. Throws if the library was opened without a provider.
  private func session(maxCost: Money? = nil) throws -> PaidSession {
    guard let provider else { throw AliceError.noKey }
    return PaidSession(workspace, provider: provider, policy: SpendingPolicy(maxCost: maxCost))
  }
}

/// The paid requests that the library's journal contains.
extension Alice {
  /// Returns the jobs, the newest first: all, or only those that have not ended.
  public func jobs(open: Bool = false) throws -> [Job] { try GenerationRunner.jobs(in: workspace, open: open) }

  /// Returns the only job whose id begins with `prefix`. Throws `noSuchJob` or `ambiguousJob`.
  public func job(_ prefix: String) throws -> Job { try GenerationRunner.job(prefix, in: workspace) }

  /// Fetches the results of open jobs, and sends those that were never sent if the limits allow all of them. A job
  /// whose outcome is unknown is looked up at the provider, and never sent again.
  ///
  /// Without `jobs`, all open jobs are resumed, except those that a batch or a pipeline has not sent yet: they are
  /// resumed with it.
  public func resume(_ jobs: [Job]? = nil) async throws -> GenerationResult {
    try await GenerationRunner(session()).resume(try jobs ?? GenerationRunner.resumable(in: workspace))
  }

  /// Asks the provider to cancel a job. Returns the outcome as far as it is certain: a job that had started may
  /// complete and be billed.
  ///
  /// Throws `jobTaken` if another process works on the job.
  public func cancel(_ job: Job) async throws -> (job: Job, outcome: Cancellation) {
    let (job, outcome) = try await JobCancellation(workspace, provider: session().provider).cancel(job)
    return (job, outcome)
  }
}

extension FalProvider {
  /// Generates the media of a request like `Alice.generate`, with this provider instead of the library's.
  public func generate(_ request: GenerationRequest, into alice: Alice) async throws -> GenerationResult {
    let runner = GenerationRunner(PaidSession(alice.workspace, provider: self))
    return try await runner.run(try await runner.prepare(request))
  }
}
