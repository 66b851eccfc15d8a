import AliceModel

/// One request that was accepted, and what becomes of it. Moments are milliseconds since 1970.
struct SimulatedJob: Sendable {
  let id: String
  /// Counts up in the order of acceptance.
  let number: Int
  let endpoint: EndpointPath
  let key: String
  /// Null where the client asked not to keep it.
  let input: JSONValue
  let acceptedAt: Int64
  /// When it could start if a place were free.
  let readyAt: Int64
  let duration: Int64
  /// When the client no longer wants it to start.
  let startDeadline: Int64?
  /// How many steps its log counts.
  let steps: Int
  let bill: Bill
  var outcome: JobOutcome
  /// Never leaves the state it is stuck in; it holds no place.
  var stuck: StuckState?
  var startsAt: Int64
  var endsAt: Int64
  /// The result has been deleted.
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

  /// Ends now, or never ran: with this failure instead of what it would have made.
  mutating func end(at now: Int64, with failure: JobFailure) {
    stuck = nil
    startsAt = min(startsAt, now)
    endsAt = now
    outcome = .failure(failure)
  }
}

/// What a job ends with.
enum JobOutcome: Sendable {
  case success(JobOutput)
  case failure(JobFailure)
}

/// What is owed for a job that succeeds.
struct Bill: Sendable, Hashable {
  let units: Double
  let unit: String
  /// Nil where the price list has no price.
  let amount: Money?
}
