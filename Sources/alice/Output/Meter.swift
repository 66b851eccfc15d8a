import AliceKit
import Dispatch
import Foundation
import Synchronization

/// Shows the progress of a run: on one line of a terminal, which is redrawn ten times a second, or as events for programs.
final class Meter: Sendable {
  private let console: Console
  private let source: @Sendable (ContinuousClock.Instant) -> Standing?
  /// The name of the command; the timer does not belong to its task.
  private let command: String
  private let state = Mutex(State())

  private struct State {
    var told: (standing: Standing, time: ContinuousClock.Instant)?
    var isOver = false
  }

  private static let interval = DispatchTimeInterval.milliseconds(100)
  /// The time between two events for programs.
  private static let pause = Duration.seconds(1)

  /// Shows what `source` returns while `body` runs; nil shows nothing. The line is gone when this returns.
  static func showing<Result>(
    on console: Console, _ source: @escaping @Sendable (ContinuousClock.Instant) -> Standing?,
    _ body: () async throws -> Result
  ) async throws -> Result {
    guard console.showsProgress || console.tellsProgress else { return try await body() }
    let meter = Meter(console, source)
    // A queue of its own is needed, as the run may use all other threads.
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "alice.meter"))
    timer.schedule(deadline: .now() + interval, repeating: interval)
    timer.setEventHandler { meter.show(at: .now) }
    timer.resume()
    let erasing = SignalWatch.shared.beforeLeaving { console.leaveProgress() }
    defer {
      timer.cancel()
      meter.end()
      SignalWatch.shared.forget(erasing)
    }
    return try await body()
  }

  private init(_ console: Console, _ source: @escaping @Sendable (ContinuousClock.Instant) -> Standing?) {
    self.console = console
    self.source = source
    command = console.tellsProgress ? RunningCommand.name : ""
  }

  private func show(at now: ContinuousClock.Instant) {
    state.withLock { state in
      guard !state.isOver, let standing = source(now) else { return }
      if console.showsProgress { console.progress { ProgressLine(standing).fitted(to: $0) } }
      guard console.tellsProgress else { return }
      if let told = state.told, told.standing.phase == standing.phase, now - told.time < Meter.pause { return }
      tell(standing, at: now, &state)
    }
  }

  private func tell(_ standing: Standing, at now: ContinuousClock.Instant, _ state: inout State) {
    guard standing != state.told?.standing else { return }
    console.tell(standing, of: command)
    state.told = (standing, now)
  }

  /// The last event has the final numbers.
  private func end() {
    state.withLock { state in
      if console.tellsProgress, let standing = source(.now) { tell(standing, at: .now, &state) }
      state.isOver = true
    }
    console.endProgress()
  }
}

/// Turns the progress over files into what is shown, with its rate.
final class FileMeter: Sendable {
  let progress: FileProgress
  private let pace = Mutex(Pace())

  init(counts: Bool) { progress = FileProgress(counts: counts) }

  func standing(at now: ContinuousClock.Instant) -> Standing? {
    guard let state = progress.now, state.found > 0 else { return nil }
    let rate = pace.withLock { pace in
      pace.note(state.done, of: state.phase.rawValue, at: now)
      return pace.rate
    }
    return Standing(state, rate: rate, hand: progress.oldest, at: now)
  }
}

extension Session {
  /// Runs long work over many files: its progress is shown, and Ctrl-C cancels it.
  ///
  /// If it is cancelled and throws, the user is told how far it was, and by `goOn` how to go on.
  func watching<Result: Sendable>(
    goOn: String, _ body: @escaping @Sendable (FileProgress) async throws -> Result
  ) async throws -> Result {
    let meter = FileMeter(counts: console.showsProgress || console.tellsProgress)
    do {
      return try await Meter.showing(on: console, { meter.standing(at: $0) }) {
        try await withInterrupt(patience: { insist(meter.progress, goOn: goOn) }) {
          try await body(meter.progress)
        }
      }
    } catch  where Failure(describing: error).status == .interrupted {
      throw stopped(meter.progress, goOn: goOn)
    }
  }

  /// The failure of a run that the user has stopped.
  func stopped(_ progress: FileProgress, goOn: String) -> Failure {
    guard let state = progress.now else { return Failure(.interrupted, "stopped; \(goOn)") }
    let total = max(state.found, state.done)
    let files = state.isCounted ? "\(state.done) of \(counted(total, "file"))" : counted(state.done, "file")
    return Failure(.interrupted, "stopped: \(files) \(state.phase.past); \(goOn)")
  }

  /// Removes what else the next command would have to: the folder in which this process prepares files, which is empty.
  private func removeStaging() {
    let folder = root.appending(".alice/tmp").description
    let prefix = "\(ProcessInfo.processInfo.processIdentifier)-"
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasPrefix(prefix) {
      // It fails where the folder is not empty.
      rmdir(folder + "/" + name)
    }
  }

  /// Called where the run has not ended soon after the user stopped it. A picture of a hundred megapixels takes seconds
  /// to decode; if nothing but that is going on, or the library is still being opened, the program ends at once.
  private func insist(_ progress: FileProgress, goOn: String) {
    guard progress.isOnlyReading || progress.now == nil else {
      return console.note("stopping after the file in hand; a second Ctrl-C ends at once")
    }
    if let message = stopped(progress, goOn: goOn).message { console.say("alice: " + message) }
    removeStaging()
    SignalWatch.shared.leave()
  }
}
