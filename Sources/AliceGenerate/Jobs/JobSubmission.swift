import AliceFal
import AliceWorkspace

/// Sends a job once, and determines from the response whether it may be billed.
struct JobSubmission: Sendable {
  let workspace: Workspace
  let client: FalClient
  let waitPolicy: WaitPolicy

  func submit(_ job: Job) async throws -> JobReply {
    do {
      let waitPolicy = waitPolicy
      let submission = try await client.submit(
        endpoint: job.endpoint, input: job.input, startTimeout: waitPolicy.start, farewell: { waitPolicy.farewell })
      var reply = JobReply(.accepted(JobTicket(submission)))
      reply.result = submission.result
      return reply
    } catch {
      guard let answer = JobMachine.Answer(error) else { return try JobReply.refused(error, job, in: workspace) }
      switch answer {
      case .interrupted: return JobReply(answer, failure: CancellationError())
      case .denied: return JobReply(answer, failure: AliceError(error))
      // The job may be sent later, on request.
      case .notTaken where Task.isCancelled: return JobReply(answer, failure: CancellationError())
      case .notTaken(let reason): return JobReply(answer, failure: AliceError.kept(job: job.id, reason: reason))
      // The provider's list settles the rest.
      default: return JobReply(answer)
      }
    }
  }
}

extension JobTicket {
  init(_ submission: FalSubmission) {
    self.init(
      requestID: submission.requestID, statusURL: submission.statusURL, responseURL: submission.responseURL,
      cancelURL: submission.cancelURL)
  }
}
