import AliceCatalog
package import AliceWorkspace

/// Finds jobs by their ids, and jobs that other processes left unfinished.
extension GenerationRunner {
  /// Returns the only job whose id is `name` or begins with it.
  package static func job(_ name: String, in workspace: Workspace) throws -> Job {
    let journal = try workspace.journal()
    if let job = try journal.job(name) { return job }
    let matches = try name.isEmpty ? [] : journal.jobs(withPrefix: name)
    guard let first = matches.first else { throw AliceError.noSuchJob(name) }
    guard matches.count == 1 else { throw AliceError.ambiguousJob(name, matches: matches.map(\.id)) }
    return first
  }

  /// Returns whether there are open jobs that may still have a result, including those that other processes work on.
  package static func hasUnfinished(in workspace: Workspace) -> Bool {
    (try? workspace.journal().jobs(open: true).contains { $0.state != .prepared }) ?? false
  }

  /// Fetches the results of jobs that other processes left unfinished at this provider, except those that they still
  /// work on.
  ///
  /// Jobs that were never sent are not sent, as only the user decides that. Failures are not reported, as the jobs
  /// remain open.
  package func resumeUnfinished() async throws -> GenerationResult {
    let jobs = try workspace.journal().jobs(open: true).filter {
      $0.provider == provider.name && $0.state != .prepared
    }
    var result = try await resume(jobs)
    result.failures = []
    return result
  }
}
