import AliceModel
import Synchronization

/// The state of one simulator: jobs, files, tokens, faults, and received requests.
struct SimulationState: Sendable {
  var queue: JobQueue
  var shelf = MediaShelf()
  var faults = FaultList()
  var records: [RequestRecord] = []
  /// The prices that a tester has set, by endpoint.
  var prices: [String: SimulatedPrice] = [:]
  /// The expiry time of CDN tokens, in milliseconds since 1970.
  var tokens: [String: Int64] = [:]
  /// The multipart uploads that are not complete.
  var pieces: [String: PartialUpload] = [:]
  var counter = 0
  /// The shapes of answers that tests have asked for, by endpoint.
  var answers: [String: AnswerTemplate] = [:]

  init(concurrency: Int) { queue = JobQueue(concurrency: concurrency) }
}

/// One simulated fal, shared by all connections.
final class Simulation: Sendable {
  let options: SimulatorOptions
  private let state: Mutex<SimulationState>

  init(options: SimulatorOptions) {
    self.options = options
    state = Mutex(SimulationState(concurrency: options.concurrency))
  }

  var now: Int64 { options.now().milliseconds }

  func withState<Result>(_ body: (inout sending SimulationState) throws -> sending Result) rethrows -> sending Result {
    try state.withLock(body)
  }

  func reset() {
    let concurrency = options.concurrency
    state.withLock { $0 = SimulationState(concurrency: concurrency) }
  }

  /// Records a request; about the last four thousand are kept.
  func record(_ exchange: Exchange, answered: Int?) {
    let record = RequestRecord(exchange, answered: answered)
    state.withLock {
      if $0.records.count >= 4000 { $0.records.removeFirst(500) }
      $0.records.append(record)
    }
  }

  func takeFaults(for place: Fault.Place, endpoint: String? = nil) -> [Fault] {
    state.withLock { $0.faults.take(for: place, endpoint: endpoint) }
  }

  /// Waits by the clock of the options, so that a test can advance it.
  func wait(until moment: Int64) async throws {
    while case let left = moment - now, left > 0 {
      try await Task.sleep(for: .milliseconds(min(left, 20)))
    }
  }
}

/// Returns a random id in the form of a UUID.
func newRequestID() -> String {
  let digits = hexDigits(.random(in: 0 ... .max), width: 16) + hexDigits(.random(in: 0 ... .max), width: 16)
  var parts: [Substring] = []
  var rest = digits[...]
  for width in [8, 4, 4, 4, 12] {
    parts.append(rest.prefix(width))
    rest = rest.dropFirst(width)
  }
  return parts.joined(separator: "-")
}
