import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Sends the request of a job that has failed, or whose result is lost, again: as a new job, which is paid for anew.
package struct JobRetry: Sendable {
  /// The new job, as it is recorded before it is sent.
  package let job: Job
  package let earlier: Job
  /// Remarks for the user.
  package let notes: [String]

  /// Plans the new job. Throws if the earlier one may still have its result. `accepts` is asked about a job that may
  /// run at the provider nevertheless; nil refuses.
  package init(
    of earlier: Job, registry: ModelRegistry, in workspace: Workspace, accepts: ((String) -> Bool)? = nil
  ) throws {
    try JobRetry.check(earlier, accepts)
    try JobRetry.checkSuccessor(of: earlier, in: workspace)
    self.earlier = earlier
    let model = try registry.known(registry.listed(earlier.model) == nil ? earlier.endpoint : earlier.model)
    var inputs = JobInputs(of: earlier)
    try inputs.renew(in: workspace)
    notes = inputs.notes
    let source = earlier.parents.lazy.compactMap { try? workspace.catalog.asset($0)?.facts }.first
    var job = Job(
      id: GenerationPlan.jobID(), provider: earlier.provider, model: earlier.model, endpoint: model.endpoint,
      input: inputs.input, tags: earlier.tags, project: earlier.project, created: workspace.clock.now(),
      estimate: model.estimate(input: inputs.input, source: source) ?? earlier.estimate,
      reserved: model.reservation(input: inputs.input, source: source) ?? earlier.reserved,
      fingerprint: earlier.fingerprint, parents: earlier.parents, inputs: inputs.names, template: earlier.template)
    if let run = earlier.run, let place = earlier.place {
      job.run = run
      job.place = try JobRetry.next(place, run: run, in: workspace)
    }
    self.job = job
  }

  private static func check(_ job: Job, _ accepts: ((String) -> Bool)?) throws {
    switch job.state {
    case .failed, .cancelled, .notSubmitted: return
    // The error of a complete job tells which of its files are lost.
    case .done where job.error != nil || job.assets.isEmpty: return
    case .done:
      let id = job.assets.first?.short ?? ""
      throw AliceError.configuration(
        "job \(job.id) is done; 'alice generate --from \(id)' sends its request again")
    case .prepared:
      throw AliceError.configuration("job \(job.id) was not sent yet; 'alice jobs resume \(job.id)' sends it")
    case .submitted:
      throw AliceError.configuration(
        "job \(job.id) has not ended, and its result may still come; 'alice jobs resume \(job.id)' fetches it")
    case .submitting, .unknown:
      let doubt = "it is unknown whether fal.ai accepted job \(job.id): it may run and be billed besides"
      guard accepts?("\(doubt). Send it again?") == true else {
        throw AliceError.configuration(
          "\(doubt); 'alice jobs resume \(job.id)' asks again, '--yes' sends it all the same")
      }
    }
  }

  /// Throws if the same request was sent again since, and has or may still get its result: once more would be paid twice.
  fileprivate static func checkSuccessor(of job: Job, in workspace: Workspace) throws {
    let later = try equals(of: job, in: workspace.journal()).last { other in
      other.id != job.id && other.provider == job.provider && other.created >= job.created
        && (other.state.isOpen || other.state == .done && !other.assets.isEmpty)
    }
    guard let later else { return }
    let advice =
      later.state.isOpen
      ? "'alice jobs resume \(later.id)' fetches its result"
      : "'alice generate --from \(later.assets.first?.short ?? "") --again' pays once more"
    throw AliceError.configuration("the request of job \(job.id) was sent again as job \(later.id); \(advice)")
  }

  /// Returns the jobs of the same request. An adopted job has no fingerprint, and its input tells; files in it count by
  /// the names that recipes keep.
  private static func equals(of job: Job, in journal: Journal) throws -> [Job] {
    if let fingerprint = job.fingerprint { return try journal.jobs(fingerprint: fingerprint) }
    func kept(_ job: Job) -> JSONValue { InputName.replacing(job.inputs, in: job.input) }
    let wanted = kept(job)
    return try journal.jobs().filter { $0.fingerprint == nil && $0.endpoint == job.endpoint && kept($0) == wanted }
  }

  /// Returns the place of the next attempt of the same request of a run.
  private static func next(_ place: String, run: String, in workspace: Workspace) throws -> String {
    let first = place.split(separator: "+", maxSplits: 1).first.map(String.init) ?? place
    let attempts = try RunExecutor.attempts(of: run, in: workspace.journal())[first]?.count ?? 0
    return attempts == 0 ? first : "\(first)+\(attempts)"
  }
}

/// The input of a job that is sent again, with its files.
private struct JobInputs {
  var input: JSONValue
  /// The text of each file in `input`, with the name that is kept instead.
  var names: JSONObject
  var notes: [String] = []

  init(of job: Job) {
    input = job.input
    names = job.inputs
  }

  /// Puts the files of the library in the place of their uploaded copies, which expire.
  mutating func renew(in workspace: Workspace) throws {
    for (text, name) in names {
      guard LocalInput(address: text) == nil, let kept = name.stringValue else { continue }
      guard let id = InputName.asset(in: kept), let asset = try workspace.catalog.asset(id), !asset.missing else {
        if InputName.fileName(in: kept) != nil || InputName.asset(in: kept) != nil {
          notes.append("\(InputName.fileName(in: kept) ?? kept) is sent as the copy that was uploaded, if it is there")
        }
        continue
      }
      let local = LocalInput(path: workspace.root.appending(asset.path), digest: id.hex).address
      input = InputName.replacing([text: .string(local)], in: input)
      names[text] = nil
      names[local] = name
    }
  }
}

extension GenerationRunner {
  /// Records the new jobs if the limits allow all of them, sends them, and waits for their results.
  package func run(_ retries: [JobRetry], wait: Bool) async throws -> GenerationResult {
    try await session.waitPolicy.within { try await perform(retries, wait: wait) }
  }

  private func perform(_ retries: [JobRetry], wait: Bool) async throws -> GenerationResult {
    let (jobs, claims, warnings) = try await record(retries)
    var result = try await session.jobRunner(holding: claims).run(jobs, wait: wait)
    result.warnings = warnings + result.warnings
    return result
  }

  private func record(
    _ retries: [JobRetry]
  ) async throws -> ([Job], claims: [String: LibraryLock], warnings: [String]) {
    let turn = try await workspace.turn()
    defer { withExtendedLifetime(turn) {} }
    let journal = try workspace.journal()
    for retry in retries {
      guard retry.earlier.provider == provider.name else {
        throw AliceError.otherProvider(job: retry.earlier.id, provider: retry.earlier.provider)
      }
      // Another process may have changed the job since the user approved.
      guard try journal.job(retry.earlier.id)?.state == retry.earlier.state else {
        throw AliceError.jobTaken(retry.earlier.id)
      }
      // The retries of two processes are approved side by side, and recorded in turn.
      try JobRetry.checkSuccessor(of: retry.earlier, in: workspace)
    }
    let jobs = retries.map(\.job)
    try await session.checkBalance(for: jobs)
    let runs = Set(jobs.map(\.run)).sorted { $0 ?? "" < $1 ?? "" }
    let warnings = try Reservation(workspace, policy: session.policy).make(jobs, runs: runs)
    var claims: [String: LibraryLock] = [:]
    for job in jobs.prefix(64) { claims[job.id] = try workspace.library.claim(.job(job.id)) }
    return (jobs, claims, warnings)
  }
}
