import AliceCatalog
import AliceFal
import AliceLibrary
import AliceWorkspace

/// Drives jobs through their states. Every step is on disk before the next one begins.
struct JobRunner: Sendable {
  let workspace: Workspace
  let provider: FalProvider
  let waitPolicy: WaitPolicy
  /// True for jobs that an earlier process began.
  let isResuming: Bool
  /// Of jobs that were claimed when they were written down.
  let claims: [String: LibraryLock]
  /// Is told how input files get on.
  let uploads: @Sendable (UploadProgress) -> Void
  /// So many jobs are driven at a time: each holds a lock and a connection while it is waited for.
  let width: Int
  /// So many requests are sent at a time, and so many files fetched. Waiting costs nothing and is not counted.
  private let submits = AsyncSemaphore(places: 2)
  let downloads = AsyncSemaphore(places: 2)

  var bills: JobBills { JobBills(models: provider.models) }

  init(
    workspace: Workspace, provider: FalProvider, waitPolicy: WaitPolicy = WaitPolicy(), isResuming: Bool = false,
    width: Int = 64, claims: [String: LibraryLock] = [:],
    uploads: @escaping @Sendable (UploadProgress) -> Void = { _ in }
  ) {
    self.workspace = workspace
    self.provider = provider
    self.waitPolicy = waitPolicy
    self.isResuming = isResuming
    self.width = width
    self.claims = claims
    self.uploads = uploads
  }

  /// What became of one job.
  struct Outcome: Sendable {
    var job: Job
    var assets: [Asset] = []
    var failure: AliceError?
    var warnings: [String] = []
  }

  /// `each` hears of every job as it ends, in no order, by its place among `jobs`.
  func run(
    _ jobs: [Job], wait: Bool = true, each: @Sendable (Int, Outcome) -> Void = { _, _ in }
  ) async throws -> GenerationResult {
    var outcomes = jobs.map { Outcome(job: $0) }
    let begun = await BoundedTasks(width: width).run(jobs) { job in
      told(await run(job, wait: wait))
    } each: { index, outcome in
      outcomes[index] = outcome
      each(index, outcome)
      // When the account is refused, or the wait ends, what was not sent is not sent any more.
      return outcome.failure?.concernsTheAccount != true
    }
    for index in begun..<jobs.count {
      outcomes[index].failure = leftOut(jobs[index])
      each(index, outcomes[index])
    }
    workspace.settleEvents()
    return GenerationResult(outcomes, in: workspace.root)
  }

  private func run(_ job: Job, wait: Bool) async -> Outcome {
    do {
      guard job.provider == provider.name else { return try foreign(job) }
      // Another process that works on this job holds its lock until it ends, however it ends.
      guard let claim = try claims[job.id] ?? workspace.library.claim(.job(job.id)) else {
        return Outcome(job: job, failure: .jobTaken(job.id))
      }
      defer { withExtendedLifetime(claim) {} }
      if isResuming { publish(.jobResumed, job) }
      return try await drive(try workspace.journal().job(job.id) ?? job, wait: wait)
    } catch let error as AliceError {
      return Outcome(job: latest(job), failure: error)
    } catch is CancellationError {
      let job = latest(job)
      return Outcome(job: job, failure: stopped(job))
    } catch {
      return Outcome(job: latest(job), failure: .system("\(error)"))
    }
  }

  /// Why a job is not at its end: the person has stopped waiting, or the time is over.
  private func stopped(_ job: Job) -> AliceError {
    guard waitPolicy.isOver else { return job.state == .prepared ? .notSent(job: job.id) : .detached(jobs: [job.id]) }
    switch job.state {
    case .prepared:
      let reason = (job.error.map { $0 + "; " } ?? "") + "it was not sent within \(waitPolicy.words)"
      return .kept(job: job.id, reason: reason)
    case .unknown, .submitting: return .outcomeUnknown(job: job.id)
    default: return .kept(job: job.id, reason: "it is not done after \(waitPolicy.words)")
    }
  }

