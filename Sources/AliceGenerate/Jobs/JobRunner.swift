import AliceCatalog
import AliceFal
import AliceLibrary
import AliceWorkspace

/// Runs jobs to their end: obtains the answers to the questions of `JobMachine`, and applies them to the jobs.
struct JobRunner: Sendable {
  let workspace: Workspace
  let provider: FalProvider
  let waitPolicy: WaitPolicy
  let policy: SpendingPolicy
  /// Whether an earlier process began the jobs.
  let isResuming: Bool
  /// The claims of jobs that were claimed when they were recorded, by their ids.
  let claims: [String: LibraryLock]
  /// Receives the progress of uploads and downloads.
  let transfers: @Sendable (TransferProgress) -> Void
  /// The maximum number of jobs that run at a time: each holds a lock and a connection while alice waits for it.
  let width: Int
  /// The maximum number of requests and files that are transferred at a time. Waiting jobs do not count.
  private let submits = AsyncSemaphore(places: 2)
  private let downloads = AsyncSemaphore(places: 2)
  let recorder: JobRecorder
  /// The ids of the jobs that run together and belong to no run.
  private var command: [String] = []

  init(
    workspace: Workspace, provider: FalProvider, waitPolicy: WaitPolicy = WaitPolicy(),
    policy: SpendingPolicy = SpendingPolicy(), isResuming: Bool = false, width: Int = 64,
    claims: [String: LibraryLock] = [:],
    transfers: @escaping @Sendable (TransferProgress) -> Void = { _ in }
  ) {
    self.workspace = workspace
    self.provider = provider
    self.waitPolicy = waitPolicy
    self.policy = policy
    self.isResuming = isResuming
    self.width = width
    self.claims = claims
    self.transfers = transfers
    recorder = JobRecorder(workspace, models: provider.models)
  }

  /// The outcome of one job.
  struct Outcome: Sendable {
    var job: Job
    var assets: [Asset] = []
    var failure: AliceError?
    var warnings: [String] = []
    /// Whether nothing was requested, as the job was complete before.
    var isKnown = false
  }

  /// Runs jobs to their end, or sends them only. `each` receives the outcomes in any order, with the index in `jobs`.
  func run(
    _ jobs: [Job], wait: Bool = true, each: @Sendable (Int, Outcome) -> Void = { _, _ in }
  ) async throws -> GenerationResult {
    var outcomes = jobs.map { Outcome(job: $0) }
    var runner = self
    runner.command = jobs.filter { $0.run == nil }.map(\.id)
    let begun = await BoundedTasks(width: width).run(jobs) { [runner] job in
      reportingDetached(await runner.run(job, wait: wait))
    } each: { index, outcome in
      outcomes[index] = outcome
      each(index, outcome)
      // If the account is refused, jobs that are not sent yet are not sent.
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
      // Another process that works on this job holds its lock until the process ends.
      guard let claim = try claims[job.id] ?? workspace.library.claim(.job(job.id)) else {
        return Outcome(job: job, failure: .jobTaken(job.id))
      }
      defer { withExtendedLifetime(claim) {} }
      var known = try workspace.journal().job(job.id) ?? job
      guard job.provider == provider.name else { return try foreign(known) }
      if isResuming { try recorder.reopen(&known) }
      if isResuming { recorder.publish(.jobResumed, job) }
      let begun = known
      let listener = FalPause.Listener { recorder.publish($0, of: begun) }
      return try await FalPause.$listener.withValue(listener) { try await drive(begun, wait: wait) }
    } catch let error as AliceError {
      return Outcome(job: latest(job), failure: error)
    } catch is CancellationError {
      let job = latest(job)
      return Outcome(job: job, failure: stopped(job))
    } catch {
      return Outcome(job: latest(job), failure: .system("\(error)"))
    }
  }

  /// Returns the reason why a job has not ended: the user stopped waiting, or the time limit has passed.
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

  /// Returns the reason why a job was not begun.
  private func leftOut(_ job: Job) -> AliceError {
    if Task.isCancelled { return stopped(job) }
    return job.state == .prepared ? .notSent(job: job.id) : .kept(job: job.id, reason: "its state was not requested")
  }

  /// Returns the outcome for a job of another provider, which is not sent to this one. A job of a simulator ended with
  /// it.
  private func foreign(_ job: Job) throws -> Outcome {
    var job = job
    guard job.isFree, job.state.isOpen else {
      return Outcome(job: job, failure: .otherProvider(job: job.id, provider: job.provider))
    }
    _ = try recorder.apply(.simulatorGone, to: &job)
    return Outcome(job: job)
  }

  private func latest(_ job: Job) -> Job { (try? workspace.journal().job(job.id)) ?? job }

