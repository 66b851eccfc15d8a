import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Waits for requests that were sent already, by this process before or by another one that is still at work.
struct OpenJobs: Sendable {
  let runner: JobRunner

  private static let pause = Duration.milliseconds(200)

  /// Drives the jobs that nobody works on, and waits for the others to come to their end.
  func run(_ jobs: [Job], wait: Bool) async throws -> GenerationResult {
    if wait {
      for job in jobs { try await waitWhileHeld(job) }
    }
    return try await runner.run(jobs, wait: wait)
  }

  /// A cancelled task stops waiting; then the runner tells of the job as it stands.
  func waitWhileHeld(_ job: Job) async throws {
    while !Task.isCancelled {
      guard let current = try runner.workspace.journal().job(job.id), current.state.isOpen else { return }
      let claim = try runner.workspace.library.claim(.job(job.id))
      if claim != nil { return }
      try? await Task.sleep(for: OpenJobs.pause)
    }
  }
}
