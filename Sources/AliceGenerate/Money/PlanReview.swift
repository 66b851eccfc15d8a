import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Splits a plan into what the library can answer and what must be paid.
package struct PlanReview: Sendable {
  /// The source of the result of a request.
  enum Answer: Sendable {
    /// An earlier job whose files are all in the library.
    case known(Job)
    /// An earlier job that has not ended.
    case open(Job)
    case fresh
  }

  package let plan: GenerationPlan
  /// The answer to each request of the plan.
  let answers: [Answer]
  /// The files of each request that is answered, in the order of the plan.
  let assets: [[Asset]]

  /// Of k equal requests with m earlier jobs, the first min(k, m) are answered by the newest of these. Without a seed,
  /// two requests count as equal, too.
  package init(_ plan: GenerationPlan, in workspace: Workspace?, provider: String) throws {
    var known: [String: EarlierJobs] = [:]
    var answers: [Answer] = []
    var assets: [[Asset]] = []
    for request in plan.requests {
      guard let workspace, !plan.again else {
        answers.append(.fresh)
        assets.append([])
        continue
      }
      var earlier =
        try known[request.fingerprint] ?? EarlierJobs(request.fingerprint, in: workspace, provider: provider)
      let (answer, files) = earlier.next()
      answers.append(answer)
      assets.append(files)
      known[request.fingerprint] = earlier
    }
    self.plan = plan
    self.answers = answers
    self.assets = assets
  }

  var fresh: [Int] { answers.indices.filter { if case .fresh = answers[$0] { true } else { false } } }

  /// Whether there is nothing to send and nothing to wait for.
  package var isAnswered: Bool { known.count == answers.count && !answers.isEmpty }

  package var known: [Job] { answers.compactMap { if case .known(let job) = $0 { job } else { nil } } }
  package var open: [Job] { answers.compactMap { if case .open(let job) = $0 { job } else { nil } } }

  /// The expected cost of what must be paid.
  package var expected: ExpectedCost {
    var cost = ExpectedCost()
    for index in fresh { cost.add(plan.requests[index].estimate, model: plan.model.name) }
    return cost
  }

  /// Returns the jobs of what must be paid.
  package func jobs(now: Timestamp, provider: String) -> [Job] {
    let jobs = plan.jobs(now: now, provider: provider)
    return fresh.map { jobs[$0] }
  }

  /// Returns what the library can answer without payment; the rest is omitted.
  package func knownResult(in workspace: Workspace) -> GenerationResult {
    let assets = self.assets.flatMap { $0 }
    return GenerationResult(
      assets: assets, files: assets.map { workspace.root.appending($0.path) }, reused: known)
  }
}

/// The earlier jobs of the same request; the next one to take is last.
private struct EarlierJobs {
  private var done: [(job: Job, assets: [Asset])] = []
  private var open: [Job] = []

  init(_ fingerprint: String, in workspace: Workspace, provider: String) throws {
    for job in try workspace.journal().jobs(fingerprint: fingerprint) where job.provider == provider {
      if job.state.isOpen {
        // A job that was never sent is no answer, unless another process is about to send it.
        if job.state == .prepared, try workspace.library.claim(.job(job.id)) != nil { continue }
        open.insert(job, at: 0)
      } else if job.state == .done, let assets = try workspace.presentAssets(of: job) {
        done.append((job, assets))
      }
    }
  }

  mutating func next() -> (PlanReview.Answer, [Asset]) {
    if let (job, assets) = done.popLast() { return (.known(job), assets) }
    if let job = open.popLast() { return (.open(job), []) }
    return (.fresh, [])
  }
}

/// Looks up jobs of earlier runs, each of which answers one request.
struct AnsweredJobs {
  private let workspace: Workspace
  private let provider: String
  private var known: [String: EarlierJobs] = [:]

  init(in workspace: Workspace, provider: String) {
    self.workspace = workspace
    self.provider = provider
  }

  /// Returns a job outside of `run` for the same request: the newest one whose files are all in the library, or else
  /// one that has not ended.
  mutating func next(for fingerprint: String?, besides run: String) throws -> Job? {
    guard let fingerprint else { return nil }
    var earlier = try known[fingerprint] ?? EarlierJobs(fingerprint, in: workspace, provider: provider)
    defer { known[fingerprint] = earlier }
    while true {
      switch earlier.next().0 {
      case .known(let job), .open(let job): if job.run != run { return job }
      case .fresh: return nil
      }
    }
  }
}

extension Workspace {
  /// Returns nil if the job has no assets, or one of them is gone from the library.
  fileprivate func presentAssets(of job: Job) throws -> [Asset]? {
    let assets = try job.assets.compactMap { try catalog.asset($0) }.filter { asset in
      !asset.missing && (try? OpenFile.open(root.appending(asset.path))) != nil
    }
    return !assets.isEmpty && assets.count == job.assets.count ? assets : nil
  }
}
