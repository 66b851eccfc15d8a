package import AliceGenerate
package import AliceWorkspace

/// The user interface of a front end: reports what happens, asks questions, and lets the user stop the work.
package protocol FrontEnd: Sendable {
  /// Reports something of interest to the user.
  func note(_ text: String)

  func warn(_ text: String)

  /// Asks the user; returns false if nobody can answer.
  func confirm(_ question: String) -> Bool

  /// Shows the progress of an upload or a download.
  func show(_ transfer: TransferProgress)

  /// Shows the progress of jobs, from their events, while `body` runs.
  func following<Result>(_ events: EventBus, _ body: () async throws -> Result) async throws -> Result

  /// Runs `body`, and cancels its task when the user asks to stop. `body` handles `requests` such requests; after one
  /// more, the front end may exit at once.
  func stoppable<Result: Sendable>(
    requests: Int, _ body: @escaping @Sendable (Interrupts) async throws -> Result
  ) async throws -> Result

  /// Reports that alice no longer waits, and that one more request to stop cancels the work itself.
  func stoppedWaiting()

  /// Runs `body` with the URL of a simulator that runs as long as `body`.
  func simulating<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result
}
