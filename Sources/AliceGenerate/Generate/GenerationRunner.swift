import AliceCatalog
import AliceFal
import AliceLibrary
package import AliceWorkspace

/// Makes pictures and videos: writes the intent down, sends it, waits, and takes the results into the library.
package struct GenerationRunner: Sendable {
  let session: PaidSession

  var workspace: Workspace { session.workspace }
  var provider: FalProvider { session.provider }

  package init(_ session: PaidSession) { self.session = session }

  /// What would be sent, and what it would cost; nothing is sent, uploaded or written. Input files stand in it by the names
  /// that recipes keep. Ids of assets are looked up in `workspace`.
  package static func plan(
    _ request: GenerationRequest, registry: ModelRegistry = .builtIn, in workspace: Workspace? = nil
  ) async throws -> GenerationPlan {
    let model = try registry.known(request.model)
    var resolver = InputResolver(model, workspace: workspace)
    let inputs = try resolver.resolve(request.inputs)
    return try await GenerationPlan(request, model: model, files: resolver.place(inputs))
  }

  /// The same by what the provider knows of the model, where no registry is given.
  package func prepare(_ request: GenerationRequest, registry: ModelRegistry? = nil) async throws -> GenerationPlan {
    let known = await registry == nil ? provider.models.registry(knowing: request.model).registry : nil
    return try await GenerationRunner.plan(request, registry: registry ?? known ?? .builtIn, in: workspace)
  }

  /// Runs every request of the plan that the library has no answer to, all at once; the provider's queue sets the pace. A
  /// failure of one leaves the others alone.
  ///
  /// When the task is cancelled the requests go on at the provider: the result says which jobs are still open.
  package func run(_ plan: GenerationPlan) async throws -> GenerationResult { try await run(plan, wait: true) }

  /// Writes the intents down and sends them, but waits for nothing.
  package func submit(_ plan: GenerationPlan) async throws -> GenerationResult {
    try await run(plan, wait: false)
  }

  /// Brings jobs that were left open to their end: sends nothing again whose outcome is unknown.
  ///
  /// What was never sent is sent where the limits leave room for all of it, else none of it is, and what was sent is fetched all
  /// the same.
  package func resume(_ jobs: [Job]) async throws -> GenerationResult {
    if !jobs.isEmpty { _ = try workspace.layout() }
    let unsent = jobs.filter { $0.state == .prepared && $0.provider == provider.name }
    var (left, warnings, refusal) = (jobs, [String](), AliceError?.none)
    do {
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

  /// Open jobs that go on where none is named. What a run has not sent yet goes on with the run.
  package static func resumable(in workspace: Workspace) throws -> [Job] {
    try jobs(in: workspace, open: true).filter { $0.state != .prepared || $0.run == nil }
  }

  /// Jobs of the journal: all, or those that are not at their end.
  package static func jobs(in workspace: Workspace, open: Bool) throws -> [Job] {
    try workspace.journal().jobs(open: open ? true : nil).reversed()
  }
}
