package import AliceGenerate
package import AliceWorkspace

/// Fetches what earlier processes left behind, beside other work: in the session of that work.
///
/// What has not come when `body` is done stays for the next time.
package func fetchingLeftBehind<Result: Sendable>(
  _ session: PaidSession, for frontEnd: any FrontEnd, _ body: () async throws -> Result
) async throws -> Result {
  try await beside(body) {
    guard let result = try? await GenerationRunner(session).resumeLeftBehind() else { return }
    frontEnd.note(fetched: result)
  }
}

/// The same beside work that pays nothing: at the start, and then each `interval`, with a provider of its own.
///
/// Without a key, without a network or without such jobs nothing happens and nothing is said.
package func fetchingLeftBehind<Result: Sendable>(
  in workspace: Workspace, _ settings: Settings, each interval: Duration, for frontEnd: any FrontEnd,
  _ body: () async throws -> Result
) async throws -> Result {
  try await beside(body) {
    while !Task.isCancelled {
      if GenerationRunner.hasLeftBehind(in: workspace),
        let provider = try? await FalProvider(environment: settings.environment)
      {
        let result = try? await provider.use { provider in
          try await GenerationRunner(PaidSession(workspace, provider: provider)).resumeLeftBehind()
        }
        if let result { frontEnd.note(fetched: result) }
      }
      try? await Task.sleep(for: interval)
    }
  }
}

/// Runs `side` for as long as `body` runs.
private func beside<Result: Sendable>(
  _ body: () async throws -> Result, _ side: @escaping @Sendable () async -> Void
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
  /// Tells what came of requests that an earlier process had left.
  fileprivate func note(fetched result: GenerationResult) {
    guard !result.files.isEmpty else { return }
    for file in result.files { note("fetched for an earlier request: \(TerminalText(file.description))") }
    for warning in result.warnings { warn(TerminalText(warning).description) }
  }
}
