import AliceModel

/// One accepted request and its schedule. Times are milliseconds since 1970.
struct SimulatedJob: Sendable {
  let id: String
  /// A number that increases in the order of acceptance.
  let number: Int
  let endpoint: EndpointPath
  let key: String
  /// Null if the client asked not to store it.
  let input: JSONValue
  let acceptedAt: Int64
  /// The time at which it can start if a slot is free.
  let readyAt: Int64
  let duration: Int64
  /// The time after which the client no longer wants it to start.
  let startDeadline: Int64?
  /// The number of steps in its log.
  let steps: Int
  let bill: Bill
  /// The bill if the model fails; nil if a failure costs nothing.
  let failedBill: Bill?
  var outcome: JobOutcome
  /// The state that the job never leaves, if it is stuck; a stuck job occupies no slot.
  var stuck: StuckState?
  var startsAt: Int64
  var endsAt: Int64
  /// True if the result has been deleted.
  var isLost = false

  enum StuckState: Sendable { case inQueue, inProgress }

  enum Phase: Sendable { case queued, running, completed }

  func phase(at now: Int64) -> Phase {
    switch stuck {
    case .inQueue: .queued
    case .inProgress: now < readyAt ? .queued : .running
    case nil: now < startsAt ? .queued : now < endsAt ? .running : .completed
    }
  }

  /// Ends the job now with this failure instead of its output.
  mutating func end(at now: Int64, with failure: JobFailure) {
    stuck = nil
    startsAt = min(startsAt, now)
    endsAt = now
    outcome = .failure(failure)
  }
}

/// The outcome of a job.
enum JobOutcome: Sendable {
  case success(JobOutput)
  case failure(JobFailure)
}

/// The amount owed for a job that succeeds.
struct Bill: Sendable, Hashable {
  let units: Double
  let unit: String
  /// Nil if the price list has no price.
  let amount: Money?
}
