import AliceFal
import AliceLibrary
import AliceWorkspace

/// How long jobs are waited for. What is not done by then goes on at the provider, and can be fetched later.
package struct WaitPolicy: Sendable {
  /// For the whole, every retry, upload and download among it; nil for what the kind of model needs at the most.
  package var wait: Duration?
  /// In seconds: a request that no runner has taken by then is given up by the provider, and costs nothing.
  package var start: Double?
  private var begun = ContinuousClock.now

  /// The waiting begins now.
  package init(wait: Duration? = nil, start: Double? = nil) {
    self.wait = wait
    self.start = start
  }

  /// Once it is done: ten minutes for a picture, an hour for everything else.
  func limit(for job: Job) -> Duration {
    if let wait { return wait }
    let makesPictures = ModelRegistry.builtIn.model(named: job.endpoint)?.output?.media == .image
    return makesPictures ? .seconds(600) : .seconds(3600)
  }

  /// When the waiting for `job` ends, its result among it, where it begins now.
  func end(for job: Job) -> ContinuousClock.Instant { end ?? .now + limit(for: job) }

  private var end: ContinuousClock.Instant? { wait.map { begun + $0 } }

  var isOver: Bool { end.map { $0 <= .now } ?? false }

  /// How long an answer to a paid request is still waited for when the waiting has ended: a person who stops it waits least.
  var farewell: Duration { isOver ? .seconds(3) : .milliseconds(700) }

  /// `body` without its time counted: a person's answer takes as long as it takes.
  package mutating func pausing<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    defer { begun += ContinuousClock.now - start }
    return try body()
  }

  /// Runs `body` until it is done; when the wait policy ends it is cancelled, and may still say how far it came.
  ///
  /// Where it throws that it was cancelled, this throws `temporary`, and `CancellationError` where the task itself is
  /// cancelled. Any other error is thrown as it is: a full disk is none of the time's.
  package func within<Result: Sendable>(
    _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    guard let end else {
      do {
        return try await body()
      } catch  where WaitPolicy.isCancellation(error) && Task.isCancelled {
        throw CancellationError()
      }
    }
    let work = Task { () async throws -> Result in try await body() }
    let timer = Task {
      try await Task.sleep(until: end)
      work.cancel()
    }
    defer { timer.cancel() }
    return try await withTaskCancellationHandler {
      do {
        return try await work.value
      } catch  where WaitPolicy.isCancellation(error) && work.isCancelled {
        throw Task.isCancelled ? CancellationError() : AliceError.temporary("not done after \(words)") as any Error
      }
    } onCancel: {
      work.cancel()
    }
  }

  private static func isCancellation(_ error: any Error) -> Bool {
    switch error {
    case is CancellationError, FalError.cancelled, LibraryError.cancelled: true
    default: false
    }
  }

  /// How long the wait policy lasts, for people.
  var words: String { wait.map(WaitPolicy.words) ?? "as long as it takes" }

  static func words(_ time: Duration) -> String {
    let seconds = time.components.seconds
    if seconds >= 120, seconds.isMultiple(of: 60) { return "\(seconds / 60) minutes" }
    if seconds < 1 { return "\(time.components.attoseconds / 1_000_000_000_000_000) ms" }
    return seconds == 1 ? "1 second" : "\(seconds) seconds"
  }
}
