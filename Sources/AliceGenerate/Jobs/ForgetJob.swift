import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Removes jobs from the journal.
package struct ForgetJob: Sendable {
  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Returns what is lost with the job, as text for the user; nil if nothing is.
  package static func loss(of job: Job) -> String? {
    switch job.state {
    case .done where job.fingerprint != nil: "the same request would not be recognized any more, and be paid for again"
    case .prepared, .done, .failed, .notSubmitted, .cancelled: nil
    case .submitting, .unknown:
      "it may run at the provider and be billed, and its results could not be fetched any more"
    case .submitted: "it is paid for, and its results could not be fetched any more"
    }
  }

  /// Removes the job's row; the ledger keeps its cost or possible cost. Throws if another process works on the job.
  package func forget(_ job: Job) throws {
    guard let claim = try workspace.library.claim(.job(job.id)) else { throw AliceError.jobTaken(job.id) }
    defer { withExtendedLifetime(claim) {} }
    guard var known = try workspace.journal().job(job.id) else { throw AliceError.noSuchJob(job.id) }
    // The user confirmed the loss for the earlier state.
    guard ForgetJob.loss(of: known) == ForgetJob.loss(of: job) else { throw AliceError.jobTaken(job.id) }
    _ = try JobRecorder(workspace).apply(.forgotten, to: &known)
    workspace.library.discard(.job(job.id))
  }
}
