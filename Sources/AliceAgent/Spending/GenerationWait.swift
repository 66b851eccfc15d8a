import AliceKit

/// Sends the requests of a call and waits for their results, as long as a client does.
struct GenerationWait: Sendable {
  struct Outcome: Sendable {
    let result: GenerationResult
    /// Whether all requests have ended.
    let isDone: Bool

    static func ended(_ result: GenerationResult) -> Outcome { Outcome(result: result, isDone: true) }
  }

  private enum Message: Sendable {
    /// The requests are recorded and sent.
    case sent(GenerationResult)
    case ended(GenerationResult)
    case failed(any Error)
    case late
  }

  private let call: ToolCall
  private let priced: PricedRequest
  private let stop: CallStop

  /// Clients give up not much later.
  private static let patience = Duration.seconds(20)

  init(_ call: ToolCall, _ priced: PricedRequest, _ stop: CallStop) {
    self.call = call
    self.priced = priced
    self.stop = stop
  }

  /// Returns the results, or the jobs after 20 seconds; then the work goes on in the background. A call that is
  /// cancelled cancels the requests at the provider.
  func outcome() async throws -> Outcome {
    let (messages, continuation) = AsyncStream.makeStream(of: Message.self)
    let workspace = try call.library.opened().workspace
    let run = call.context.runs.start(stop) { [self] in
      do {
        continuation.yield(.ended(try await perform(in: workspace) { continuation.yield(.sent($0)) }))
      } catch {
        continuation.yield(.failed(error))
      }
    }
    let timer = Task {
      try await Task.sleep(for: GenerationWait.patience)
      continuation.yield(.late)
    }
    defer { timer.cancel() }
    var sent: GenerationResult?
    for await message in messages {
      switch message {
      case .sent(let result): sent = result
      case .ended(let result): return .ended(result)
      case .failed(let error): throw error
      case .late: return Outcome(result: sent ?? GenerationResult(), isDone: false)
      }
    }
    run.end(call.exchange.stop.reason ?? .detach)
    throw CancellationError()
  }

  private func perform(
    in workspace: Workspace, _ sent: @escaping @Sendable (GenerationResult) -> Void
  ) async throws -> GenerationResult {
    var work = priced.work
    if let known = try work.approve(priced.plan) { return known }
    let plan = priced.plan
    return try await work.generate(in: workspace) { session async throws -> GenerationResult in
      let runner = GenerationRunner(session)
      let submitted = try await runner.submit(plan)
      sent(submitted)
      // A request that was refused is not sent again.
      let open = submitted.jobs.filter(\.wasTaken).filter { $0.state.isOpen }
      guard !open.isEmpty else { return submitted }
      var result = try await runner.resume(open)
      result.assets = submitted.assets + result.assets
      result.files = submitted.files + result.files
      result.reused = submitted.reused + result.reused
      result.failures = submitted.failures + result.failures
      result.warnings = submitted.warnings + result.warnings
      return result
    }
  }
}

extension Job {
  /// Whether the provider has the request, or may have it.
  fileprivate var wasTaken: Bool {
    switch state {
    case .submitting, .unknown, .submitted, .done: true
    case .prepared, .failed, .notSubmitted, .cancelled: false
    }
  }
}
