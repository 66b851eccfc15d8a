import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Runs and resumes pipelines: the result of a stage is on disk before the next stage pays.
package struct PipelineRunner: Sendable {
  let session: PaidSession

  private var workspace: Workspace { session.workspace }
  private var provider: FalProvider { session.provider }

  package init(_ session: PaidSession) { self.session = session }

  /// Runs the pipeline, or resumes the run of the same pipeline and inputs. `each` receives every stage as it ends,
  /// `progress` is called after every request.
  package func run(
    _ request: PipelineRequest, progress: @escaping @Sendable (RunProgress) -> Void = { _ in },
    each: @escaping @Sendable (PipelineStep) -> Void = { _ in }
  ) async throws -> PipelineResult {
    let stages = try await request.checkedStages(registry: await registry(for: request), prompts: session.prompts)
    let journal = try workspace.journal()
    let digest = try RunName.digest(of: request.definition.canonicalText, domain: "alice:pipeline:1").prefix(10)
    let id = try RunName.latest(
      RunName.scoped("\(request.pipeline.name)-\(digest)", provider: provider.name), again: request.again,
      isUsed: { try journal.run($0) != nil }, isOpen: { try journal.run($0)?.state == .open })
    return try await perform(request, stages, id: id, progress, each)
  }

  /// Resumes the run `id`, or the last one that is open.
  package func resume(
    _ id: String?, maxCost: Money? = nil, concurrency: Int = BatchRequest.standardConcurrency,
    retriesFailed: Bool = false, progress: @escaping @Sendable (RunProgress) -> Void = { _ in },
    each: @escaping @Sendable (PipelineStep) -> Void = { _ in }
  ) async throws -> PipelineResult {
    let run = try PipelineRunner.run(id, rehearsal: provider.isSimulator, in: workspace)
    var request = try PipelineRequest(definition: run.definition)
    request.maxCost = maxCost
    request.concurrency = concurrency
    request.retriesFailed = retriesFailed
    let stages = try await request.checkedStages(registry: await registry(for: request), prompts: session.prompts)
    return try await perform(request, stages, id: run.id, progress, each)
  }

  /// Returns the models with the provider's own prices of those that the pipeline uses.
  private func registry(for request: PipelineRequest) async -> ModelRegistry {
    await provider.priced(provider.models.registry, knowing: request.pipeline.models).registry
  }

  /// Throws if no run can be resumed, whoever the provider is: this is known before a key is asked for.
  package static func expectRun(_ id: String?, in workspace: Workspace) throws {
    let journal = try workspace.journal()
    if let id {
      guard try journal.run(id)?.kind == JournalRun.pipeline else { throw AliceError.noSuchRun(id) }
    } else if try journal.runs(kind: JournalRun.pipeline, state: .open).isEmpty {
      throw AliceError.noOpenRun
    }
  }

  private static func run(_ id: String?, rehearsal: Bool, in workspace: Workspace) throws -> JournalRun {
    let journal = try workspace.journal()
    if let id {
      guard let run = try journal.run(id), run.kind == JournalRun.pipeline else { throw AliceError.noSuchRun(id) }
      guard RunName.isRehearsal(id) == rehearsal else {
        throw AliceError.pipeline(.rehearsal(run: id, isRehearsal: !rehearsal))
      }
      return run
    }
    let open = try journal.runs(kind: JournalRun.pipeline, state: .open)
    guard let run = open.last(where: { RunName.isRehearsal($0.id) == rehearsal }) else {
      throw AliceError.noOpenRun
    }
    return run
  }

  private func perform(
    _ request: PipelineRequest, _ stages: [Pipeline.Stage], id: String,
    _ progress: @escaping @Sendable (RunProgress) -> Void,
    _ each: @escaping @Sendable (PipelineStep) -> Void
  ) async throws -> PipelineResult {
    let journal = try workspace.journal()
    let known = try journal.run(id)
    let limit = request.maxCost ?? known?.limit ?? request.pipeline.limit
    let session = session.limited(to: limit)
    if known == nil { try await refuse(request, stages, beyond: limit, session.policy) }
    let executor = RunExecutor(
      session: session, run: id, width: request.concurrency, retriesFailed: request.retriesFailed)
    let claim = try executor.claim()
    defer { withExtendedLifetime(claim) {} }
    try journal.begin(
      JournalRun(
        id: id, kind: JournalRun.pipeline, definition: request.definition, limit: limit, created: workspace.clock.now())
    )
    let expected = try? await PipelineEstimate(
      request, stages: stages, registry: provider.models.registry, prompts: session.prompts
    ).most
    let execution = PipelineExecution(
      request: request, stages: stages, executor: executor,
      recorded: try journal.steps(ofRun: id).map(PipelineStep.init(json:)),
      expected: expected, progress: progress, each: each)
    return try await session.waitPolicy.within { try await execution.run() }
  }

  /// Throws if the run would certainly exceed a limit.
  private func refuse(
    _ request: PipelineRequest, _ stages: [Pipeline.Stage], beyond limit: Money?, _ policy: SpendingPolicy
  ) async throws {
    let estimate = try await PipelineEstimate(
      request, stages: stages, registry: await registry(for: request), prompts: session.prompts)
    let isRehearsal = provider.isSimulator
    let isLimited = try limit != nil || !isRehearsal && Reservation.unknownPrice(in: workspace, policy: policy) != nil
    if let model = estimate.unpriced, isLimited, !policy.allowsUnknownPrice {
      throw AliceError.unknownPrice(model: model)
    }
    guard let limit else { return }
    guard estimate.least <= limit else {
      throw AliceError.overBudget(
        BudgetRefusal(limit: .maxCost, amount: limit, committed: .zero, wanted: estimate.least))
    }
  }
}
