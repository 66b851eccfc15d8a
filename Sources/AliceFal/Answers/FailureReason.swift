package import AliceModel
import AliceNumbers

/// The reason of a failure in a JSON document of any shape: a text, an object, or a list of problems.
package struct FailureReason: Sendable, Hashable {
  package let message: String
  /// A stable code, such as `content_policy_violation`.
  let type: String?

  /// The members that contain nothing but the reason of a failure.
  static let members = [
    "error", "errors", "detail", "error_message", "errorMessage", "fail_reason", "failed_reason", "failure_reason",
    "failure", "failureReason", "exception", "block_reason", "blockReason", "rai_media_filtered_reasons",
    "raiMediaFilteredReasons", "rai_reason", "raiFilteredReason",
  ]
  private static let types = ["error_type", "errorType", "error_code", "errorCode", "code", "type"]
  private static let texts = ["message", "msg", "detail", "reason", "error", "title", "description"]
  private static let deepest = 6

  /// Returns the reason in an object; nil if it reports none.
  init?(in json: JSONValue) {
    for member in FailureReason.members {
      guard let value = json[member], let reason = FailureReason(value, depth: 0) else { continue }
      let outer = ["error_type", "errorType", "error_code"].lazy.compactMap { json[$0]?.stringValue }.first
      self.init(message: reason.message, type: outer.map(FalError.clipped) ?? reason.type)
      return
    }
    return nil
  }

  /// Returns what an output without a result says about why it has none, in the place of an error or of a remark.
  package init?(ofEmpty output: JSONValue) {
    let found = [AnswerEnvelope(output).content, output].lazy.compactMap { part in
      FailureReason(in: part) ?? FailureReason.remark(in: part)
    }.first
    guard let found else { return nil }
    self = found
  }

  private static func remark(in output: JSONValue) -> FailureReason? {
    ["reason", "message", "finish_reason", "description", "text", "status"].lazy.compactMap { name in
      output[name].flatMap { FailureReason($0, depth: 0) }
    }.first { StateWord($0.message) != .completed }
  }

  /// Whether the provider refuses the content.
  package var isVerdict: Bool { SafetyWording.isVerdict(message, type: type) }

  private init(message: String, type: String?) {
    self.message = message
    self.type = type
  }

  /// Never reads `input` or `ctx`, which echo the request.
  private init?(_ value: JSONValue, depth: Int) {
    guard depth < FailureReason.deepest else { return nil }
    switch value {
    case .string(let text):
      let line = FailureReason.shown(text)
      guard line.contains(where: { !$0.isWhitespace }) else { return nil }
      self.init(message: line, type: nil)
    case .array(let items):
      guard let first = items.prefix(20).lazy.compactMap({ FailureReason($0, depth: depth + 1) }).first else {
        return nil
      }
      self = first
    case .object:
      let type = FailureReason.types.lazy.compactMap { value[$0]?.stringValue }.first { !$0.isEmpty }
      let text = FailureReason.texts.lazy
        .compactMap { value[$0].flatMap { FailureReason($0, depth: depth + 1) } }.first
      guard let message = text?.message ?? type.map(FalError.clipped) else { return nil }
      self.init(message: message, type: type.map(FalError.clipped) ?? text?.type)
    case .null, .bool, .number: return nil
    }
  }

  /// Returns the first line without the input that pydantic appends to it.
  static func shown(_ text: String) -> String {
    var line = FalError.clipped(String(text.drop(while: \.isWhitespace)))
    for mark in [", input_value=", "input_value=", ", input_type="] {
      if let range = line.firstRange(of: mark) { line = line[..<range.lowerBound] + "…" }
    }
    return line
  }
}
