import AliceCatalog
import AliceFal
import AliceLibrary
package import AliceWorkspace

/// What a person does with jobs besides waiting for them: find, cancel, forget.
extension GenerationRunner {
  /// The one job whose id is `name`, or begins with it.
  package static func job(_ name: String, in workspace: Workspace) throws -> Job {
    let journal = try workspace.journal()
    if let job = try journal.job(name) { return job }
    let matches = try name.isEmpty ? [] : journal.jobs(withPrefix: name)
    guard let first = matches.first else { throw AliceError.noSuchJob(name) }
    guard matches.count == 1 else { throw AliceError.ambiguousJob(name, matches: matches.map(\.id)) }
    return first
  }

  /// True where jobs may still bring something: what other processes left behind, or work on.
  package static func hasLeftBehind(in workspace: Workspace) -> Bool {
    (try? workspace.journal().jobs(open: true).contains { $0.state != .prepared }) ?? false
  }

  /// Fetches what other processes left behind at this provider, and leaves alone what they still work on.
  ///
  /// What was never sent is not sent: that is for somebody to ask for. Failures are not told: the jobs stay as they are.
  package func resumeLeftBehind() async throws -> GenerationResult {
    let jobs = try workspace.journal().jobs(open: true).filter {
      $0.provider == provider.name && $0.state != .prepared
    }
    var result = try await resume(jobs)
    result.failures = []
    return result
  }
}

/// Takes jobs out of the journal.
package struct ForgetJob: Sendable {
  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// What forgetting a job would lose, for people; nil for a job that can bring nothing any more.
  package static func loss(of job: Job) -> String? {
    switch job.state {
    case .done where job.fingerprint != nil: "the same request would not be known any more, and be paid for again"
    case .prepared, .done, .failed, .notSubmitted, .cancelled: nil
    case .submitting, .unknown:
      "it may run at the provider and be billed, and its results could not be fetched any more"
    case .submitted: "it is paid for, and its results could not be fetched any more"
    }
  }

  /// Its row goes; what it cost, or may have cost, stays in the ledger. Throws where another process works on it.
  package func forget(_ job: Job) throws {
    guard let claim = try workspace.library.claim(.job(job.id)) else { throw AliceError.jobTaken(job.id) }
    defer { withExtendedLifetime(claim) {} }
    guard let known = try workspace.journal().job(job.id) else { throw AliceError.noSuchJob(job.id) }
    // The question was about what it was then.
    guard ForgetJob.loss(of: known) == ForgetJob.loss(of: job) else { throw AliceError.jobTaken(job.id) }
    let mayCost = [.submitting, .unknown, .submitted].contains(known.state)
    let entry = mayCost ? known.ledgerEntry() : nil
    guard try workspace.journal().forget(job.id, spending: entry) else { throw AliceError.noSuchJob(job.id) }
    workspace.library.discard(.job(job.id))
  }
}
