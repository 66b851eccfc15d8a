package import AliceModel

/// The response to an accepted request: everything that is needed to find the request again.
package struct FalSubmission: Sendable, Hashable {
  package let requestID: String
  package let statusURL: String
  package let responseURL: String
  package let cancelURL: String
  /// The result, if the server answered with it at once.
  package var result: FalResult?

  package init(requestID: String, statusURL: String, responseURL: String, cancelURL: String) {
    self.requestID = requestID
    self.statusURL = statusURL
    self.responseURL = responseURL
    self.cancelURL = cancelURL
  }
}

/// The result of a request.
package struct FalResult: Sendable, Hashable {
  /// The output as the model wrote it.
  package let output: JSONValue
  package let requestID: String?
  /// The number of billed units of the price, as a decimal.
  package let billableUnits: String?
  /// Whether parts of the output were nested too deeply, and null stands in their place.
  package let isCut: Bool

  package init(output: JSONValue, requestID: String?, billableUnits: String?, isCut: Bool = false) {
    self.output = output
    self.requestID = requestID
    self.billableUnits = billableUnits
    self.isCut = isCut
  }
}

extension FalResult {
  /// The number of levels of nesting that are read.
  package static let deepest = 480

  /// Returns true if the output contains nothing that a model made.
  package func isEmpty(on configuration: FalConfiguration) -> Bool {
    FailedOutput.isBlank(output) && !FalMedia.isAny(in: output, on: configuration)
  }
}

/// The answer to the question for a result.
package enum FalOutcome: Sendable {
  case result(FalResult)
  /// `billableUnits` is the number of billed units: fal bills some failures, if they used time of a GPU.
  case failure(FalError, billableUnits: String?)
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
    self.init(endpoint: endpoint, status: FalPrice.word(status))
  }
}
