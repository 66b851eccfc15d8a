import AliceKit
import Dispatch
import Synchronization

/// Shows the progress of a run on one line, which is redrawn ten times a second.
final class Meter: Sendable {
  private let console: Console
  private let progress: FileProgress
  private let state = Mutex(State())

  private struct State {
    var pace = Pace()
    var isOver = false
  }

  private static let interval = DispatchTimeInterval.milliseconds(100)

  /// Passes to `body` the progress to update; nil if no user sees it. The line is cleared when this returns.
  static func showing<Result>(
    on console: Console, _ body: (FileProgress?) async throws -> Result
  ) async throws -> Result {
    guard console.showsProgress else { return try await body(nil) }
    let meter = Meter(console, FileProgress())
    // A queue of its own is needed, as the run may use all other threads.
    let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "alice.meter"))
    timer.schedule(deadline: .now() + interval, repeating: interval)
    timer.setEventHandler { meter.draw() }
    timer.resume()
    defer {
      timer.cancel()
      meter.end()
    }
    return try await body(meter.progress)
  }

  private init(_ console: Console, _ progress: FileProgress) {
    self.console = console
    self.progress = progress
  }

  private func draw() {
    state.withLock { state in
      guard !state.isOver, let now = progress.now, now.found > 0 else { return }
      state.pace.note(now, at: .now)
      console.progress(MeterLine(now, rate: state.pace.rate).fitted(to: console.progressWidth))
    }
  }

  private func end() {
    state.withLock { $0.isOver = true }
    console.endProgress()
  }
}

/// The rate at which files are processed: over the last ten seconds, or the last ten files if they take longer.
struct Pace {
  private var phase: FileProgress.Phase?
  private var samples: [(done: Int, time: ContinuousClock.Instant)] = []

  private static let span = Duration.seconds(10)
  private static let fewest = 10

  mutating func note(_ state: FileProgress.State, at time: ContinuousClock.Instant) {
    if phase != state.phase || state.done < samples.last?.done ?? 0 { samples = [] }
    phase = state.phase
    guard samples.last.map({ $0.done < state.done }) ?? true else { return }
    samples.append((state.done, time))
    while samples.count > Pace.fewest, time - samples[1].time > Pace.span { samples.removeFirst() }
  }

  /// The number of files per second; nil until it is known.
  var rate: Double? {
    guard let first = samples.first, let last = samples.last, last.done > first.done else { return nil }
    let time = (last.time - first.time) / .seconds(1)
    return time < 1 ? nil : Double(last.done - first.done) / time
  }
}

/// The text of the progress line.
struct MeterLine {
  private let count: String
  private let rate: String?
  private let left: String?

  /// Creates a line; `rate` is in files per second.
  init(_ state: FileProgress.State, rate: Double?) {
    let verb = state.phase.rawValue
    // Files may appear after they were counted.
    let total = max(state.found, state.done)
    let files = counted(total, "file")
    count = state.isCounted ? "\(verb): \(state.done) of \(files)" : "\(verb): \(files) found, \(state.done) done"
    self.rate = rate.map(MeterLine.text)
    left = rate.flatMap { rate in
      state.isCounted && state.done < total ? MeterLine.time(Double(total - state.done) / rate) : nil
    }
  }

  /// Returns at most `width` columns; the rate is omitted first if there is not enough room.
  func fitted(to width: Int) -> String {
    let lines = [[count, rate, left], [count, left], [count]].map { parts in
      parts.compactMap { $0 }.joined(separator: ", ")
    }
    return lines.first { $0.count <= width } ?? count.fitted(to: width)
  }

  private static func text(_ rate: Double) -> String {
    switch rate {
    case 10...: "\(Int(min(rate, 1e9).rounded())) a second"
    case 1...: "\((rate * 10).rounded() / 10) a second"
    default: "\(Int((rate * 60).rounded(.up))) a minute"
    }
  }

  /// Returns the rest of the time as text.
  static func time(_ seconds: Double) -> String {
    let seconds = Int(min(seconds, 1e9).rounded(.up))
    return switch seconds {
    case ..<60: "\(seconds) s left"
    case ..<3600: "\((seconds + 59) / 60) min left"
    default: "\(seconds / 3600) h \(seconds % 3600 / 60) min left"
    }
  }
}

extension Session {
  /// Runs long work over many files: Ctrl-C cancels it, and its progress is shown.
  func watching<Result: Sendable>(
    _ body: @escaping @Sendable (FileProgress?) async throws -> Result
  ) async throws -> Result {
    try await Meter.showing(on: console) { progress in
      try await withInterrupt { try await body(progress) }
    }
  }
}
