import AliceCatalog
import AliceLibrary
package import AliceWorkspace

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
    guard var known = try workspace.journal().job(job.id) else { throw AliceError.noSuchJob(job.id) }
    // The question was about what it was then.
    guard ForgetJob.loss(of: known) == ForgetJob.loss(of: job) else { throw AliceError.jobTaken(job.id) }
    _ = try JobRecorder(workspace).apply(.forgotten, to: &known)
    workspace.library.discard(.job(job.id))
  }
}
