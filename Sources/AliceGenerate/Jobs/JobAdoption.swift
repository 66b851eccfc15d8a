import AliceCatalog
import AliceFal
import AliceLibrary
import AliceWorkspace

/// Takes a request of the account into the journal that another program, or another library, has sent. Its result is
/// fetched like that of any open job; nothing is sent.
package struct JobAdoption: Sendable {
  private let session: PaidSession

  private var workspace: Workspace { session.workspace }
  private var provider: FalProvider { session.provider }

  /// The time in milliseconds for which the provider keeps requests.
  private static let retention: Int64 = 30 * 86_400_000

  package init(_ session: PaidSession) { self.session = session }

  /// Fetches the result of a request. One that the journal has is continued, and never taken twice.
  ///
  /// `name` is an endpoint or the name of a model. `tags` and `project` are those of the results.
  package func fetch(
    _ name: String, _ requestID: String, registry: ModelRegistry, tags: [String] = [], project: String? = nil
  ) async throws -> GenerationResult {
    let model = try registry.known(name)
    guard FalClient.isRequestID(requestID) else {
      throw AliceError.configuration("'\(requestID.prefix(80))' is not the id of a request")
    }
    _ = try workspace.layout()
    return try await session.waitPolicy.within {
      if let known = try known(requestID) { return try await resume(known) }
      let job = try await job(model, requestID, tags, project)
      return try await resume(try await record(job))
    }
  }

  private func known(_ requestID: String) throws -> Job? {
    try workspace.journal().jobs(requestID: requestID).last { $0.provider == provider.name }
  }

  /// Runs an open job to its end, or waits for another process that does; of one that is done, returns the assets of
  /// the library, after another attempt at files that alice could not go to.
  private func resume(_ known: Job) async throws -> GenerationResult {
    try await OpenJobs(runner: session.jobRunner()).waitWhileHeld(known)
    let job = try workspace.journal().job(known.id) ?? known
    if job.canReopen { return try await GenerationRunner(session).resume([job]) }
    if job.state == .done {
      let assets = try job.assets.compactMap { try workspace.catalog.asset($0) }
      return GenerationResult(
        assets: assets, files: assets.map { workspace.root.appending($0.path) }, reused: [job])
    }
    guard job.state.isOpen else {
      throw AliceError.providerRefused("job \(job.id) had this request; \(job.error ?? "it has ended")")
    }
    return try await GenerationRunner(session).resume([job])
  }

  /// Records the job, unless another process was faster; then returns that one's.
  private func record(_ job: Job) async throws -> Job {
    let turn = try await workspace.turn()
    defer { withExtendedLifetime(turn) {} }
    if let id = job.requestID, let known = try known(id) { return known }
    _ = try workspace.journal().insert([job], within: [], at: workspace.clock.now())
    return job
  }

  /// Returns the job of a request that the provider knows, with its input if the account's list tells it.
  private func job(
    _ model: ModelSpec, _ requestID: String, _ tags: [String], _ project: String?
  ) async throws -> Job {
    let ticket = FalSubmission(
      requestID: requestID, endpoint: model.endpoint, base: provider.client.configuration.queueURL)
    try await check(ticket, model)
    let now = workspace.clock.now()
    let since = Timestamp(milliseconds: now.milliseconds - JobAdoption.retention)
    let listed = try? await provider.client.recentRequests(endpoint: model.endpoint, since: since)
    try Task.checkCancellation()
    let told = listed?.first { $0.requestID == requestID }
    let input = told?.input ?? [:]
    var job = Job(
      id: GenerationPlan.jobID(), provider: provider.name, model: model.name, endpoint: model.endpoint, input: input,
      tags: tags, project: project, created: told?.created ?? now, updated: now,
      fingerprint: told?.input == nil ? nil : try await Fingerprint.of(endpoint: model.endpoint, input: input),
      inputs: JobAdoption.names(in: input))
    // The states that the job has passed elsewhere have no effect here.
    for answer in [JobMachine.Answer.inputsSent, .accepted(JobTicket(ticket))] { _ = job.advance(after: answer) }
    return job
  }

  /// Throws if the provider has no such request.
  private func check(_ ticket: FalSubmission, _ model: ModelSpec) async throws {
    let base = provider.client.configuration.queueURL
    let whole = FalSubmission.wholeResponseURL(requestID: ticket.requestID, endpoint: model.endpoint, base: base)
    do {
      if try await isThere({ _ = try await provider.client.status(of: ticket.statusURL) }) { return }
      for url in [ticket.responseURL, whole] where try await isThere({ _ = try await provider.client.result(url) }) {
        return
      }
    } catch FalError.cancelled {
      throw CancellationError()
    } catch let error as FalError {
      throw AliceError(error)
    }
    throw AliceError.providerRefused(
      "there is no request \(ticket.requestID) of \(model.endpoint) in this account; requests are kept for 30 days")
  }

  /// Returns whether the provider answers with anything but that it does not know the request.
  private func isThere(_ ask: () async throws -> Void) async throws -> Bool {
    do {
      try await ask()
      return true
    } catch let error as FalError {
      switch error {
      case .notFound, .gone: return false
      case .notReady, .withdrawn, .stillRunning: return true
      case _ where error.endsTheJob: return true
      default: throw error
      }
    }
  }

  /// Returns the names that recipes keep for the URLs in an input: they may contain credentials.
  private static func names(in input: JSONValue) -> JSONObject {
    var names = JSONObject()
    var open = [input]
    while let value = open.popLast() {
      switch value {
      case .string(let text) where text.hasPrefix("https://") || text.hasPrefix("data:"):
        let kept = InputName.address(text)
        if kept != text { names[text] = .string(kept) }
      case .array(let items): open += items
      case .object(let object): open += object.map(\.value)
      default: break
      }
    }
    return names
  }
}
