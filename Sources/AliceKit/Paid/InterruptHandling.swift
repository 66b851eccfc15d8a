import AliceGenerate
import AliceWorkspace

/// Handles the first request to stop: the work continues at the provider, unless a second request cancels it.
struct InterruptHandling: Sendable {
  let frontEnd: any FrontEnd
  let session: PaidSession
  let interrupts: Interrupts

  /// The time after the first request in which a second one counts, so that alice exits within a second.
  private static let grace = Duration.milliseconds(700)
  /// The time limit for cancelling at the provider after the second request.
  private static let lastWord = Duration.seconds(3)
  /// The maximum number of jobs that are cancelled at a time.
  private static let width = 32

  /// Returns the result with the final state of the jobs that were waited for.
  func settle<Result: StoppableResult>(_ result: Result) async -> Result {
    let open = result.cancellable
    guard !open.isEmpty, Task.isCancelled else { return result }
    frontEnd.stoppedWaiting()
    guard await interrupts.isRepeated(within: InterruptHandling.grace) else { return result }
    // A new task is needed: the present one is cancelled, and so would be its requests.
    let outcomes = await Task { await cancel(open) }.value
    var settled = result
    settled.take(outcomes)
    return settled
  }

  private func cancel(_ open: [String]) async -> [CancelledJob] {
    let cancel = JobCancellation(session.workspace, provider: session.provider)
    let waitPolicy = WaitPolicy(wait: InterruptHandling.lastWord)
    var outcomes: [CancelledJob] = []
    await BoundedTasks(width: InterruptHandling.width).runInOrder(open) { [session] id in
      do {
        let known = try GenerationRunner.job(id, in: session.workspace)
        let (job, outcome) = try await waitPolicy.within { try await cancel.cancel(known) }
        return CancelledJob(job: job, failures: [.cancelled(job: id, outcome)])
      } catch {
        let failure = AliceError(describing: error) ?? .system("\(error)")
        return CancelledJob(job: nil, failures: [failure, .detached(jobs: [id])])
      }
    } each: {
      outcomes.append($0)
    }
    return outcomes
  }
}
