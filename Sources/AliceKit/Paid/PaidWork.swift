package import AliceGenerate
package import AliceModel
package import AliceWorkspace

/// The paid work of a front end: models are looked up, the user approves the cost, and then provider and library are
/// open while the work runs.
package struct PaidWork: Sendable {
  private let frontEnd: any FrontEnd
  private let settings: Settings
  private let library: LibraryAccess
  private let policy: SpendingPolicy
  private var waitPolicy: WaitPolicy
  private let isSimulated: Bool
  private let source: ProviderSource

  package init(
    for frontEnd: any FrontEnd, _ settings: Settings, library: LibraryAccess, policy: SpendingPolicy,
    waitPolicy: WaitPolicy, isSimulated: Bool = false
  ) {
    self.frontEnd = frontEnd
    self.settings = settings
    self.library = library
    self.policy = policy
    self.waitPolicy = waitPolicy
    self.isSimulated = isSimulated
    source = ProviderSource(environment: settings.environment)
  }

  private var provider: String { isSimulated ? Job.simulator : FalProvider.serviceName }

  // MARK: Before anything is paid

  /// Returns the registry with `models`, as for requests that set none of their parameters.
  package func registry(knowing models: [String]) async throws -> ModelRegistry {
    try await registry(for: models.map { GenerationRequest(prompt: nil, model: $0) })
  }

  /// Returns the registry with the models of `requests`, whose schemas and prices are requested from the provider unless
  /// it is simulated. The user or the time limit can end this.
  package func registry(for requests: [GenerationRequest]) async throws -> ModelRegistry {
    let store = try source.models()
    let (registry, notes) = try await frontEnd.stoppable(requests: 1) { [self] _ in
      try await waitPolicy.within {
        let found = await store.registry(for: requests, online: !isSimulated)
        // After an interruption a model would seem to be unknown.
        try Task.checkCancellation()
        let priced = await self.priced(found.registry, requests.map(\.model), store)
        try Task.checkCancellation()
        return (priced.registry, found.notes + priced.notes)
      }
    }
    for note in notes { frontEnd.warn(TerminalText(note).description) }
    return registry
  }

  /// Returns the registry with the provider's own prices, which need a key and are asked for once a day.
  private func priced(
    _ registry: ModelRegistry, _ models: [String], _ store: ModelStore
  ) async -> (registry: ModelRegistry, notes: [String]) {
    guard !isSimulated else { return (registry, []) }
    let known = store.priced(registry, knowing: models)
    guard !store.endpoints(lackingPricesOf: models, in: registry).isEmpty else { return (known, []) }
    do {
      let provider = try await source.open()
      let priced = await provider.priced(registry, knowing: models)
      await provider.shutdown()
      return priced
    } catch AliceError.noKey {
      return (known, [])
    } catch {
      let reason = (error as? AliceError)?.sentence ?? "\(error)"
      return (known, ["the current prices could not be asked for (\(reason)); those of the list count"])
    }
  }

  /// Checks what must be decided before a plan is paid: results that the library has, limits, and the user's approval.
  ///
  /// Throws if the plan may not be sent. Returns the result if there is nothing to pay and nothing to wait for.
  package mutating func approve(_ plan: GenerationPlan) throws -> GenerationResult? {
    let workspace = try library.openIfPresent()
    let review = try PlanReview(plan, in: workspace, provider: provider)
    if review.isAnswered, let workspace { return review.knownResult(in: workspace) }
    for job in review.open {
      frontEnd.note("the same was asked for by job \(job.id), which is still open; --again asks once more")
    }
    let jobs = review.jobs(now: Clock.system.now(), provider: provider)
    try Reservation.check(jobs, in: workspace, policy: policy)
    if !jobs.allSatisfy(\.isFree) { try ask(review.expected, policy, in: workspace) }
    return nil
  }

  /// Throws if jobs that are recorded one by one may not be paid.
  package mutating func approve(_ jobs: [Job]) throws {
    let workspace = try library.openIfPresent()
    try Reservation.check(jobs, in: workspace, policy: policy)
    guard !jobs.allSatisfy(\.isFree) else { return }
    var cost = ExpectedCost()
    for job in jobs { cost.add(job.estimate, model: job.model) }
    try ask(cost, policy, in: workspace)
  }

  /// Throws if the rest of a batch may not be paid.
  package mutating func approve(_ plan: BatchPlan, _ request: BatchRequest) throws {
    guard !isSimulated else { return }
    let workspace = try library.openIfPresent()
    try ask(try BatchRunner.unpaid(plan, request, in: workspace, provider: provider), policy, in: workspace)
  }

  /// Throws if a pipeline may not begin.
  package mutating func approve(_ estimate: PipelineEstimate, of request: PipelineRequest) throws {
    guard !isSimulated else { return }
    let limited = policy.limited(to: request.maxCost ?? request.pipeline.limit)
    try ask(estimate.cost, limited, in: try library.openIfPresent())
  }

  /// Asks for approval; the time until the user answers does not count towards the time limit.
  private mutating func ask(_ cost: ExpectedCost, _ policy: SpendingPolicy, in workspace: Workspace?) throws {
    let approval = SpendingApproval(policy, above: try settings.confirmAbove()) { [frontEnd] in frontEnd.confirm($0) }
    try waitPolicy.pausing { try approval.check(cost, in: workspace) }
  }

  // MARK: While it runs

  /// Opens provider and library for `body`, and closes the provider in any case. When the user asks to stop, the task
  /// is cancelled: the requests continue at the provider.
  ///
  /// The library is created if there is none; `workspace` is one that is open already.
  package func run<Result: Sendable>(
    in workspace: Workspace? = nil, _ body: @escaping @Sendable (PaidSession) async throws -> Result
  ) async throws -> Result {
    try await run(in: workspace, requests: 1) { session, _ in try await body(session) }
  }

  /// Runs `body` likewise, but a second request to stop cancels the requests at the provider; the result contains the
  /// outcome.
  package func generate<Result: StoppableResult>(
    in workspace: Workspace? = nil, _ body: @escaping @Sendable (PaidSession) async throws -> Result
  ) async throws -> Result {
    try await run(in: workspace, requests: 2) { [frontEnd] session, interrupts in
      let result = try await body(session)
      return await InterruptHandling(frontEnd: frontEnd, session: session, interrupts: interrupts).settle(result)
    }
  }

  private func run<Result: Sendable>(
    in workspace: Workspace?, requests: Int,
    _ body: @escaping @Sendable (PaidSession, Interrupts) async throws -> Result
  ) async throws -> Result {
    try await frontEnd.stoppable(requests: requests) { interrupts in
      try await withProvider { provider in
        let workspace = try workspace ?? library.make()
        let session = PaidSession(
          workspace, provider: provider, policy: policy, waitPolicy: waitPolicy, prompts: settings.prompts
        ) { frontEnd.show($0) }
        return try await frontEnd.following(workspace.events) { try await body(session, interrupts) }
      }
    }
  }

  private func withProvider<Result: Sendable>(_ body: (FalProvider) async throws -> Result) async throws -> Result {
    guard isSimulated else {
      // The program that names the key may take as long as it likes.
      let provider = try await waitPolicy.within { [source] in try await source.open() }
      return try await provider.use(body)
    }
    return try await frontEnd.simulating { url in try await FalProvider(simulator: url).use(body) }
  }
}
