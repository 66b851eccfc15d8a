import AliceCatalog
import AliceFal
import AliceWorkspace

/// Determines from the provider's list whether a request without a response was accepted.
struct JobReconciliation: Sendable {
  let workspace: Workspace
  let provider: FalProvider

  /// The maximum delay of the provider's list after its queue, in milliseconds. A younger job that is not on the list
  /// stays unknown.
  private static let lag: Int64 = 120_000
  /// The tolerated difference between the clocks, in milliseconds.
  private static let clockSkew: Int64 = 120_000

  /// Returns `found` if the list contains the job, `absent` if the provider certainly has not, and `unproven`
  /// otherwise.
  func lookUp(_ job: Job) async throws -> JobReply {
    let unproven = JobReply(
      .unproven("the provider's list does not settle it"), failure: AliceError.outcomeUnknown(job: job.id))
    let listed: [FalRequestRecord]
    do {
      listed = try await provider.client.recentRequests(
        endpoint: job.endpoint, since: Timestamp(milliseconds: job.created.milliseconds - JobReconciliation.clockSkew))
    } catch .cancelled {
      throw CancellationError()
    } catch {
      return unproven
    }
    // Two jobs with the same body must not be assigned the same request.
    let lock = try await workspace.library.lockForWriting()
    var reply = try reply(for: job, in: listed) ?? unproven
    reply.lock = lock
    return reply
  }

  private func reply(for job: Job, in listed: [FalRequestRecord]) throws -> JobReply? {
    if let match = try match(for: job, in: listed) {
      let submission = FalSubmission(
        requestID: match.requestID, endpoint: job.endpoint, base: provider.client.configuration.queueURL)
      return JobReply(.found(JobTicket(submission)))
    }
    // A record without a body could be this job; then its absence is not proved.
    let journal = try workspace.journal()
    let isProved = try listed.allSatisfy { record in
      try record.input != nil || !journal.jobs(requestID: record.requestID).isEmpty
    }
    let age = workspace.clock.now().milliseconds - job.updated.milliseconds
    guard isProved, age > JobReconciliation.lag || provider.isLocal else { return nil }
    let reason = "the provider has no such request: nothing was billed"
    return JobReply(.absent(reason), failure: AliceError.temporary(reason))
  }

  /// Returns the oldest request with the same body that is not assigned to another job.
  private func match(for job: Job, in listed: [FalRequestRecord]) throws -> FalRequestRecord? {
    let journal = try workspace.journal()
    let earliest = job.created.milliseconds - JobReconciliation.clockSkew
    let body = job.input.canonicalText
    return
      try listed
      .filter { $0.input?.canonicalText == body && ($0.created?.milliseconds ?? earliest) >= earliest }
      .sorted { ($0.created?.milliseconds ?? 0, $0.requestID) < ($1.created?.milliseconds ?? 0, $1.requestID) }
      .first { try journal.jobs(requestID: $0.requestID).isEmpty }
  }
}
