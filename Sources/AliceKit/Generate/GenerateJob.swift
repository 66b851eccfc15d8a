import AliceCatalog
import AliceFal

/// Makes pictures and videos: writes the intent down, sends it, waits, and takes the results into the library.
package struct GenerateJob: Sendable {
  let workspace: Workspace
  let provider: FalProvider

  package init(_ workspace: Workspace, provider: FalProvider) {
    self.workspace = workspace
    self.provider = provider
  }

  /// What would be sent, and what it would cost; nothing is sent, uploaded or written. Input files stand in it by the names
  /// that recipes keep. Ids of assets are looked up in `workspace`.
  package static func plan(
    _ request: GenerationRequest, book: ModelBook = .builtIn, in workspace: Workspace? = nil
  ) async throws -> GenerationPlan {
    let model = try GenerationPlan.model(of: request, in: book)
    var resolver = InputResolver(model, workspace: workspace)
    let inputs = try resolver.resolve(request.inputs)
    return try GenerationPlan(request, model: model, files: resolver.place(inputs))
  }

  /// The same with the input files uploaded, once everything else is known to be right; without a book, by what the provider
  /// knows of the model.
  package func prepare(
    _ request: GenerationRequest, book: ModelBook? = nil,
    progress: @escaping @Sendable (UploadProgress) -> Void = { _ in }
  ) async throws -> GenerationPlan {
    let known = await book == nil ? provider.models.book(knowing: request.model).book : nil
    let book = book ?? known ?? .builtIn
    let model = try GenerationPlan.model(of: request, in: book)
    var resolver = InputResolver(model, workspace: workspace)
    let inputs = try resolver.resolve(request.inputs)
    let kept = try GenerationPlan(request, model: model, files: resolver.place(inputs))
    guard inputs.contains(where: { $0.file != nil }) else { return kept }
    let upload = InputUpload(workspace: workspace, client: provider.client, progress: progress)
    let files = try resolver.place(inputs, addresses: try await upload.addresses(of: inputs))
    return try GenerationPlan(request, model: model, files: files)
  }

  /// Runs every request of the plan, two at a time. A failure of one leaves the others alone.
  ///
  /// When the task is cancelled the requests go on at the provider: the result says which jobs are still open.
  package func run(_ plan: GenerationPlan) async throws -> GenerationResult {
    try await JobRunner(workspace: workspace, provider: provider).run(try record(plan))
  }

  /// Writes the intents down and sends them, but waits for nothing.
  package func submit(_ plan: GenerationPlan) async throws -> GenerationResult {
    try await JobRunner(workspace: workspace, provider: provider).run(try record(plan), wait: false)
  }

  /// The intents, on disk. Nothing is paid for that could not be filed.
  private func record(_ plan: GenerationPlan) throws -> [Job] {
    _ = try workspace.layout()
    let journal = try workspace.journal()
    let jobs = plan.jobs(now: workspace.clock.now(), provider: provider.name)
    for job in jobs { try journal.insert(job) }
    return jobs
  }

  /// Brings jobs that were left open to their end: sends nothing again whose outcome is unknown.
  package func resume(_ jobs: [Job]) async throws -> GenerationResult {
    for job in jobs {
      workspace.publish(.jobResumed, job.news)
    }
    return try await JobRunner(workspace: workspace, provider: provider).run(jobs)
  }

  /// Jobs of the journal: all, or those that are not at their end.
  package static func jobs(in workspace: Workspace, open: Bool) throws -> [Job] {
    try workspace.journal().jobs(open: open ? true : nil).reversed()
  }

  package static func job(_ id: String, in workspace: Workspace) throws -> Job {
    guard let job = try workspace.journal().job(id) else { throw AliceError.noSuchJob(id) }
    return job
  }
}