  /// The same of a job that was not begun with.
  private func leftOut(_ job: Job) -> AliceError {
    if Task.isCancelled { return stopped(job) }
    return job.state == .prepared ? .notSent(job: job.id) : .kept(job: job.id, reason: "nothing was asked about it")
  }

  /// A job of another provider is not sent to this one. What a simulator made is gone with it.
  private func foreign(_ job: Job) throws -> Outcome {
    var job = job
    guard job.provider == FalProvider.simulatorName, job.state.isOpen else {
      return Outcome(job: job, failure: .providerRefused("job \(job.id) belongs to \(job.provider)"))
    }
    job.state = .cancelled
    job.error = "its simulator is gone; nothing was paid"
    return Outcome(job: try save(job))
  }

  private func latest(_ job: Job) -> Job { (try? workspace.journal().job(job.id)) ?? job }

  private func drive(_ job: Job, wait: Bool) async throws -> Outcome {
    var job = job
    switch job.state {
    case .prepared:
      try Task.checkCancellation()
      job = try await submits.within { [job] in
        try await JobSubmission(runner: self).submit(try await InputDelivery(runner: self).deliver(job))
      }
    case .submitting, .unknown: job = try await JobReconciliation(runner: self).reconcile(job)
    case .submitted: break
    case .done: return Outcome(job: job, assets: try job.assets.compactMap { try workspace.catalog.asset($0) })
    case .failed, .notSubmitted, .cancelled:
      return Outcome(job: job, failure: .providerRefused(job.error ?? "the job ended as \(job.state.rawValue)"))
    }
    if job.state == .notSubmitted { return Outcome(job: job, failure: .temporary(job.error ?? "it was not sent")) }
    guard job.state == .submitted else { return Outcome(job: job, failure: .outcomeUnknown(job: job.id)) }
    guard wait else { return Outcome(job: job) }
    return try await JobCollection(runner: self).collect(job)
  }

  // MARK: What the steps share

  /// On disk when it returns.
  func save(_ job: Job) throws -> Job {
    var job = job
    job.updated = workspace.clock.now()
    try workspace.journal().update(job)
    return job
  }

  func publish(_ name: Event.Name, _ job: Job, _ more: (inout GenerationPayload) -> Void = { _ in }) {
    var payload = GenerationPayload(job)
    more(&payload)
    workspace.events.publish(.generation(name, payload, at: workspace.clock.now()))
  }

  /// Tells of a request that goes on though nobody waits for it any more.
  private func told(_ outcome: Outcome) -> Outcome {
    let job = outcome.job
    if case .jobTaken = outcome.failure { return outcome }
    if job.provider == provider.name, job.state == .submitted || job.state == .unknown {
      let reason =
        switch outcome.failure {
        case nil: "not waited for"
        case .detached: "interrupted"
        case .temporary(let message), .providerFailed(let message), .system(let message), .kept(_, let message): message
        default: job.error ?? "its outcome is unknown"
        }
      publish(.generationDetached, job) { $0.reason = reason }
    }
    return outcome
  }
}

extension GenerationResult {
  /// `library` is the absolute path of the library's folder.
  init(_ outcomes: [JobRunner.Outcome], in library: BytePath) {
    let assets = outcomes.flatMap(\.assets)
    self.init(
      assets: assets, files: assets.map { library.appending($0.path) }, jobs: outcomes.map(\.job),
      failures: outcomes.compactMap(\.failure), warnings: outcomes.flatMap(\.warnings))
  }
}

extension AliceError {
  /// A limit said no.
  var isOfTheBudget: Bool {
    switch self {
    case .overBudget, .unknownPrice: true
    default: false
    }
  }

  /// Every other request would get the same answer.
  var concernsTheAccount: Bool {
    switch self {
    case .noKey, .keyRefused, .accountLocked: true
    default: false
    }
  }
}
