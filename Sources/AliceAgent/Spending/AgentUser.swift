import AliceKit

/// The user behind an assistant, who approved the price before the request was sent.
struct AgentUser: FrontEnd {
  /// Why the work ends early.
  var stop = CallStop()
  var progress: ProgressNotes?

  func note(_ text: String) {}
  func warn(_ text: String) {}

  /// A price that was not approved is refused before this question.
  func confirm(_ question: String) -> Bool { true }

  func show(_ transfer: TransferProgress) {}

  /// Tells the client how far its requests are, in words of alice alone.
  func following<Result>(_ events: EventBus, _ body: () async throws -> Result) async throws -> Result {
    guard let progress, progress.isWanted else { return try await body() }
    let began = ContinuousClock.now
    let listening = events.subscribe("generation.*") { event in
      guard case .generation(let payload) = event.payload else { return }
      let elapsed = (ContinuousClock.now - began) / .seconds(1)
      progress.tell(elapsed, AgentUser.sentence(event.name, payload))
    }
    defer { listening.cancel() }
    return try await body()
  }

  private static func sentence(_ name: Event.Name, _ payload: GenerationPayload) -> String {
    let state =
      switch name {
      case .generationStarted: "sending"
      case .generationQueued: "accepted"
      case .generationCompleted: "done"
      case .generationFailed: "failed"
      case .generationDetached: "not waited for any more"
      default:
        payload.isRunning.map { $0 ? "running" : "fetching" }
          ?? payload.position.map { "waiting, \($0) before it" } ?? "waiting"
      }
    return "\(payload.job): \(state)"
  }

  /// A client that cancels does not want the result, so that the provider is asked to cancel, too.
  func stoppable<Result: Sendable>(
    requests: Int, _ body: @escaping @Sendable (Interrupts) async throws -> Result
  ) async throws -> Result {
    let interrupts = Interrupts()
    return try await withTaskCancellationHandler {
      try await body(interrupts)
    } onCancel: {
      let cancels = stop.reason == .cancel
      for _ in 0..<(cancels ? 2 : 1) { _ = interrupts.add(isHurried: !cancels, last: requests + 1) }
    }
  }

  func stoppedWaiting() {}

  func simulating<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
    throw Failure(.usage, "a server for assistants starts no simulator")
  }
}
