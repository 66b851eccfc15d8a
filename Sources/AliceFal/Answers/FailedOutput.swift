import AliceModel
import AliceNumbers

/// A failure that comes with status 200 in the place of an output: `{"error": …}`, `{"status": "FAILED", "logs": …}`.
struct FailedOutput: Sendable {
  let failure: FalError

  /// Members that say nothing of what the model made.
  private static let bookkeeping: Set<String> = [
    "status", "state", "request_id", "gateway_request_id", "id", "task_id", "job_id", "logs", "log", "metrics",
    "timings", "seed", "prompt", "has_nsfw_concepts", "status_url", "response_url", "cancel_url", "queue_position",
    "code", "error_code", "errorCode", "error_type", "errorType", "type", "usage", "cost", "model", "created_at",
    "updated_at", "success", "ok", "message", "msg", "reason", "status_code", "task_status",
  ]

  /// The members in which gateways and partners wrap an answer.
  private static let wrappers = ["payload", "data", "output", "result", "response", "base_resp"]
  private static let remarks = ["message", "msg", "reason", "status_msg", "task_status_msg", "failMsg", "fail_msg"]

  /// Returns nil for an output that contains anything that a model made, or reports no failure.
  init?(_ output: JSONValue, on configuration: FalConfiguration? = nil) {
    guard !FalMedia.isAny(in: output, on: configuration) else { return nil }
    self.init(output, depth: 0)
  }

  /// The output contains no file.
  private init?(_ output: JSONValue, depth: Int) {
    guard depth < 3, let object = output.objectValue else { return nil }
    let word = (output["status"] ?? output["state"] ?? output["task_status"])?.stringValue
    let state = word.flatMap { StateWord($0) }
    let hasFailed =
      state == .failed || state == .withdrawn || output["success"]?.boolValue == false
      || output["ok"]?.boolValue == false || output["error"]?.boolValue == true || FailedOutput.hasErrorCode(output)
    // The answer proper may be wrapped.
    if let wrapper = FailedOutput.wrappers.first(where: { object[$0]?.objectValue != nil }),
      let inner = object[wrapper],
      FailedOutput.isBlank(FailedOutput.rest(of: object, without: wrapper), besides: FailureReason.members)
    {
      if let failed = FailedOutput(inner, depth: depth + 1) {
        self = failed
        return
      }
      if hasFailed, let reason = FailureReason(in: inner) {
        failure = FalEnding(state: word ?? "error", reason: reason.message, errorType: reason.type).failure
        return
      }
    }
    guard FailedOutput.isBlank(output, besides: FailureReason.members + FailedOutput.remarks) else { return nil }
    if let reason = FailureReason(in: output) {
      failure =
        FalEnding(state: hasFailed ? word ?? "error" : "error", reason: reason.message, errorType: reason.type)
        .failure
    } else if hasFailed {
      let said = FailedOutput.remarks.lazy.compactMap { output[$0]?.stringValue }.first { !$0.isEmpty }
      let logs = output["logs"]?.arrayValue?.suffix(10_000).compactMap(FalLog.init(json:)) ?? []
      failure =
        FalEnding(
          state: FalError.clipped(word ?? "error"), reason: said.map(FailureReason.shown) ?? logs.last?.failure
        ).failure
    } else if FailedOutput.isFlagged(output["has_nsfw_concepts"]), FailedOutput.hasPlace(output) {
      failure = .contentPolicy("the safety checker flagged everything that the model made")
    } else {
      return nil
    }
  }

  /// Returns true if an output contains no text, apart from bookkeeping and the members `besides`.
  static func isBlank(_ output: JSONValue, besides members: [String] = []) -> Bool {
    guard let object = output.objectValue else { return isBlank(output, depth: 0) }
    return object.allSatisfy { key, value in
      bookkeeping.contains(key) || members.contains(key) || isBlank(value, depth: 0)
    }
  }

  private static func rest(of object: JSONObject, without name: String) -> JSONValue {
    var rest = object
    rest[name] = nil
    return .object(rest)
  }

  /// Whether a partner's answer has a number of an error: an HTTP status, or one of a base response.
  private static func hasErrorCode(_ output: JSONValue) -> Bool {
    let code = (output["code"] ?? output["status_code"])?.numberValue?.int64
    guard let code else { return false }
    return (400..<600).contains(code) || output["status_msg"] != nil && code != 0
  }

  /// Whether an output has a place for files: the verdict of a model that only classifies is its result.
  private static func hasPlace(_ output: JSONValue) -> Bool {
    output.objectValue?.keys.contains { KeyWords([$0]).sayFile } ?? false
  }

  private static func isFlagged(_ value: JSONValue?) -> Bool {
    value?.boolValue == true || value?.arrayValue?.prefix(1000).contains { $0.boolValue == true } ?? false
  }

  /// Returns true if a value contains no text: the numbers beside an error are measurements.
  private static func isBlank(_ value: JSONValue, depth: Int) -> Bool {
    guard depth < 16 else { return false }
    return switch value {
    case .null, .bool, .number: true
    case .string(let text): text.allSatisfy(\.isWhitespace)
    case .array(let items): items.allSatisfy { isBlank($0, depth: depth + 1) }
    case .object(let object): object.allSatisfy { isBlank($0.value, depth: depth + 1) }
    }
  }
}
