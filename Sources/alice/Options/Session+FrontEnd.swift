import AliceKit
import FalSimulator
import Foundation

/// A user at a terminal, who reads standard error, answers on standard input, and stops the work with Ctrl-C.
extension Session: FrontEnd {
  func note(_ text: String) { console.note(text) }

  func warn(_ text: String) { console.warn(text) }

  func confirm(_ question: String) -> Bool {
    if isAgreed { return true }
    guard console.terminal.inputIsTerminal else { return false }
    console.ask("\(question) [y/N] ")
    return readLine().map { ["y", "yes"].contains($0.lowercased()) } ?? false
  }

  func show(_ transfer: TransferProgress) { transfers.take(transfer) }

  func following<Result>(_ events: EventBus, _ body: () async throws -> Result) async throws -> Result {
    try await JobNarrator(console, events, meter, transfers).showing(body)
  }

  func stoppable<Result: Sendable>(
    requests: Int, _ body: @escaping @Sendable (Interrupts) async throws -> Result
  ) async throws -> Result {
    try await withInterrupts(endingAt: requests + 1, body)
  }

  func stoppedWaiting() {
    if console.terminal.errorIsTerminal { console.note("stopped waiting; a second Ctrl-C cancels the work at fal.ai") }
  }

  func simulating<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
    try await FalSimulator.withRunning(simulator) { try await body($0.baseURL) }
  }
}

extension Session {
  /// Creates the paid work of the command. Commands that send no new or paid requests need no policy.
  func paidWork(
    _ policy: SpendingPolicy = SpendingPolicy(), _ waitPolicy: WaitPolicy = WaitPolicy(), simulate: Bool = false
  ) -> PaidWork {
    PaidWork(
      for: self, settings, library: library, policy: policy, waitPolicy: waitPolicy, isSimulated: simulate)
  }
}
