import AliceCatalog
import AliceFal

/// Sends a job, once.
struct JobSubmission: Sendable {
  let runner: JobRunner

  func submit(_ job: Job) async throws -> Job {
    // From here on bytes may leave: a crash must not leave `prepared` behind.
    guard
      try runner.workspace.journal().transition(
        job.id, from: .prepared, to: .submitting, at: runner.workspace.clock.now())
    else {
      throw AliceError.temporary("job \(job.id) is being sent by another alice")
    }
    var sent = job
    sent.state = .submitting
    runner.publish(.generationStarted, sent)
    do {
      return try accepted(sent, try await submission(of: sent))
    } catch let error as FalError {
      switch error {
      case .outcomeUnknown, .cancelled, .badAnswer, .timedOut, .connectionLost:
        return try await unknown(sent, "\(error)")
      case .unavailable(status: 503, _, requestID: nil, isHTML: true), .notSent, .rateLimited:
        throw try kept(sent, error)
      case .unavailable, .failed(status: 500..., _, _, _):
        // Whether it was taken before something broke, the provider's list says.
        return try await unknown(sent, "\(error)")
      case .noKey, .forbiddenAddress, .unauthorized, .locked: throw try unsent(sent, error)
      default: throw try runner.fail(sent, error)
      }
    }
  }

  /// In a task of its own: an interrupted wait must not cut a request whose answer is on its way.
  private func submission(of job: Job) async throws(FalError) -> FalSubmission {
    let (client, start) = (runner.provider.client, runner.patience.start)
    let result = await Task { () async -> Result<FalSubmission, FalError> in
      do throws(FalError) {
        return .success(
          try await client.submit(
            endpoint: job.endpoint, input: job.input, startTimeout: start))
      } catch {
        return .failure(error)
      }
    }.value
    return try result.get()
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
    runner.publish(.generationFailed, kept, ["error": .string("\(error)")])
    return .kept(job: job.id, reason: "\(error)")
  }

  private func unsent(_ job: Job, _ error: FalError) throws -> AliceError {
    var unsent = job
    unsent.state = .notSubmitted
    unsent.error = "\(error)"
    _ = try runner.save(unsent)
    runner.publish(.generationFailed, unsent, ["error": .string("\(error)")])
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
