import AliceModel

/// The failure of a job: the error in its status, and the response of its result.
struct JobFailure: Sendable {
  var status: Int
  var body: JSONValue
  var headers: [(name: String, value: String)]
  var statusError: String
  var statusErrorType: String
  /// True if the failure costs as much as a success: it used as much time.
  var isBilled = false
  /// Whether the model itself failed, after it had worked: the platform bills none of its own failures.
  private(set) var isOfModel = false

  /// Makes a failure of the runner or the platform: one sentence and its type.
  init(platform status: Int, _ sentence: String, type: String, headers: [(name: String, value: String)] = []) {
    self.status = status
    body = ["detail": .string(sentence), "error_type": .string(type)]
    self.headers = [("X-Fal-Error-Type", type)] + headers
    statusError = sentence
    statusErrorType = type
  }

  /// Makes a failure that the model reports: a list of problems in the input.
  init(model status: Int, _ problems: [InputProblem], isRetryable: Bool = false) {
    self.status = status
    body = ["detail": .array(problems.map(\.json))]
    headers = [("X-Fal-Retryable", isRetryable ? "true" : "false")]
    isOfModel = true
    statusError = "Invalid status code: \(status)"
    statusErrorType = status == 422 || status == 400 ? "bad_request" : "runner_server_error"
  }

  /// Returns the response with the units of the bill, which is nil for a failure that costs nothing.
  func answer(_ bill: Bill?) -> Answer {
    let units = JSONValue(bill?.units ?? 0).text
    return .json(status, body, headers: headers + [("X-Fal-Billable-Units", units)])
  }

  static let cancelled = JobFailure(platform: 499, "Request was cancelled by the client", type: "client_cancelled")
  static let timeout = JobFailure(platform: 504, "Request timed out", type: "request_timeout")
  /// The client's own start timeout has passed.
  static let startTimeout = JobFailure(
    platform: 504, "Request timed out", type: "request_timeout", headers: [("X-Fal-Request-Timeout-Type", "user")])
  static let contentPolicy = JobFailure(
    model: 422,
    [
      InputProblem(
        ["prompt"], type: "content_policy_violation",
        "The content could not be processed because it contained material flagged by a content checker.")
    ])
  static let noMedia = JobFailure(
    model: 422, [InputProblem([], type: "no_media_generated", "No media was generated. Please try a different input.")])
  static let unprocessable = JobFailure(
    model: 422,
    [InputProblem(["prompt"], type: "value_error", "The input could not be processed.")])
  static let serverError = JobFailure(
    model: 500, [InputProblem([], type: "internal_server_error", "Internal server error")], isRetryable: true)
}

/// One entry of `detail`: the location in the input, and the problem as a message and a type.
struct InputProblem: Sendable {
  let location: [JSONValue]
  let type: String
  let message: String
  let context: JSONValue?
  let input: JSONValue?

  /// `path` is relative to `body`.
  init(_ path: [String], type: String, _ message: String, context: JSONValue? = nil, input: JSONValue? = nil) {
    location = ["body"] + path.map(JSONValue.string)
    self.type = type
    self.message = message
    self.context = context
    self.input = input
  }

  var json: JSONValue {
    var object: JSONObject = [
      "loc": .array(location), "msg": .string(message), "type": .string(type),
      "url": .string("https://docs.fal.ai/errors/#\(type)"),
    ]
    object["ctx"] = context
    object["input"] = input
    return .object(object)
  }
}
