import AliceCatalog
import AliceFal
import AliceWorkspace

/// Finds out from the provider's own list whether a request whose answer never came was accepted.
struct JobReconciliation: Sendable {
  let runner: JobRunner

  /// The provider's list may lag behind its queue; until then a job that is not on it stays unknown.
  private static let waitPolicy: Int64 = 120_000
  /// Clocks differ.
  private static let clockSkew: Int64 = 120_000

  /// Submitted where the list has it; not submitted where it certainly has not; else unknown, as it was.
  func reconcile(_ job: Job) async throws -> Job {
    var job = job
    if job.state == .submitting {
      job.state = .unknown
      job.error = "alice was stopped while the request was sent"
      job = try runner.save(job)
    }
    let listed: [FalRequestRecord]
    do {
      listed = try await runner.provider.client.recentRequests(
        endpoint: job.endpoint, since: Timestamp(milliseconds: job.created.milliseconds - JobReconciliation.clockSkew))
    } catch FalError.cancelled {
      throw CancellationError()
    } catch {
      return job
    }
    // Two jobs with the same body must not take the same request for theirs.
    let lock = try await runner.workspace.lockWaiting()
    defer { withExtendedLifetime(lock) {} }
    if let match = try match(for: job, in: listed) {
      let submission = FalSubmission(
        requestID: match.requestID, endpoint: job.endpoint, base: runner.provider.client.configuration.queueURL)
      return try JobSubmission(runner: runner).accepted(job, submission)
    }
    // A record without its body could be this job: then nothing is proved.
    let isProved = try listed.allSatisfy { record in
      try record.input != nil || !runner.workspace.journal().jobs(requestID: record.requestID).isEmpty
    }
    return isProved ? try absent(job) : job
  }

  /// The oldest request with the same body that no other job has.
  private func match(for job: Job, in listed: [FalRequestRecord]) throws -> FalRequestRecord? {
    let journal = try runner.workspace.journal()
    let earliest = job.created.milliseconds - JobReconciliation.clockSkew
    let body = job.input.canonicalText
    return
      try listed
      .filter { $0.input?.canonicalText == body && ($0.created?.milliseconds ?? earliest) >= earliest }
      .sorted { ($0.created?.milliseconds ?? 0, $0.requestID) < ($1.created?.milliseconds ?? 0, $1.requestID) }
      .first { try journal.jobs(requestID: $0.requestID).isEmpty }
  }

  private func absent(_ job: Job) throws -> Job {
    let age = runner.workspace.clock.now().milliseconds - job.updated.milliseconds
    guard age > JobReconciliation.waitPolicy || runner.provider.isLocal else { return job }
    var absent = job
    absent.state = .notSubmitted
    absent.error = "the provider has no such request: nothing was billed"
    absent = try runner.save(absent)
    runner.publish(.generationFailed, absent) { $0.reason = absent.error }
    return absent
  }
}
