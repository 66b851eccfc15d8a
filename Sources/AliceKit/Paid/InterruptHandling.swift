import AliceGenerate
import AliceWorkspace

/// What happens after the first request to stop: the work goes on at the provider, unless a second one asks to cancel it.
struct InterruptHandling: Sendable {
  let frontEnd: any FrontEnd
  let session: PaidSession
  let interrupts: Interrupts

  /// From the first request on: nobody waits longer than a second for the end.
  private static let grace = Duration.milliseconds(800)
  /// For what is asked of the provider after the second.
  private static let lastWord = Duration.seconds(3)

  /// The result with what became of the jobs that were waited for.
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
    // In a task of its own: this one is cancelled, and its requests would be.
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
