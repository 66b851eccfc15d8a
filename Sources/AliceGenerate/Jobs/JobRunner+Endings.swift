import AliceCatalog
import AliceFal
import AliceLibrary
import AliceWorkspace
import Foundation

/// How jobs end, or stay open.
extension JobRunner {
  /// The provider's last word.
  func fail(_ job: Job, _ error: FalError) throws -> AliceError {
    let forgotten = try forgetUploads(of: job, after: error)
    try end(job, "\(error)" + forgotten)
    return forgotten.isEmpty ? AliceError(error) : .providerRefused("\(error)" + forgotten)
  }

  /// An uploaded file that the provider could not fetch is not there any more, whatever was believed.
  private func forgetUploads(of job: Job, after error: FalError) throws -> String {
    guard case .invalidInput(let problems) = error, problems.contains(where: { $0.type == "file_download_error" }),
      try workspace.journal().forgetUploads(in: job.input) > 0
    else { return "" }
    return "; its uploaded copy is forgotten, and the next request sends the file anew"
  }

  /// It ran and is paid for, and nothing can be had of it any more.
  func lose(_ job: Job, _ reason: String) throws -> AliceError {
    try end(job, reason, spending: bills.ledgerEntry(of: job))
    let doubt = job.isUnverified ? "; its bill is not believed, 'alice cost' tells what is counted" : ""
    return .providerFailed("job \(job.id): \(reason)\(doubt)")
  }

  private func end(_ job: Job, _ reason: String, spending entry: LedgerEntry? = nil) throws {
    var failed = job
    failed.state = .failed
    failed.error = reason
    failed.updated = workspace.clock.now()
    try workspace.journal().update(failed, spending: entry)
    publish(.generationFailed, failed) { $0.reason = reason }
  }

  /// The job stays open: what was paid for may still be had, whatever came instead of it.
  func keep(_ job: Job, _ error: FalError) throws -> AliceError {
    _ = try? note("\(error)", in: job)
    return error.concernsTheAccount ? AliceError(error) : .kept(job: job.id, reason: "\(error)")
  }

  /// The job stays open, for a reason that may pass.
  func keep(_ job: Job, saying reason: String) throws -> AliceError {
    _ = try? note(reason, in: job)
    return .kept(job: job.id, reason: reason)
  }

  /// The job stays open, because of this machine or of the network.
  func keep(_ job: Job, filing error: any Error) throws -> any Error {
    let reason: String
    switch error {
    case let error as AliceError:
      if case .temporary(let message) = error {
        _ = try? note(message, in: job)
        return AliceError.kept(job: job.id, reason: message)
      }
      return error
    case let error as LibraryError: reason = JobRunner.words(error)
    case CatalogError.noSpace: reason = "the disk is full"
    case CatalogError.notWritable, CatalogError.cannotOpen: reason = "the library cannot be written to"
    default: return error
    }
    // A full disk refuses this, too; the job is open all the same.
    _ = try? note(reason, in: job)
    return AliceError.notFiled(job: job.id, reason: reason)
  }

  private func note(_ reason: String, in job: Job) throws -> Job {
    var kept = job
    kept.error = reason
    return try save(kept)
  }

  private static func words(_ error: LibraryError) -> String {
    switch error.errno {
    case ENOSPC, EDQUOT: "the disk is full"
    case EROFS: "the disk of the library is read-only"
    case EACCES, EPERM: "the library may not be written to"
    case EIO: "the disk of the library fails"
    default: "\(error)"
    }
  }
}

extension FalError {
  /// True for what every other request would be told as well.
  var concernsTheAccount: Bool {
    switch self {
    case .noKey, .unauthorized, .locked: true
    default: false
    }
  }

  /// True for what may be over when it is tried again later.
  var isPassing: Bool {
    switch self {
    case .notSent, .rateLimited, .unavailable, .notReady, .stillRunning, .connectionLost, .timedOut: true
    default: false
    }
  }
}
