import AliceCatalog
import AliceFal
import AliceLibrary
import AliceWorkspace

/// The jobs of one run, each at its place: jobs in the journal are resumed, the others are new.
struct RunExecutor: Sendable {
  /// A place of the run, and how to create its job if there is none.
  struct JobRequest: Sendable {
    let place: String
    let make: @Sendable () async throws -> Job
  }

  let session: PaidSession
  let run: String
  let width: Int
  let retriesFailed: Bool
  /// Whether to reuse the result of an earlier equal request instead of paying again.
  var reuses = false

  var workspace: Workspace { session.workspace }
  var provider: FalProvider { session.provider }

  /// Claims the run for this process; the claim ends with the process.
  func claim() throws -> LibraryLock {
    let name = try RunName.digest(of: run, domain: "alice:run:1")
    do {
      guard let claim = try workspace.library.claim(.run(name)) else {
        throw AliceError.runTaken(run)
      }
      return claim
    } catch let error as LibraryError {
      throw AliceError(error, library: workspace.root)
    }
  }

  /// Returns a job for every place, in the same order. New jobs are recorded together, or not at all if a limit refuses
  /// them.
  func settle(_ wanted: [JobRequest]) async throws -> [Job] {
    let turn = try await workspace.turn()
    defer { withExtendedLifetime(turn) {} }
    let known = try RunExecutor.attempts(of: run, in: workspace.journal())
    var earlier = AnsweredJobs(in: workspace, provider: provider.name)
    var jobs: [Job] = []
    var fresh: [Job] = []
    var ids: Set<String> = []
    for item in wanted {
      try Task.checkCancellation()
      let attempts = known[item.place] ?? []
      if let last = attempts.last, try await !settleBeforeRetry(last) {
        jobs.append(last)
        continue
      }
      var job = try await item.make()
      if reuses, let answered = try earlier.next(for: job.fingerprint, besides: run) {
        jobs.append(answered)
        continue
      }
      // With a hundred thousand short ids, two may be equal.
      while !ids.insert(job.id).inserted { job.id = GenerationPlan.jobID() }
      job.run = run
      job.place = attempts.isEmpty ? item.place : "\(item.place)+\(attempts.count)"
      jobs.append(job)
      fresh.append(job)
    }
    _ = try workspace.layout()
    let prepared = jobs.filter { $0.state == .prepared && !ids.contains($0.id) }
    try await session.checkBalance(for: fresh, prepared: prepared)
    _ = try Reservation(workspace, policy: session.policy).make(fresh, run: run, prepared: prepared)
    return jobs
  }

  /// Runs jobs to their end; `each` receives the outcomes in any order. For jobs that are done, nothing is requested.
  func finish(_ jobs: [Job], each: @Sendable (Int, JobRunner.Outcome) -> Void) async throws {
    var open: [Int] = []
    for (index, job) in jobs.enumerated() {
      guard job.state == .done else {
        open.append(index)
        continue
      }
      each(index, JobRunner.Outcome(job: job, assets: try assets(of: job), isKnown: true))
    }
    let runner = session.jobRunner(width: width)
    // Another process may work on a job of another run or command.
    for index in open where jobs[index].run != run { try await OpenJobs(runner: runner).waitWhileHeld(jobs[index]) }
    let indices = open
    _ = try await runner.run(indices.map { jobs[$0] }) { each(indices[$0], $1) }
  }

  private func assets(of job: Job) throws -> [Asset] {
    try job.assets.compactMap { try workspace.catalog.asset($0) }
  }

  /// Returns the jobs of a run by their place, the first attempt first: `4f0c/1`, `4f0c/1+1`, `4f0c/1+2`.
  static func attempts(of run: String, in journal: Journal) throws -> [String: [Job]] {
    var attempts: [String: [(Int, Job)]] = [:]
    for job in try journal.jobs(run: run) {
      guard let place = job.place else { continue }
      let parts = place.split(separator: "+", maxSplits: 1)
      let number = parts.count == 2 ? Int(parts[1]) ?? 0 : 0
      attempts[parts.first.map(String.init) ?? place, default: []].append((number, job))
    }
    return attempts.mapValues { $0.sorted { $0.0 < $1.0 }.map(\.1) }
  }

  /// Finds out what became of an open job, and returns whether to send the request again: yes if it certainly cost
  /// nothing; if it may have cost something, only on request.
  private func settleBeforeRetry(_ job: Job) async throws -> Bool {
    switch job.state {
    case .notSubmitted: return true
    case .failed, .cancelled: return retriesFailed
    case .submitted: return try endIfSimulatorGone(job)
    case .unknown, .submitting: return try endIfSimulatorGone(job) ? true : try await reconcile(job)
    case .prepared, .done: return false
    }
  }

  /// Asks the provider about a request with an unknown outcome and records the answer. Returns true only if the provider
  /// certainly does not have it.
  private func reconcile(_ job: Job) async throws -> Bool {
    guard let claim = try workspace.library.claim(.job(job.id)) else { return false }
    defer { withExtendedLifetime(claim) {} }
    var known = try workspace.journal().job(job.id) ?? job
    guard known.state == .unknown || known.state == .submitting else { return known.state == .notSubmitted }
    let runner = JobRunner(workspace: workspace, provider: provider)
    _ = try await runner.advance(&known, after: .begin, asking: [.lookUp])
    return known.state == .notSubmitted
  }

  /// Cancels a job whose simulator ran inside another process, which has ended together with its requests. Returns
  /// whether it did.
  private func endIfSimulatorGone(_ job: Job) throws -> Bool {
    guard provider.isSimulator, job.provider == provider.name else { return false }
    guard let claim = try workspace.library.claim(.job(job.id)) else { return false }
    defer { withExtendedLifetime(claim) {} }
    var gone = try workspace.journal().job(job.id) ?? job
    let here = provider.client.configuration.queueURL
    guard gone.state.isOpen, gone.state != .prepared, gone.statusURL.map({ !$0.hasPrefix(here) }) ?? true else {
      return false
    }
    _ = try JobRecorder(workspace).apply(.simulatorGone, to: &gone)
    return true
  }
}
