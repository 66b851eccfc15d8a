import AliceGenerate
import AliceWorkspace

/// Handles the first request to stop: the work continues at the provider, unless a second request cancels it.
struct InterruptHandling: Sendable {
  let frontEnd: any FrontEnd
  let session: PaidSession
  let interrupts: Interrupts

  /// The time after the first request in which a second one counts, so that alice exits within a second.
  private static let grace = Duration.milliseconds(800)
  /// The time limit for cancelling at the provider after the second request.
  private static let lastWord = Duration.seconds(3)

  /// Returns the result with the final state of the jobs that were waited for.
  func settle(_ result: GenerationResult) async -> GenerationResult {
    let open = result.failures.flatMap { failure -> [String] in
      switch failure {
      case .detached(let jobs): jobs
      case .notSent(let job): [job]
      default: []
      }
    }
    guard !open.isEmpty, Task.isCancelled else { return result }
    frontEnd.stoppedWaiting()
    guard await interrupts.isRepeated(within: InterruptHandling.grace) else { return result }
    // A new task is needed: the present one is cancelled, and so would be its requests.
    return await Task { await cancel(open, result) }.value
  }

  private func cancel(_ open: [String], _ result: GenerationResult) async -> GenerationResult {
    var result = result
    result.failures.removeAll { failure in
      switch failure {
      case .detached, .notSent: true
      default: false
      }
    }
    let cancel = JobCancellation(session.workspace, provider: session.provider)
    let waitPolicy = WaitPolicy(wait: InterruptHandling.lastWord)
    for id in open {
      do {
        let known = try GenerationRunner.job(id, in: session.workspace)
        let (job, outcome) = try await waitPolicy.within { try await cancel.cancel(known) }
        if let index = result.jobs.firstIndex(where: { $0.id == id }) { result.jobs[index] = job }
        result.failures.append(.cancelled(job: id, outcome))
      } catch {
        result.failures.append(AliceError(describing: error) ?? .system("\(error)"))
        result.failures.append(.detached(jobs: [id]))
      }
    }
    return result
  }
}
