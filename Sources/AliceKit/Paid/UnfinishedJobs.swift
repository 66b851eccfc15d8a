package import AliceGenerate
package import AliceWorkspace

/// Fetches the unfinished jobs of earlier processes while `body` runs, in the session of `body`.
///
/// Jobs that are not complete when `body` ends are left for the next time.
package func fetchingUnfinishedJobs<Result: Sendable>(
  _ session: PaidSession, for frontEnd: any FrontEnd, _ body: () async throws -> Result
) async throws -> Result {
  try await running(body) {
    guard let result = try? await GenerationRunner(session).resumeUnfinished() else { return }
    frontEnd.note(fetched: result)
  }
}

/// Fetches unfinished jobs while `body` runs, which pays nothing: at the start, and then at each `interval`, with a
/// provider of its own.
///
/// Without a key, a network or such jobs, it does nothing and reports nothing.
package func fetchingUnfinishedJobs<Result: Sendable>(
  in workspace: Workspace, _ settings: Settings, each interval: Duration, for frontEnd: any FrontEnd,
  _ body: () async throws -> Result
) async throws -> Result {
  try await running(body) {
    while !Task.isCancelled {
      if GenerationRunner.hasUnfinished(in: workspace),
        let provider = try? await FalProvider(environment: settings.environment)
      {
        let result = try? await provider.use { provider in
          try await GenerationRunner(PaidSession(workspace, provider: provider)).resumeUnfinished()
        }
        if let result { frontEnd.note(fetched: result) }
      }
      try? await Task.sleep(for: interval)
    }
  }
}

/// Runs `side` concurrently for as long as `body` runs.
private func running<Result: Sendable>(
  _ body: () async throws -> Result, with side: @escaping @Sendable () async -> Void
) async throws -> Result {
  let task = Task { await side() }
  do {
    let result = try await body()
    task.cancel()
    await task.value
    return result
  } catch {
    task.cancel()
    await task.value
    throw error
  }
}

extension FrontEnd {
  /// Reports the results of an earlier process's requests.
  fileprivate func note(fetched result: GenerationResult) {
    guard !result.files.isEmpty else { return }
    for file in result.files { note("fetched for an earlier request: \(TerminalText(file.description))") }
    for warning in result.warnings { warn(TerminalText(warning).description) }
  }
}
