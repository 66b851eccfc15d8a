import AliceFal
import AliceLibrary
import AliceWorkspace

/// The time limits for jobs. Jobs that are not complete by then continue at the provider, and can be fetched later.
package struct WaitPolicy: Sendable {
  /// The limit for the whole work, including retries, uploads and downloads; nil for the limit of the kind of model.
  package var wait: Duration?
  /// The limit for the start of a request, in seconds. The provider drops a request that has not started by then, at no
  /// cost.
  package var start: Double?
  private var begun = ContinuousClock.now

  /// Creates a policy; the time begins now.
  package init(wait: Duration? = nil, start: Double? = nil) {
    self.wait = wait
    self.start = start
  }

  /// Returns the limit for a job: `wait`, or else ten minutes for an image and an hour for everything else.
  func limit(for job: Job) -> Duration {
    if let wait { return wait }
    let makesPictures = ModelRegistry.builtIn.model(named: job.endpoint)?.output?.media == .image
    return makesPictures ? .seconds(600) : .seconds(3600)
  }

  /// Returns the time at which the wait for `job` and its result ends, if it begins now.
  func end(for job: Job) -> ContinuousClock.Instant { end ?? .now + limit(for: job) }

  private var end: ContinuousClock.Instant? { wait.map { begun + $0 } }

  var isOver: Bool { end.map { $0 <= .now } ?? false }

  /// The time in which the response to a paid request may still come after the wait has ended. It is shorter if the
  /// user stopped the wait.
  var farewell: Duration { isOver ? .seconds(3) : .milliseconds(700) }

  /// Runs `body` without counting its time, as for a question to the user.
  package mutating func pausing<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = ContinuousClock.now
    defer { begun += ContinuousClock.now - start }
    return try body()
  }

  /// Cancels `body` at the time limit; `body` may still report how far it came.
  ///
  /// If `body` throws because it was cancelled, this throws `CancellationError` if the task itself is cancelled, and
  /// `temporary` otherwise. Any other error, such as a full disk, is rethrown unchanged.
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

  /// The time limit as text for messages.
  var words: String { wait.map(WaitPolicy.words) ?? "as long as it takes" }

  static func words(_ time: Duration) -> String {
    let seconds = time.components.seconds
    if seconds >= 120, seconds.isMultiple(of: 60) { return "\(seconds / 60) minutes" }
    if seconds < 1 { return "\(time.components.attoseconds / 1_000_000_000_000_000) ms" }
    return seconds == 1 ? "1 second" : "\(seconds) seconds"
  }
}
