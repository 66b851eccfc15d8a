import AliceCatalog
import AliceFal
import AliceWorkspace

/// Sends a job, once.
struct JobSubmission: Sendable {
  let runner: JobRunner

  func submit(_ job: Job) async throws -> Job {
    // From here on bytes may leave: a crash must not leave `prepared` behind.
    var sent = job
    sent.state = .submitting
    sent.updated = runner.workspace.clock.now()
    guard try runner.workspace.journal().advance(sent, from: .prepared) else {
      throw AliceError.temporary("job \(job.id) is being sent by another alice")
    }
    runner.publish(.generationStarted, sent)
    do {
      return try accepted(sent, try await submission(of: sent))
    } catch let error as FalError {
      switch error {
      case .outcomeUnknown, .badAnswer, .timedOut, .connectionLost: return try await unknown(sent, "\(error)")
      case .cancelled: throw try unbegun(sent)
      case .unavailable(status: 503, _, requestID: nil, isHTML: true), .notSent, .rateLimited:
        let kept = try kept(sent, error)
        throw Task.isCancelled ? CancellationError() : kept as any Error
      case .unavailable, .failed(status: 500..., _, _, _):
        // Whether it was taken before something broke, the provider's list says.
        return try await unknown(sent, "\(error)")
      case .noKey, .forbiddenAddress, .unauthorized, .locked: throw try unsent(sent, error)
      default: throw try runner.fail(sent, error)
      }
    }
  }

  private func submission(of job: Job) async throws(FalError) -> FalSubmission {
    let waitPolicy = runner.waitPolicy
    return try await runner.provider.client.submit(
      endpoint: job.endpoint, input: job.input, startTimeout: waitPolicy.start, farewell: { waitPolicy.farewell })
  }

  func accepted(_ job: Job, _ submission: FalSubmission) throws -> Job {
    var accepted = job
    accepted.state = .submitted
    accepted.requestID = submission.requestID
    accepted.statusURL = submission.statusURL
    accepted.responseURL = submission.responseURL
    accepted.cancelURL = submission.cancelURL
    accepted.error = nil
    accepted = try runner.save(accepted)
    runner.publish(.generationQueued, accepted)
    return accepted
  }

  /// Certainly not taken: it may be sent later, when somebody asks for it.
  private func kept(_ job: Job, _ error: FalError) throws -> AliceError {
    var kept = job
    kept.state = .prepared
    kept.error = "\(error)"
    _ = try runner.save(kept)
    runner.publish(.generationFailed, kept) { $0.reason = "\(error)" }
    return .kept(job: job.id, reason: "\(error)")
  }

  /// Stopped before a byte had left.
  private func unbegun(_ job: Job) throws -> CancellationError {
    var unbegun = job
    unbegun.state = .prepared
    _ = try runner.save(unbegun)
    return CancellationError()
  }

  private func unsent(_ job: Job, _ error: FalError) throws -> AliceError {
    var unsent = job
    unsent.state = .notSubmitted
    unsent.error = "\(error)"
    _ = try runner.save(unsent)
    runner.publish(.generationFailed, unsent) { $0.reason = "\(error)" }
    return AliceError(error)
  }

  private func unknown(_ job: Job, _ reason: String) async throws -> Job {
    var unknown = job
    unknown.state = .unknown
    unknown.error = reason
    unknown = try runner.save(unknown)
    return try await JobReconciliation(runner: runner).reconcile(unknown)
  }
}
