import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Waits for requests that were sent already, by this process or by another one that may still be running.
struct OpenJobs: Sendable {
  let runner: JobRunner

  private static let pause = Duration.milliseconds(200)

  /// Runs the jobs that no other process works on, and waits until the others have ended.
  func run(_ jobs: [Job], wait: Bool) async throws -> GenerationResult {
    if wait {
      for job in jobs { try await waitWhileHeld(job) }
    }
    return try await runner.run(jobs, wait: wait)
  }

  /// Waits until no other process works on the job, or the job has ended. A cancelled task stops waiting; the runner
  /// then reports the current state.
  func waitWhileHeld(_ job: Job) async throws {
    while !Task.isCancelled {
      guard let current = try runner.workspace.journal().job(job.id), current.state.isOpen else { return }
      let claim = try runner.workspace.library.claim(.job(job.id))
      if claim != nil { return }
      try? await Task.sleep(for: OpenJobs.pause)
    }
  }
}