  private func drive(_ job: Job, wait: Bool) async throws -> Outcome {
    let (job, reply) = try await send(job)
    if let failure = reply.failure { throw failure }
    switch job.state {
    case .submitted: break
    case .done: return Outcome(job: job, assets: try job.assets.compactMap { try workspace.catalog.asset($0) })
    case .failed, .notSubmitted, .cancelled:
      throw job.error.map(AliceError.providerRefused) ?? .incompleteJob(job: job.id, lacks: .endReason)
    case .prepared, .submitting, .unknown: throw AliceError.outcomeUnknown(job: job.id)
    }
    // A result that came at once comes only once.
    guard wait || reply.result != nil else { return Outcome(job: job) }
    var collected = job
    let end = try await advance(&collected, after: .begin, asking: [.result, .collect], having: reply.result)
    if let failure = end.failure { throw failure }
    return Outcome(job: collected, assets: end.assets, warnings: end.warnings)
  }

  /// Sends a job that was not sent, and looks up one that may have been sent.
  private func send(_ job: Job) async throws -> (Job, JobReply) {
    guard job.state == .prepared else { return try await sent(job) }
    try Task.checkCancellation()
    return try await submits.within { try await sent(job) }
  }

  private func sent(_ job: Job) async throws -> (Job, JobReply) {
    var job = try Reservation(workspace, policy: policy).confirm(job, among: command)
    let reply = try await advance(&job, after: .begin, asking: [.deliverInputs, .submit, .lookUp])
    return (job, reply)
  }

  /// Applies `answer` to a job, then the answers to the questions that follow, if `questions` contains them. The caller
  /// holds the job's claim, and may have the result already. Returns the last reply.
  func advance(
    _ job: inout Job, after answer: JobMachine.Answer, asking questions: Set<JobMachine.Question>,
    having result: FalResult? = nil
  ) async throws -> JobReply {
    var reply = JobReply(answer)
    reply.result = result
    while true {
      let question = try withExtendedLifetime(reply.lock) { try recorder.apply(reply.answer, to: &job) }
      reply.lock = nil
      guard let question, questions.contains(question) else { return reply }
      reply = try await ask(question, of: &job, having: reply.result)
    }
  }

  private func ask(
    _ question: JobMachine.Question, of job: inout Job, having result: FalResult?
  ) async throws -> JobReply {
    switch question {
    case .deliverInputs:
      let upload = InputUpload(workspace: workspace, client: provider.client, progress: transfers)
      return try await InputDelivery(upload: upload).deliver(&job)
    case .submit:
      return try await JobSubmission(workspace: workspace, client: provider.client, waitPolicy: waitPolicy).submit(job)
    case .lookUp: return try await JobReconciliation(workspace: workspace, provider: provider).lookUp(job)
    case .result:
      guard let result else { return try await outcome(of: job) }
      return JobResult(workspace: workspace, provider: provider, bills: recorder.bills).answered(job, result)
    case .collect:
      var collection = try JobCollection(job, result, recorder: recorder, provider: provider, downloads: downloads)
      collection.transfers = transfers
      let reply = try await collection.collect()
      job = collection.job
      return reply
    case .withdraw: return try await JobWithdrawal(provider: provider).withdraw(job)
    }
  }

  /// Waits for the end of a job and requests its result. Where the status does not say whether the job has ended, the
  /// two take turns.
  private func outcome(of job: Job) async throws -> JobReply {
    let end = waitPolicy.end(for: job)
    let wait = JobWait(provider: provider, waitPolicy: waitPolicy, recorder: recorder)
    let result = JobResult(workspace: workspace, provider: provider, bills: recorder.bills)
    var round = 0
    while true {
      switch try await wait.wait(for: job, until: end, round: round) {
      case .reply(let reply): return reply
      case .over(let status):
        if let reply = try await result.fetch(job, until: end, status: status) { return reply }
      }
      round += 1
    }
  }

  /// Publishes an event if the request continues at the provider without being waited for. Returns `outcome`.
  private func reportingDetached(_ outcome: Outcome) -> Outcome {
    let job = outcome.job
    if case .jobTaken = outcome.failure { return outcome }
    if job.provider == provider.name, job.state == .submitted || job.state == .unknown {
      let reason =
        switch outcome.failure {
        case nil: "not waited for"
        case .detached: "interrupted"
        case .temporary(let message), .providerFailed(let message), .system(let message), .kept(_, let message): message
        case .incompleteJob(_, let part): "it is recorded without \(part.rawValue)"
        default: job.error ?? "its outcome is unknown"
        }
      recorder.publish(.generationDetached, job) { $0.reason = reason }
    }
    return outcome
  }
}

extension GenerationResult {
  /// Creates a result. `library` is the absolute path of the library's folder.
  init(_ outcomes: [JobRunner.Outcome], in library: BytePath) {
    let assets = outcomes.flatMap(\.assets)
    self.init(
      assets: assets, files: assets.map { library.appending($0.path) }, jobs: outcomes.map(\.job),
      failures: outcomes.compactMap(\.failure), warnings: outcomes.flatMap(\.warnings))
  }
}

extension AliceError {
  /// Whether a spending limit refused the request.
  var isOfTheBudget: Bool {
    switch self {
    case .overBudget, .unknownPrice, .balanceUnknown: true
    default: false
    }
  }

  /// Whether every other request would fail with the same error.
  var concernsTheAccount: Bool {
    switch self {
    case .noKey, .keyRefused, .accountLocked: true
    default: false
    }
  }
}
