import AliceCatalog
import AliceFal
import AliceLibrary
package import AliceWorkspace

/// Generates images and videos: records jobs, sends them, waits, and ingests the results into the library.
package struct GenerationRunner: Sendable {
  let session: PaidSession

  var workspace: Workspace { session.workspace }
  var provider: FalProvider { session.provider }

  package init(_ session: PaidSession) { self.session = session }

  /// Returns the requests that would be sent, with their cost; nothing is sent, uploaded or written. Input files have
  /// the names that recipes keep. Ids of assets are looked up in `workspace`, styles and wildcards in `prompts`.
  package static func plan(
    _ request: GenerationRequest, registry: ModelRegistry = .builtIn, in workspace: Workspace? = nil,
    prompts: PromptFiles? = nil
  ) async throws -> GenerationPlan {
    let model = try registry.known(request.model)
    var resolver = InputResolver(model, workspace: workspace)
    let inputs = try resolver.resolve(request.inputs)
    let request = try resolver.settled(request)
    let drawn = try request.drawn(from: prompts, for: model)
    return try await GenerationPlan(request, drawn: drawn, model: model, files: resolver.place(inputs))
  }

  /// Returns the plan of a request; if no registry is given, the provider describes the model.
  package func prepare(_ request: GenerationRequest, registry: ModelRegistry? = nil) async throws -> GenerationPlan {
    var known = registry
    if known == nil {
      let found = await provider.models.registry(for: [request]).registry
      known = await provider.priced(found, knowing: [request.model]).registry
    }
    return try await GenerationRunner.plan(
      request, registry: known ?? .builtIn, in: workspace, prompts: session.prompts)
  }

  /// Runs every request of the plan whose result is not in the library, all at once; the provider's queue sets the
  /// pace. A failed request does not affect the others.
  ///
  /// When the task is cancelled, the requests continue at the provider: the result contains the jobs that are still
  /// open.
  package func run(_ plan: GenerationPlan) async throws -> GenerationResult { try await run(plan, wait: true) }

  /// Records the jobs and sends them, without waiting for results.
  package func submit(_ plan: GenerationPlan) async throws -> GenerationResult {
    try await run(plan, wait: false)
  }

  /// Runs open jobs to their end. A request whose outcome is unknown is never sent again.
  ///
  /// Jobs that were never sent are sent only if the limits allow all of them. The results of the others are fetched in
  /// any case.
  package func resume(_ jobs: [Job]) async throws -> GenerationResult {
    if !jobs.isEmpty { _ = try workspace.layout() }
    let unsent = jobs.filter { $0.state == .prepared && $0.provider == provider.name }
    var (left, warnings, refusal) = (jobs, [String](), AliceError?.none)
    do {
      try await session.checkBalance(for: [], prepared: unsent)
      warnings = try Reservation(workspace, policy: session.policy).make([], prepared: unsent)
    } catch let error as AliceError where error.isOfTheBudget {
      let ids = Set(unsent.map(\.id))
      left.removeAll { ids.contains($0.id) }
      refusal = error
    }
    var result = try await session.waitPolicy.within { [left] in
      try await session.jobRunner(isResuming: true).run(left)
    }
    result.warnings = warnings + result.warnings
    if let refusal { result.failures.append(refusal) }
    return result
  }

  /// Returns the open jobs that are resumed if none is named: all but the unsent jobs of a run, which the run sends.
  package static func resumable(in workspace: Workspace) throws -> [Job] {
    try jobs(in: workspace, open: true).filter { $0.state != .prepared || $0.run == nil }
  }

  /// Returns the jobs of the journal, the newest first: all, or only those that have not ended.
  package static func jobs(in workspace: Workspace, open: Bool) throws -> [Job] {
    try workspace.journal().jobs(open: open ? true : nil).reversed()
  }

  /// Calls `body` with the same jobs, one after the other. It must not use the journal.
  package static func forEachJob(in workspace: Workspace, open: Bool, _ body: (Job) throws -> Void) throws {
    try workspace.journal().forEachJob(open: open ? true : nil, body)
  }
}
