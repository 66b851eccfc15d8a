import AliceKit
import Synchronization

/// Shows the progress of jobs: the totals of a run, the position in the queue, the time, and the model's latest message.
struct JobNarrator {
  private let listening: Task<Void, Never>
  private let console: Console
  private let board: JobBoard
  private let meter: RunMeter
  private let transfers: TransferMeter

  /// If `meter` has totals of a run, they are shown, and single jobs only beside them.
  init(_ console: Console, _ events: EventBus, _ meter: RunMeter, _ transfers: TransferMeter) {
    let board = JobBoard()
    self.console = console
    self.board = board
    self.meter = meter
    self.transfers = transfers
    listening = events.subscribe("generation.*") { event in
      if let line = board.pause(event) { console.note(line) }
      for line in board.note(event) { console.detail(line) }
    }
  }

  /// Runs `body` and shows its progress meanwhile.
  func showing<Result>(_ body: () async throws -> Result) async throws -> Result {
    defer { listening.cancel() }
    return try await Meter.showing(on: console, { standing(at: $0) }, body)
  }

  private func standing(at now: ContinuousClock.Instant) -> Standing? {
    if let totals = meter.standing(at: now, note: { transfers.line ?? board.slowest }) { return totals }
    return transfers.standing(at: now) ?? board.line.map { Standing(waiting: $0) }
  }
}

/// The jobs that are waited for, with the state of each.
private final class JobBoard: Sendable {
  private struct Entry {
    let began = ContinuousClock.now
    var state = "sending"
    var log: String?
    /// What was told about a pause.
    var told: String?
  }

  private let entries = Mutex<[String: Entry]>([:])

  /// Returns the lines that are shown with `--verbose`.
  func note(_ event: Event) -> [String] {
    guard case .generation(let payload) = event.payload else { return [] }
    let job = TerminalText(payload.job).description
    switch event.name {
    case .generationStarted:
      change(job) { $0.state = "sending" }
      return ["\(job): sending"]
    case .generationQueued:
      change(job) { $0.state = "accepted" }
      return ["\(job): accepted as \(TerminalText(payload.requestID ?? "?"))"]
    case .generationProgress: return payload.pause == nil ? progress(job, payload) : []
    case .generationCompleted, .generationFailed, .generationDetached:
      entries.withLock { $0[job] = nil }
      return event.name == .generationCompleted ? ["\(job): done"] : []
    default: return []
    }
  }

  /// Returns what a person should know who waits: the provider is busy, and when it is asked again. Each is told once.
  func pause(_ event: Event) -> String? {
    guard case .generation(let payload) = event.payload, let next = payload.pause else { return nil }
    let job = TerminalText(payload.job).description
    let wish = payload.asked.map { "asks to wait \(JobBoard.words($0))" } ?? "does not answer"
    let reason = payload.pauseReason.map { " (\(TerminalText($0)))" } ?? ""
    let line = "\(job): fal.ai \(wish)\(reason); it is asked again in \(JobBoard.words(next))"
    return entries.withLock { entries in
      var entry = entries[job] ?? Entry()
      defer { entries[job] = entry }
      entry.state = "asked to wait"
      guard entry.told != line else { return nil }
      entry.told = line
      return line
    }
  }

  private static func words(_ seconds: Double) -> String {
    let seconds = Int(min(max(seconds, 0), 1e9).rounded(.up))
    switch seconds {
    case ..<120: return "\(seconds) seconds"
    case ..<7200: return "\(seconds / 60) minutes"
    case ..<172_800: return "\(seconds / 3600) hours"
    default: return "\(seconds / 86_400) days"
    }
  }

  private func progress(_ job: String, _ payload: GenerationPayload) -> [String] {
    let state =
      if let isRunning = payload.isRunning {
        isRunning ? "running" : "fetching"
      } else {
        payload.position.map { "waiting, \($0) before it" } ?? "waiting"
      }
    let logs = payload.logs.map { TerminalText($0).description }
    let isNew = entries.withLock { entries in
      var entry = entries[job] ?? Entry()
      defer { entries[job] = entry }
      let isNew = entry.state != state
      entry.state = state
      entry.log = logs.last ?? entry.log
      return isNew
    }
    let seconds = payload.elapsed.map { " (\(Int(min(max($0, 0), 1e9))) s)" } ?? ""
    return logs.map { "\(job): | \($0)" } + (isNew ? ["\(job): \(state)\(seconds)"] : [])
  }

  private func change(_ job: String, _ body: (inout Entry) -> Void) {
    entries.withLock { entries in
      var entry = entries[job] ?? Entry()
      body(&entry)
      entries[job] = entry
    }
  }

  /// The job that is waited for the longest, with its state; nil if there is none that is slow.
  var slowest: String? {
    entries.withLock { entries in
      guard let oldest = entries.min(by: { $0.value.began < $1.value.began }) else { return nil }
      let seconds = (ContinuousClock.now - oldest.value.began).components.seconds
      return seconds < 3 ? nil : "\(seconds) s on \(oldest.key) (\(oldest.value.state))"
    }
  }

  /// One line for all jobs; nil if there is none.
  var line: String? {
    entries.withLock { entries in
      guard let oldest = entries.min(by: { $0.value.began < $1.value.began }) else { return nil }
      let seconds = "\((ContinuousClock.now - oldest.value.began).components.seconds) s"
      let log = entries.values.lazy.compactMap(\.log).first.map { ": " + $0 } ?? ""
      guard entries.count > 1 else { return "\(oldest.key): \(oldest.value.state), \(seconds)\(log)" }
      let running = entries.values.count { $0.state == "running" }
      return "\(entries.count) requests, \(running) running, \(seconds)\(log)"
    }
  }
}
