import AliceCatalog
import AliceFal
import AliceLibrary
import AliceWorkspace

/// What was learnt about a job, and what the person is told where it does not go on from there.
struct JobReply: Sendable {
  var answer: JobMachine.Answer
  var failure: (any Error)?
  var warnings: [String] = []
  /// What the provider made, while its files are still to be fetched.
  var result: FalResult?
  var assets: [Asset] = []
  /// Keeps others out until the answer is recorded.
  var lock: LibraryLock?

  init(_ answer: JobMachine.Answer, failure: (any Error)? = nil) {
    self.answer = answer
    self.failure = failure
  }

  /// The provider's last word on a job.
  ///
  /// An uploaded file that the provider could not fetch is not there any more, whatever was believed.
  static func refused(_ error: FalError, _ job: Job, in workspace: Workspace) throws -> JobReply {
    guard case .invalidInput(let problems) = error, problems.contains(where: { $0.type == "file_download_error" }),
      try workspace.journal().forgetUploads(in: job.input) > 0
    else { return JobReply(.refused("\(error)"), failure: AliceError(error)) }
    let reason = "\(error); its uploaded copy is forgotten, and the next request sends the file anew"
    return JobReply(.refused(reason), failure: AliceError.providerRefused(reason))
  }

  /// The job stays open: what was paid for may still be had, whatever came instead of it.
  static func open(_ error: FalError, _ job: Job) -> JobReply {
    let failure = error.concernsTheAccount ? AliceError(error) : .kept(job: job.id, reason: "\(error)")
    return JobReply(JobMachine.Answer(error) ?? .unproven("\(error)"), failure: failure)
  }

  /// It ran and is paid for, and nothing can be had of it any more.
  static func gone(_ reason: String, _ job: Job) -> JobReply {
    let doubt = job.isUnverified ? "; its bill is not believed, 'alice cost' tells what is counted" : ""
    return JobReply(.gone(reason), failure: AliceError.providerFailed("job \(job.id): \(reason)\(doubt)"))
  }
}

extension JobMachine.Answer {
  /// What an error says, by itself, of a request that was sent or asked about; nil for what depends on the question.
  init?(_ error: FalError) {
    let reason = "\(error)"
    switch error {
    case .noKey, .forbiddenAddress, .unauthorized, .locked: self = .denied(reason)
    // A page of somebody before the provider: it has not seen the request.
    case .unavailable(status: 503, _, requestID: nil, isHTML: true), .notSent, .rateLimited: self = .notTaken(reason)
    case .unavailable, .failed(status: 500..., _, _, _): self = .serverError(reason)
    case .outcomeUnknown, .badAnswer, .connectionLost: self = .cut(reason)
    case .timedOut: self = .timedOut(reason)
    case .notReady: self = .notReady(reason)
    case .stillRunning: self = .waitOver
    case .cancelled: self = .interrupted
    case .notFound, .gone, .withdrawn, .invalidInput, .contentPolicy, .failed, .tooLarge, .notWritten, .notRead:
      return nil
    }
  }
}
