import AliceModel

/// A log line that the model wrote while it ran.
package struct FalLog: Sendable, Hashable {
  package let message: String
  package let level: String?
  package let timestamp: String?
}

/// The status of a request.
///
/// fal has three: a request that failed is `completed`, and its result reports the failure. Gateways and partners also
/// say that a request has failed or was cancelled, and a later version of fal may have states that are not known here.
package enum FalStatus: Sendable, Hashable {
  case inQueue(position: Int?)
  case inProgress(logs: [FalLog])
  /// `error` and `errorType` are hints; only the result's HTTP status decides. `inferenceTime` is in seconds.
  case completed(error: String?, errorType: String?, inferenceTime: Double?, logs: [FalLog])
  /// The request has ended without a result. The result may know the reason better.
  case ended(FalEnding)
  /// The request may be in any phase, so only the result shows whether it has ended.
  case unknown(String)

  /// The failure that the status reports; nil if it reports none.
  package var failure: FalError? {
    switch self {
    case .completed(let reason?, let type, _, _):
      FalEnding(state: "COMPLETED", reason: reason, errorType: type).failure
    case .ended(let ending): ending.failure
    case .completed, .inQueue, .inProgress, .unknown: nil
    }
  }

  /// True if nothing follows.
  package var isFinal: Bool {
    switch self {
    case .completed, .ended: true
    case .inQueue, .inProgress, .unknown: false
    }
  }
}

/// How a request ended that has no result.
package struct FalEnding: Sendable, Hashable {
  /// The word of the status: `FAILED`, `CANCELLED`, …
  package let state: String
  package let reason: String?
  package let errorType: String?
  /// Whether the status says that the request never ran.
  package var neverRan = false

  package init(state: String, reason: String? = nil, errorType: String? = nil) {
    self.state = state
    self.reason = reason
    self.errorType = errorType
  }

  /// The failure of the job that this reports.
  package var failure: FalError {
    let message = reason ?? "it ended as \(state)"
    if SafetyWording.isVerdict(message, type: errorType) || SafetyWording.isVerdict(state) {
      return .contentPolicy(message)
    }
    if StateWord(state) == .withdrawn { return .withdrawn(message) }
    return .failed(status: 200, type: errorType ?? state, message, isRetryable: false)
  }
}

extension FalStatus {
  /// Throws if the JSON is not a status.
  init(json: JSONValue) throws(FalError) {
    guard let word = json["status"]?.stringValue ?? json["state"]?.stringValue else {
      throw .badAnswer("status \(FalError.clipped(json["status"]?.scalarText ?? "absent"))")
    }
    let logs = json["logs"]?.arrayValue?.prefix(10_000).compactMap(FalLog.init(json:)) ?? []
    let reason = FailureReason(in: json)
    switch StateWord(word) {
    case .waiting: self = .inQueue(position: json["queue_position"]?.intValue.flatMap { $0 >= 0 ? $0 : nil })
    case .running: self = .inProgress(logs: logs)
    case .completed:
      self = .completed(
        error: reason?.message, errorType: reason?.type,
        inferenceTime: json["metrics"]?["inference_time"]?.doubleValue.flatMap { $0 >= 0 ? $0 : nil }, logs: logs)
    case .failed, .withdrawn:
      var ending = FalEnding(
        state: FalError.clipped(word), reason: reason?.message ?? logs.last?.failure, errorType: reason?.type)
      ending.neverRan = FalStatus.neverRan(json)
      self = .ended(ending)
    case nil: self = .unknown(FalError.clipped(word))
    }
  }
}

extension FalStatus {
  /// Whether a status says that the request never ran: it still has its place in the queue, or it has a start that
  /// never came. An absent member says nothing.
  private static func neverRan(_ json: JSONValue) -> Bool {
    if json["metrics"]?["inference_time"]?.doubleValue.map({ $0 > 0 }) ?? false { return false }
    if json["queue_position"]?.intValue != nil { return true }
    return ["started_at", "startedAt"].contains { json[$0]?.isNull ?? false }
  }

  /// Whether this status says that the request never ran.
  package var neverRan: Bool {
    switch self {
    case .ended(let ending): ending.neverRan || ending.reason.map(FalStatus.saysUnstarted) ?? false
    case .completed(let reason?, _, _, _): FalStatus.saysUnstarted(reason)
    case .completed, .inQueue, .inProgress, .unknown: false
    }
  }

  private static let unstarted = [
    "before it started", "before it ran", "before it could", "before it was started", "before it was processed",
    "before starting", "before start", "before running", "before processing", "before execution", "before being",
    "in the queue", "in queue", "from the queue", "from queue", "while queued", "was queued", "never started",
    "never ran", "not started", "not yet started", "was not run", "did not run", "did not start", "without running",
  ]

  /// Whether the words of a provider about a cancelled request say that it never ran.
  package static func saysUnstarted(_ message: String) -> Bool {
    let text = message.prefix(500).lowercased()
    return unstarted.contains(where: text.contains)
  }
}

extension FalLog {
  init?(json: JSONValue) {
    guard let message = json["message"]?.stringValue else { return nil }
    self.init(
      message: message, level: json["level"]?.stringValue ?? json["labels"]?["level"]?.stringValue,
      timestamp: json["timestamp"]?.stringValue)
  }

  /// The message of a line that reports an error.
  var failure: String? {
    ["ERROR", "STDERR", "CRITICAL", "FATAL"].contains(level?.uppercased()) ? FalError.clipped(message) : nil
  }
}
