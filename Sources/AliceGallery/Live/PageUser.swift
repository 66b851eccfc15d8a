import AliceKit

/// The user of the page, who has approved the price before the request came, and reads what happens from its events.
struct PageUser: FrontEnd {
  func note(_ text: String) {}
  func warn(_ text: String) {}

  /// The page shows a price before it asks for anything, and a higher price is refused before this question.
  func confirm(_ question: String) -> Bool { true }

  func show(_ transfer: TransferProgress) {}

  func following<Result>(_ events: EventBus, _ body: () async throws -> Result) async throws -> Result {
    try await body()
  }

  func stoppable<Result: Sendable>(
    requests: Int, _ body: @escaping @Sendable (Interrupts) async throws -> Result
  ) async throws -> Result {
    try await body(Interrupts())
  }

  func stoppedWaiting() {}

  func simulating<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
    throw Failure(.usage, "the gallery starts no simulator")
  }
}
