import AliceCatalog
package import AliceWorkspace

/// Finds jobs by their names, and those that other processes left behind.
extension GenerationRunner {
  /// The one job whose id is `name`, or begins with it.
  package static func job(_ name: String, in workspace: Workspace) throws -> Job {
    let journal = try workspace.journal()
    if let job = try journal.job(name) { return job }
    let matches = try name.isEmpty ? [] : journal.jobs(withPrefix: name)
    guard let first = matches.first else { throw AliceError.noSuchJob(name) }
    guard matches.count == 1 else { throw AliceError.ambiguousJob(name, matches: matches.map(\.id)) }
    return first
  }

  /// True where jobs may still bring something: what other processes left behind, or work on.
  package static func hasLeftBehind(in workspace: Workspace) -> Bool {
    (try? workspace.journal().jobs(open: true).contains { $0.state != .prepared }) ?? false
  }

  /// Fetches what other processes left behind at this provider, and leaves alone what they still work on.
  ///
  /// What was never sent is not sent: that is for somebody to ask for. Failures are not told: the jobs stay as they are.
  package func resumeLeftBehind() async throws -> GenerationResult {
    let jobs = try workspace.journal().jobs(open: true).filter {
      $0.provider == provider.name && $0.state != .prepared
    }
    var result = try await resume(jobs)
    result.failures = []
    return result
  }
}
