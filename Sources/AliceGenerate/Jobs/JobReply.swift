import AliceCatalog
import AliceFal
import AliceLibrary
import AliceWorkspace

/// An answer for a job, with the error to report if the job does not continue.
struct JobReply: Sendable {
  var answer: JobMachine.Answer
  var failure: (any Error)?
  var warnings: [String] = []
  /// The provider's result, as long as its files are not fetched.
  var result: FalResult?
  var assets: [Asset] = []
  /// The lock that excludes other processes until the answer is recorded.
  var lock: LibraryLock?

  init(_ answer: JobMachine.Answer, failure: (any Error)? = nil) {
    self.answer = answer
    self.failure = failure
  }

  /// Returns the reply for a job that the provider rejected for good.
  ///
  /// If the provider could not fetch an uploaded file, the journal's record of the upload is removed. `charge` is
  /// what the provider bills for the failure, if anything.
  static func refused(
    _ error: FalError, _ job: Job, in workspace: Workspace, charge: JobMachine.Charge? = nil
  ) throws -> JobReply {
    guard case .invalidInput(let problems) = error, problems.contains(where: { $0.type == "file_download_error" }),
      try workspace.journal().forgetUploads(in: job.input) > 0
    else { return JobReply(.refused("\(error)", charge), failure: AliceError(error)) }
    let reason = "\(error); its uploaded copy is gone, and the next request uploads the file again"
    return JobReply(.refused(reason, charge), failure: AliceError.providerRefused(reason))
  }

  /// Returns the reply for a job that stays open after an error, as its result may still be available.
  static func open(_ error: FalError, _ job: Job) -> JobReply {
    let failure = error.concernsTheAccount ? AliceError(error) : .kept(job: job.id, reason: "\(error)")
    return JobReply(JobMachine.Answer(error) ?? .unproven("\(error)"), failure: failure)
  }

  /// Returns the reply for an answer without any result, with the provider's words about it.
  static func empty(_ result: FalResult, _ job: Job) -> JobReply {
    let said = "the answer contains no result" + (result.omission.map { "; \($0)" } ?? "")
    guard let reason = FailureReason(ofEmpty: result.output) else { return gone(said, job) }
    let sentence = "\(said): \(reason.message)"
    guard reason.isVerdict else { return gone(sentence, job) }
    return JobReply(.gone(sentence), failure: AliceError.contentPolicy(reason.message))
  }

  /// Returns the reply for a job that ran and is paid for, and whose files cannot be fetched any more.
  static func gone(_ reason: String, _ job: Job) -> JobReply {
    let doubt = job.isUnverified ? "; its bill is implausible, 'alice cost' shows what is counted" : ""
    return JobReply(.gone(reason), failure: AliceError.providerFailed("job \(job.id): \(reason)\(doubt)"))
  }
}

extension JobMachine.Answer {
  /// Creates the answer that an error means for any request. Returns nil if the meaning depends on the question.
  init?(_ error: FalError) {
    let reason = "\(error)"
    switch error {
    case .noKey, .forbiddenAddress, .unauthorized, .locked: self = .denied(reason)
    // A proxy returned the page: the provider has not received the request.
    case .unavailable(status: 503, _, requestID: nil, isHTML: true), .notSent, .rateLimited: self = .notTaken(reason)
    case .unavailable, .failed(status: 500..., _, _, _): self = .serverError(reason)
    case .outcomeUnknown, .badAnswer, .connectionLost: self = .cut(reason)
    case .timedOut: self = .timedOut(reason)
    case .notReady: self = .notReady(reason)
    case .stillRunning: self = .waitOver
    case .cancelled: self = .interrupted
    case .notFound, .gone, .withdrawn, .invalidInput, .contentPolicy, .failed, .tooLarge, .notWritten, .notRead,
      .uploadRefused:
      return nil
    }
  }
}

extension FalResult {
  /// The sentence about what was left out of an answer; nil if it is whole.
  var omission: String? {
    isCut ? "what its answer nests deeper than \(FalResult.deepest) levels is left out" : nil
  }
}
