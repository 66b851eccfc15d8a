package import AliceModel

/// The response to an accepted request: everything that is needed to find the request again.
package struct FalSubmission: Sendable, Hashable {
  package let requestID: String
  package let statusURL: String
  package let responseURL: String
  package let cancelURL: String

  package init(requestID: String, statusURL: String, responseURL: String, cancelURL: String) {
    self.requestID = requestID
    self.statusURL = statusURL
    self.responseURL = responseURL
    self.cancelURL = cancelURL
  }
}

/// A log line that the model wrote while it ran.
package struct FalLog: Sendable, Hashable {
  package let message: String
  package let level: String?
  package let timestamp: String?
}

/// The status of a request. Failure is not a separate status: the request is `completed`, and the result reports the
/// failure.
package enum FalStatus: Sendable, Hashable {
  case inQueue(position: Int?)
  case inProgress(logs: [FalLog])
  /// `error` and `errorType` are hints; only the result's HTTP status decides. `inferenceTime` is in seconds.
  case completed(error: String?, errorType: String?, inferenceTime: Double?, logs: [FalLog])

  package var isCompleted: Bool {
    if case .completed = self { true } else { false }
  }
}

extension FalStatus {
  init(json: JSONValue) throws(FalError) {
    let logs = json["logs"]?.arrayValue?.prefix(10_000).compactMap(FalLog.init(json:)) ?? []
    switch json["status"]?.stringValue {
    case "IN_QUEUE": self = .inQueue(position: json["queue_position"]?.intValue.flatMap { $0 >= 0 ? $0 : nil })
    case "IN_PROGRESS": self = .inProgress(logs: logs)
    case "COMPLETED":
      self = .completed(
        error: json["error"]?.stringValue, errorType: json["error_type"]?.stringValue,
        inferenceTime: json["metrics"]?["inference_time"]?.doubleValue.flatMap { $0 >= 0 ? $0 : nil }, logs: logs)
    // fal documents none of these, but an intermediary may send them; the result has the details.
    case let word? where ["FAILED", "ERROR", "CANCELLED", "CANCELED"].contains(word):
      self = .completed(
        error: json["error"]?.stringValue ?? word, errorType: json["error_type"]?.stringValue, inferenceTime: nil,
        logs: logs)
    case let other: throw .badAnswer("status \(FalError.clipped(other ?? "absent"))")
    }
  }
}

extension FalLog {
  init?(json: JSONValue) {
    guard let message = json["message"]?.stringValue else { return nil }
    self.init(
      message: message, level: json["level"]?.stringValue ?? json["labels"]?["level"]?.stringValue,
      timestamp: json["timestamp"]?.stringValue)
  }
}

/// The result of a request.
package struct FalResult: Sendable, Hashable {
  /// The output as the model wrote it.
  package let output: JSONValue
  package let requestID: String?
  /// The number of billed units of the price, as a decimal.
  package let billableUnits: String?

  package init(output: JSONValue, requestID: String?, billableUnits: String?) {
    self.output = output
    self.requestID = requestID
    self.billableUnits = billableUnits
  }
}

/// The outcome of a cancellation.
package enum FalCancellation: Sendable, Hashable {
  /// The request was removed from the queue, or asked to stop: a running request may still complete and be billed.
  case requested
  case alreadyCompleted
}

/// One past request, as fal's list reports it.
package struct FalRequestRecord: Sendable, Hashable {
  package let requestID: String
  package let endpoint: String
  package let created: Timestamp?
  package let input: JSONValue?
  package let status: String?
}

extension FalRequestRecord {
  /// Tries the names that fal uses elsewhere, because the format is not fully documented.
  init?(json: JSONValue, endpoint: String) {
    guard let id = json["request_id"]?.stringValue, !id.isEmpty else { return nil }
    let time = ["created_at", "started_at", "sent_at"].lazy.compactMap { json[$0]?.stringValue }.first
    let input = ["json_input", "input", "payload"].lazy.compactMap { json[$0] }.first { !$0.isNull }
    self.init(
      requestID: id, endpoint: json["endpoint_id"]?.stringValue ?? endpoint, created: time.flatMap { Timestamp($0) },
      input: input.map { $0.stringValue.flatMap { try? JSONValue(parsing: $0) } ?? $0 },
      status: (json["status"] ?? json["status_code"])?.scalarText)
  }
}

/// The lifecycle status of an endpoint.
package struct FalModelStatus: Sendable, Hashable {
  package let endpoint: String
  /// The status is `active` or `deprecated`.
  package let status: String
}

extension FalModelStatus {
  init?(json: JSONValue) {
    guard let endpoint = json["endpoint_id"]?.stringValue, let status = json["metadata"]?["status"]?.stringValue else {
      return nil
    }
    self.init(endpoint: endpoint, status: status)
  }
}
