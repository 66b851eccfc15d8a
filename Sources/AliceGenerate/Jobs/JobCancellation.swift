import AliceCatalog
import AliceFal
import AliceLibrary
package import AliceWorkspace

/// Asks the provider to drop jobs, and finds out what that came to.
package struct JobCancellation: Sendable {
  private let runner: JobRunner

  /// How often the state is looked at after the request.
  private static let looks = 8

  package init(_ workspace: Workspace, provider: FalProvider) {
    runner = JobRunner(workspace: workspace, provider: provider)
  }

  package func cancel(_ job: Job) async throws -> (job: Job, Cancellation) {
    guard let claim = try runner.workspace.library.claim(.job(job.id)) else { throw AliceError.jobTaken(job.id) }
    defer { withExtendedLifetime(claim) {} }
    var job = try runner.workspace.journal().job(job.id) ?? job
    if job.state == .prepared {
      return (try end(job, "cancelled before it was sent: not billed"), .neverSent)
    }
    guard job.state.isOpen else { return (job, .ended) }
    guard job.provider == runner.provider.name else {
      throw AliceError.providerRefused("job \(job.id) belongs to \(job.provider)")
    }
    if job.state != .submitted { job = try await JobReconciliation(runner: runner).reconcile(job) }
    if job.state == .notSubmitted { return (job, .neverSent) }
    guard job.state == .submitted, let url = job.cancelURL else { return (job, .unknown) }
    return try await withdraw(job, at: url)
  }

  private func withdraw(_ job: Job, at url: String) async throws -> (job: Job, Cancellation) {
    do {
      let client = runner.provider.client
      let wasQueued = try await isQueued(job)
      if case .alreadyCompleted = try await client.cancel(url) { return (job, .tooLate) }
      if let answer = try await answer(job, wasQueued: wasQueued) { return answer }
    } catch FalError.cancelled {
      throw CancellationError()
    } catch let error as FalError {
      throw error.isPassing ? AliceError.kept(job: job.id, reason: "\(error)") : AliceError(error)
    }
    var asked = job
    asked.error = "asked to cancel after it had started: it may still be billed"
    return (try runner.save(asked), .asked)
  }

  /// What came of the wish; nil where nothing shows of it, as long as somebody waits.
  private func answer(_ job: Job, wasQueued: Bool) async throws -> (job: Job, Cancellation)? {
    for look in 0..<JobCancellation.looks {
      do {
        switch try await outcome(of: job) {
        case .withdrawn where wasQueued:
          return (try end(job, "cancelled before it started: not billed"), .beforeStart)
        case .withdrawn:
          let reason = "stopped after it had started: it may be billed"
          return (try end(job, reason, spending: runner.bills.ledgerEntry(of: job)), .stopped)
        case .there: return (job, .tooLate)
        case .open: try await Task.sleep(for: runner.provider.polling.delay(attempt: look))
        }
      } catch let error where error is CancellationError || error as? FalError == .cancelled {
        return nil
      }
    }
    return nil
  }

  /// What has left the queue when this is asked may have started, and so may what nothing can be learnt of.
  private func isQueued(_ job: Job) async throws(FalError) -> Bool {
    guard let url = job.statusURL else { return false }
    do {
      if case .inQueue = try await runner.provider.client.status(of: url) { return true }
    } catch .cancelled {
      throw .cancelled
    } catch {
      // The wish itself will meet the same, if it is more than a fault of the moment.
    }
    return false
  }

  private enum Outcome { case withdrawn, there, open }

  private func outcome(of job: Job) async throws -> Outcome {
    guard let url = job.responseURL else { return .open }
    do {
      _ = try await runner.provider.client.result(url)
      return .there
    } catch .withdrawn {
      return .withdrawn
    } catch .notReady, .notFound, .badAnswer {
      return .open
    } catch let error where error.endsTheJob {
      return .there
    } catch {
      throw error
    }
  }

  private func end(_ job: Job, _ reason: String, spending entry: LedgerEntry? = nil) throws -> Job {
    var ended = job
    ended.state = .cancelled
    ended.error = reason
    ended.updated = runner.workspace.clock.now()
    try runner.workspace.journal().update(ended, spending: entry)
    return ended
  }
}
