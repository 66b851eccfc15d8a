package import AliceGenerate
package import AliceWorkspace

/// The person at the other end of a front end: is told what happens, answers questions, and may stop the work.
package protocol FrontEnd: Sendable {
  /// Tells what a person would like to know.
  func note(_ text: String)

  func warn(_ text: String)

  /// Asks a person; false where nobody can be asked.
  func confirm(_ question: String) -> Bool

  /// Tells how an upload gets on.
  func show(_ upload: UploadProgress)

  /// Shows how jobs get on, by their events, for as long as `body` runs.
  func following<Result>(_ events: EventBus, _ body: () async throws -> Result) async throws -> Result

  /// Runs `body`, and cancels its task when the person asks to stop. `body` has a use for `requests` of these: at one more the
  /// front end may end at once.
  func stoppable<Result: Sendable>(
    requests: Int, _ body: @escaping @Sendable (Interrupts) async throws -> Result
  ) async throws -> Result

  /// Tells that nobody waits any more, and that asking once more cancels the work itself.
  func stoppedWaiting()

  /// Runs `body` with the address of a simulator that lives as long as it does.
  func simulating<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result
}
