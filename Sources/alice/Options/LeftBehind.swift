import AliceKit

/// Runs `body`, and meanwhile fetches what earlier processes left behind: at the start, and then each `interval`.
///
/// Quietly: without a key, without a network or without such jobs nothing happens and nothing is said.
func withLeftBehind<Result: Sendable>(
  _ workspace: Workspace, _ environment: [String: String], each interval: Duration, _ console: Console,
  _ body: () async throws -> Result
) async throws -> Result {
  let fetching = Task {
    while !Task.isCancelled {
      if GenerationRunner.hasLeftBehind(in: workspace), let provider = try? await FalProvider(environment: environment)
      {
        let result = try? await using(provider) { provider in
          try await GenerationRunner(PaidSession(workspace, provider: provider)).resumeLeftBehind()
        }
        if let result { console.note(fetched: result) }
      }
      try? await Task.sleep(for: interval)
    }
  }
  do {
    let result = try await body()
    fetching.cancel()
    await fetching.value
    return result
  } catch {
    fetching.cancel()
    await fetching.value
    throw error
  }
}

extension Console {
  /// What came of requests that an earlier process had left.
  func note(fetched result: GenerationResult) {
    guard !result.files.isEmpty else { return }
    for file in result.files { note("fetched for an earlier request: \(TerminalText(file.description))") }
    for warning in result.warnings { warn(TerminalText(warning).description) }
  }
}
