import AsyncHTTPClient

/// Closes clients at the end of the work, or when the user has stopped it.
enum Closing {
  /// The time for which connections that are being made are waited for. Neither the system's resolver nor a host that
  /// stays silent can be interrupted, and both may take longer than a user waits.
  private static let patience = Duration.milliseconds(100)

  /// Returns when all clients are closed, or after a moment: the rest closes in the background. Works in a cancelled
  /// task.
  static func close(_ clients: [HTTPClient]) async {
    let (closed, end) = AsyncStream<Void>.makeStream()
    Task {
      await withTaskGroup(of: Void.self) { group in
        for client in clients { group.addTask { try? await client.shutdown() } }
      }
      end.finish()
    }
    let timer = Task {
      try await Task.sleep(for: patience)
      end.finish()
    }
    // A stream ends at once in a cancelled task.
    await Task { for await _ in closed {} }.value
    timer.cancel()
  }
}
