import AliceFal
import AliceWorkspace
import Synchronization

/// Waits until the provider reports that a job is complete, and publishes its progress.
struct JobWait: Sendable {
  let provider: FalProvider
  let waitPolicy: WaitPolicy
  let recorder: JobRecorder

  enum Outcome: Sendable {
    case reply(JobReply)
    /// The result should be requested. The status is nil if it is not known, and the result alone decides.
    case over(FalStatus?)
  }

  /// Waits until the request has ended, or may have. A cancelled task stops waiting; the request continues.
  ///
  /// `round` counts the times that the job was waited for, from 0: where a status stays unknown, it is asked for less
  /// and less often.
  func wait(for job: Job, until end: ContinuousClock.Instant, round: Int = 0) async throws -> Outcome {
    guard job.statusURL != nil else { throw AliceError.incompleteJob(job: job.id, lacks: .statusAddress) }
    let reporter = ProgressReporter(recorder: recorder, job: job)
    let calm = PollSchedule(first: provider.polling.longest, longest: provider.polling.longest)
    for url in provider.statusURLs(of: job) {
      do {
        let status = try await provider.client.follow(
          url, limit: max(.zero, end - .now), logs: true, schedule: round == 0 ? provider.polling : calm
        ) { reporter.report($0) }
        return .over(status)
      } catch .notFound {
        // Another address may have it.
      } catch {
        return try outcome(of: error, for: job)
      }
    }
    return .over(nil)
  }

  private func outcome(of error: FalError, for job: Job) throws -> Outcome {
    switch error {
    case .cancelled: throw CancellationError()
    case .stillRunning:
      let reason = "it is not done after \(WaitPolicy.words(waitPolicy.limit(for: job)))"
      return .reply(JobReply(.waitOver, failure: AliceError.kept(job: job.id, reason: reason)))
    case let error where error.isPassing || error.concernsTheAccount: return .reply(.open(error, job))
    // The state may be gone, or in an unknown form: only the result is final.
    default: return .over(nil)
    }
  }
}

/// Publishes progress: each new position in the queue, and each line of the model's log once.
private final class ProgressReporter: Sendable {
  /// The progress of a job; `isRunning` is nil while the job is in the queue.
  private struct Place: Equatable {
    var position: Int?
    var isRunning: Bool?
  }

  private struct State {
    var place: Place?
    var lines = 0
    var last: FalLog?
  }

  /// The maximum number of log lines in one event; earlier lines are omitted, and longer ones truncated.
  private static let mostLines = 100
  private static let longestLine = 1000

  private let recorder: JobRecorder
  private let job: Job
  private let state = Mutex(State())

  init(recorder: JobRecorder, job: Job) {
    self.recorder = recorder
    self.job = job
  }

  func report(_ status: FalStatus) {
    let (place, logs): (Place, [FalLog]) =
      switch status {
      case .inQueue(let position): (Place(position: position), [])
      case .inProgress(let logs): (Place(isRunning: true), logs)
      case .completed(_, _, _, let logs): (Place(isRunning: false), logs)
      case .ended: (Place(isRunning: false), [])
      case .unknown: (Place(), [])
      }
    let (isNew, lines) = state.withLock { state in
      let lines = ProgressReporter.new(logs, &state)
      defer { state.place = place }
      return (state.place != place, lines)
    }
    guard isNew || !lines.isEmpty else { return }
    let elapsed = recorder.workspace.clock.now().milliseconds - job.created.milliseconds
    recorder.publish(.generationProgress, job) { payload in
      payload.position = place.position
      payload.isRunning = place.isRunning
      payload.elapsed = Double(max(0, elapsed)) / 1000
      payload.logs =
        lines.suffix(ProgressReporter.mostLines).map { String($0.message.prefix(ProgressReporter.longestLine)) }
    }
  }

  /// Returns the lines that are new: the provider sends the whole log each time, or the end of it.
  private static func new(_ logs: [FalLog], _ state: inout State) -> ArraySlice<FalLog> {
    guard !logs.isEmpty else { return [] }
    defer {
      state.lines = logs.count
      state.last = logs.last
    }
    guard state.lines > 0 else { return logs[...] }
    if logs.count >= state.lines, logs[state.lines - 1] == state.last { return logs[state.lines...] }
    return logs.lastIndex { $0 == state.last }.map { logs[($0 + 1)...] } ?? logs[...]
  }
}
