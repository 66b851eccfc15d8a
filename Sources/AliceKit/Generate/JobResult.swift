import AliceCatalog
import AliceFal

/// What the provider says came of a job, asked for in every way that there is.
struct JobResult: Sendable {
  let runner: JobRunner

  /// Failures of the platform at the result are told by the same numbers as failures of the model.
  private static let tries = 3
  /// The provider keeps payloads for thirty days; what it does not know after that is gone.
  private static let retention: Int64 = 31 * 86_400_000

  /// Throws where there is none, or none yet: the job is then saved as what became of it.
  func fetch(_ job: Job) async throws -> FalResult {
    var absence: FalError?
    for url in addresses(of: job) {
      do {
        return try await ask(url)
      } catch .notFound(let message) {
        absence = absence ?? .notFound(message)
      } catch .gone(let message) {
        absence = .gone(message)
      } catch .cancelled {
        throw CancellationError()
      } catch .withdrawn {
        throw try withdrawn(job)
      } catch let error where error.endsTheJob {
        guard try await isFinal(error, for: job) else {
          throw try runner.keep(job, saying: "\(error)")
        }
        throw try runner.fail(job, error)
      } catch {
        throw try runner.keep(job, error)
      }
    }
    throw try missing(job, absence ?? .notFound("it has no address"))
  }

  /// The same with fresh addresses in it; nil where it is not to be had now. The job stays as it is.
  func again(_ job: Job) async throws -> FalResult? {
    for url in addresses(of: job) {
      do {
        return try await runner.provider.client.result(url)
      } catch .cancelled {
        throw CancellationError()
      } catch {
        continue
      }
    }
    return nil
  }

  /// The address that was told, its long form, and the one that is documented.
  private func addresses(of job: Job) -> [String] {
    var urls: [String] = []
    if let url = job.responseURL { urls += [url, url + "/response"] }
    if let id = job.requestID {
      let base = runner.provider.client.configuration.queueURL
      urls.append(FalSubmission(requestID: id, endpoint: job.endpoint, base: base).responseURL)
    }
    return urls.enumerated().filter { urls.firstIndex(of: $0.element) == $0.offset }.map(\.element)
  }

  private func ask(_ url: String) async throws(FalError) -> FalResult {
    for attempt in 1..<JobResult.tries {
      do {
        return try await runner.provider.client.result(url)
      } catch .notReady {
        try await pause(attempt)
      } catch .failed(let status, _, _, _) where status >= 500 {
        try await pause(attempt)
      }
    }
    return try await runner.provider.client.result(url)
  }

  /// A failure of the platform at the moment of asking looks like the failure of a job. The job's own is told by its state,
  /// too; without that it is believed after a day.
  private func isFinal(_ error: FalError, for job: Job) async throws -> Bool {
    guard case .failed(let status, _, _, _) = error, status >= 500, let url = job.statusURL else { return true }
    do {
      if case .completed(let error, let type, _, _) = try await runner.provider.client.status(of: url) {
        if error != nil || type != nil { return true }
      }
    } catch FalError.cancelled {
      throw CancellationError()
    } catch {
      // It cannot be asked now, so nothing is certain.
    }
    return runner.workspace.clock.now().milliseconds - job.created.milliseconds > 86_400_000
  }

  private func pause(_ attempt: Int) async throws(FalError) {
    do {
      try await Task.sleep(for: runner.provider.polling.delay(attempt: attempt))
    } catch {
      throw .cancelled
    }
  }

  private func withdrawn(_ job: Job) throws -> AliceError {
    var withdrawn = job
    withdrawn.state = .cancelled
    withdrawn.error = job.error ?? "it was cancelled at the provider"
    withdrawn.updated = runner.workspace.clock.now()
    // Nobody has proved that it had not started: it may be billed.
    try runner.workspace.journal().update(withdrawn, spending: runner.ledgerEntry(of: withdrawn))
    runner.publish(.generationFailed, withdrawn, ["error": JSONValue(withdrawn.error)])
    return .providerRefused("job \(job.id) was cancelled")
  }

  /// Deleted is the end; unknown may be a fault of the moment, until it is older than the provider's memory.
  private func missing(_ job: Job, _ absence: FalError) throws -> AliceError {
    let age = runner.workspace.clock.now().milliseconds - job.created.milliseconds
    if case .gone = absence { return try runner.lose(job, "the provider has deleted the result") }
    guard age < JobResult.retention else {
      return try runner.lose(job, "the provider does not know the request any more")
    }
    return try runner.keep(job, absence)
  }
}
