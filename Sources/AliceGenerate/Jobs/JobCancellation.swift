import AliceCatalog
import AliceFal
import AliceLibrary
package import AliceWorkspace

/// Cancels jobs at the provider, and determines the outcome.
package struct JobCancellation: Sendable {
  private let runner: JobRunner

  package init(_ workspace: Workspace, provider: FalProvider) {
    runner = JobRunner(workspace: workspace, provider: provider)
  }

  package func cancel(_ job: Job) async throws -> (job: Job, Cancellation) {
    guard let claim = try runner.workspace.library.claim(.job(job.id)) else { throw AliceError.jobTaken(job.id) }
    defer { withExtendedLifetime(claim) {} }
    var job = try runner.workspace.journal().job(job.id) ?? job
    guard job.state.isOpen else { return (job, .ended) }
    guard job.state == .prepared || job.provider == runner.provider.name else {
      throw AliceError.otherProvider(job: job.id, provider: job.provider)
    }
    var reply = try await runner.advance(&job, after: .cancelWanted, asking: [.lookUp, .withdraw])
    if case .found = reply.answer {
      reply = try await runner.advance(&job, after: .cancelWanted, asking: [.withdraw])
    }
    return (job, Cancellation(reply.answer, of: job))
  }
}

extension Cancellation {
  /// Creates the outcome from the last answer that a job received while it was cancelled.
  fileprivate init(_ answer: JobMachine.Answer, of job: Job) {
    switch answer {
    case .cancelWanted where job.state == .cancelled: self = .neverSent
    case .absent: self = .neverSent
    case .cancelledBeforeStart: self = .beforeStart
    case .cancelledRunning: self = .stopped
    case .cancelTooLate: self = .tooLate
    case .cancelPending: self = .asked
    // It is unknown whether the provider has the job, or there is no URL to cancel it.
    default: self = .unknown
    }
  }
}

/// Asks the provider to cancel a request, and requests the state until the outcome is known.
struct JobWithdrawal: Sendable {
  let provider: FalProvider

  /// The maximum number of times that the state is requested after the cancellation.
  private static let checks = 8

  func withdraw(_ job: Job) async throws -> JobReply {
    guard let url = job.cancelURL else { throw AliceError.incompleteJob(job: job.id, lacks: .cancelAddress) }
    do {
      let wasQueued = try await isQueued(job)
      if case .alreadyCompleted = try await provider.client.cancel(url) { return JobReply(.cancelTooLate) }
      return JobReply(try await answer(job, wasQueued: wasQueued) ?? .cancelPending)
    } catch FalError.cancelled {
      throw CancellationError()
    } catch let error as FalError {
      throw error.isPassing ? AliceError.kept(job: job.id, reason: "\(error)") : AliceError(error)
    }
  }

  /// Returns the outcome of the cancellation; nil if none is known in time or the task is cancelled.
  private func answer(_ job: Job, wasQueued: Bool) async throws -> JobMachine.Answer? {
    for check in 0..<JobWithdrawal.checks {
      do {
        switch try await outcome(of: job) {
        case .withdrawn: return wasQueued ? .cancelledBeforeStart : .cancelledRunning
        case .there: return .cancelTooLate
        case .open: try await Task.sleep(for: provider.polling.delay(attempt: check))
        }
      } catch let error where error is CancellationError || error as? FalError == .cancelled {
        return nil
      }
    }
    return nil
  }

  /// Returns whether the job is certainly in the queue. Otherwise it may have started.
  private func isQueued(_ job: Job) async throws(FalError) -> Bool {
    guard let url = job.statusURL else { return false }
    do {
      if case .inQueue = try await provider.client.status(of: url) { return true }
    } catch .cancelled {
      throw .cancelled
    } catch {
      // If the error is not temporary, the cancellation itself fails with it.
    }
    return false
  }

  private enum Outcome { case withdrawn, there, open }

  private func outcome(of job: Job) async throws -> Outcome {
    guard let url = job.responseURL else { return .open }
    do {
      _ = try await provider.client.result(url)
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
}
