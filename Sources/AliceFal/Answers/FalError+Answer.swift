import AliceModel
import AliceNumbers

extension FalError {
  /// Classifies a response whose status is not 2xx. Its body may have any shape, or be HTML from a server in front of
  /// fal.
  ///
  /// For the status and the result of an accepted request, a refusal that does not come from fal says nothing about the
  /// job.
  init(_ answer: Answer, of operation: FalOperation) {
    let body = ErrorBody(answer.body)
    let message = body.message ?? "HTTP \(answer.status)"
    let isAboutJob = operation == .status || operation == .result
    switch answer.status {
    case 400..<500 where isAboutJob && body.isNotReady(answer.status): self = .notReady
    case 400..<500 where operation == .store && ![408, 425, 429].contains(answer.status): self = .uploadRefused(message)
    // A proxy that filters pages uses the same words.
    case 400..<500 where isAboutJob && FalError.isFromFal(answer, body) && body.isVerdict(answer):
      self = .contentPolicy(message)
    case 400..<500 where operation == .submit && body.isVerdict(answer): self = .contentPolicy(message)
    case 500... where isAboutJob && body.isJSON && body.isVerdict(answer): self = .contentPolicy(message)
    case 401: self = .unauthorized(message)
    case 403: self = body.isLocked ? .locked(message) : .unauthorized(message)
    case 429: self = .rateLimited(retryAfter: answer.retryAfter, message)
    // A queue that only knows another address refuses to be read at this one.
    case 405 where isAboutJob: self = .notFound(message)
    case 404: self = .notFound(message)
    case 400..<500 where isAboutJob && !FalError.isFromFal(answer, body):
      self = .unavailable(status: answer.status, message, requestID: nil, isHTML: body.isHTML)
    case 410: self = .gone(message)
    case 499: self = .withdrawn(message)
    case 300..<400: self = .badAnswer("a redirect to \(answer.header("Location").map(FalError.clipped) ?? "nowhere")")
    case 400..<500 where isAboutJob && body.ending != nil: self = body.ending ?? .withdrawn(message)
    case 400 where isAboutJob && FalError.isBare(answer, body):
      // The model answers 422; a plain-text 400 may be temporary.
      self = .failed(status: 400, type: nil, message, isRetryable: answer.isRetryable ?? true)
    case 400..<500: self = FalError.refused(answer, body, message)
    default: self = FalError.broken(answer, body, message)
    }
  }

  /// Returns true if fal itself sent the response: fal sends JSON, or sets its own headers. HTML comes from a server in
  /// front of fal.
  private static func isFromFal(_ answer: Answer, _ body: ErrorBody) -> Bool {
    body.isJSON || answer.header("X-Fal-Error-Type") != nil
      || !body.isHTML && answer.header("x-fal-request-id") != nil
  }

  private static func isBare(_ answer: Answer, _ body: ErrorBody) -> Bool {
    body.problems.isEmpty && body.type == nil && answer.header("X-Fal-Error-Type") == nil
  }

  private static func refused(_ answer: Answer, _ body: ErrorBody, _ message: String) -> FalError {
    let type = answer.header("X-Fal-Error-Type") ?? body.type
    if type == "client_cancelled" { return .withdrawn(message) }
    if answer.status == 422 || answer.status == 400 && type != "downstream_service_error" {
      let alone = FieldProblem(location: "", message: message, type: type ?? FieldProblem.plainType)
      return .invalidInput(body.problems.isEmpty ? [alone] : body.problems)
    }
    return .failed(
      status: answer.status, type: type, message, isRetryable: answer.isRetryable ?? (answer.status == 408))
  }

  private static func broken(_ answer: Answer, _ body: ErrorBody, _ message: String) -> FalError {
    guard let type = answer.header("X-Fal-Error-Type") ?? body.type else {
      return .unavailable(
        status: answer.status, message, requestID: answer.header("x-fal-request-id"), isHTML: body.isHTML)
    }
    if body.isVerdict(answer) { return .contentPolicy(message) }
    let transient = ["internal_server_error", "generation_timeout", "downstream_service_error", "internal_error"]
    let retryable = answer.isRetryable ?? (answer.status != 500 || transient.contains(type))
    return .failed(status: answer.status, type: type, message, isRetryable: retryable)
  }

  /// Returns the first 200 characters of the first line.
  static func clipped(_ text: String) -> String {
    let line = text.prefix { !$0.isNewline }
    return line.count > 200 ? line.prefix(200) + "…" : String(line)
  }
}

/// The information in the body of a failure: `detail` may be a text, a list or an object, and the body may not be JSON
/// at all.
struct ErrorBody {
  private(set) var message: String?
  private(set) var problems: [FieldProblem] = []
  private(set) var type: String?
  /// The status in the queue, if the response is a status instead of a failure.
  private var state: String?
  /// The code beside the type: gateways have one.
  private var code: String?
  let isHTML: Bool
  let isJSON: Bool

  init(_ bytes: [UInt8]) {
    let start = bytes.first { $0 > 0x20 }
    isHTML = start == UInt8(ascii: "<")
    guard let json = try? JSONValue(parsing: bytes, limits: .init(depth: 64, bytes: 1 << 20)) else {
      isJSON = false
      message = isHTML ? ErrorBody.title(bytes) : start.map { _ in ErrorBody.text(bytes) }
      return
    }
    isJSON = true
    type = json["error_type"]?.stringValue
    state = (json["status"] ?? json["detail"]?["status"] ?? json["state"])?.stringValue
    code = (json["code"] ?? json["error"]?["code"] ?? json["error"]?["type"])?.stringValue.map(FalError.clipped)
    read(["detail", "error", "errors", "message", "status"].lazy.compactMap { json[$0] }.first { !$0.isNull } ?? json)
    message = message ?? FailureReason(in: json)?.message
  }

  private mutating func read(_ detail: JSONValue) {
    switch detail {
    case .string(let text): message = FailureReason.shown(text)
    case .array(let items):
      problems = items.prefix(100).compactMap(ErrorBody.problem)
      message = problems.first?.message ?? FailureReason(in: ["detail": detail])?.message
    case .object:
      if let problem = ErrorBody.problem(detail) { problems = [problem] }
      message = problems.first?.message ?? FailureReason(in: ["detail": detail])?.message
    case .bool, .number: message = FalError.clipped(detail.text)
    case .null: message = nil
    }
    type = type ?? problems.first?.type
  }

  private static func problem(_ json: JSONValue) -> FieldProblem? {
    guard let message = json["msg"]?.stringValue else { return nil }
    let location = json["loc"]?.arrayValue?.prefix(16).compactMap(\.scalarText).joined(separator: ".") ?? ""
    return FieldProblem(
      location: FalError.clipped(location), message: FailureReason.shown(message),
      type: FalError.clipped(json["type"]?.stringValue ?? "unknown"), limits: FieldProblem.limits(json["ctx"]))
  }

  /// Returns true if the body says that the request waits or runs, by its status or in words. fal documents no format
  /// for this, and several exist.
  func isNotReady(_ status: Int) -> Bool {
    if status == 425 { return true }
    if let state, let word = StateWord(state) { return word.isOpen }
    guard let text = message?.lowercased(), ![401, 403, 429].contains(status) else { return false }
    if ErrorBody.surelyOpen.contains(where: text.contains) { return true }
    // A problem of a field concerns the input.
    guard problems.isEmpty, status != 422 else { return false }
    return ErrorBody.perhapsOpen.contains(where: text.contains)
  }

  private static let surelyOpen = [
    "still in progress", "still in queue", "still in the queue", "still queued", "still running", "still processing",
    "still being processed", "still pending", "request is in progress", "request is in queue", "request is queued",
    "request is running", "request is pending", "request is not completed", "request is not ready",
    "request has not completed", "in_progress", "in_queue", "not yet completed", "not completed yet",
  ]
  private static let perhapsOpen = [
    "in progress", "in queue", "is queued", "not ready", "not yet ready", "not complete", "not finished",
    "hasn't finished", "hasn't completed", "has not finished", "being processed",
  ]

  /// The failure of a job that has ended, if the body is its status.
  var ending: FalError? {
    guard let state, let word = StateWord(state), word == .failed || word == .withdrawn else { return nil }
    return FalEnding(state: FalError.clipped(state), reason: message == state ? nil : message, errorType: type ?? code)
      .failure
  }

  /// Returns true if the failure is a verdict of the provider on the content, whatever its type is.
  ///
  /// A problem of a field is a verdict if its type says so, or its words do and the field is not itself a setting of
  /// the checker. 401 concerns the key, and 429 the number of requests.
  func isVerdict(_ answer: Answer) -> Bool {
    guard ![401, 404, 429].contains(answer.status), !isLocked, !isHTML else { return false }
    let codes = [answer.header("X-Fal-Error-Type"), code, type].compactMap { $0 }
    if codes.contains(where: { SafetyWording.isVerdict("", type: $0) }) { return true }
    if !problems.isEmpty {
      return problems.contains { SafetyWording.isVerdict($0.isOfCheckerSetting ? "" : $0.message, type: $0.type) }
    }
    return SafetyWording.isVerdict(message ?? "")
  }

  var isLocked: Bool {
    let text = message?.lowercased() ?? ""
    // "blocked" is another matter.
    return text.contains(" locked") || text.hasPrefix("locked") || text.contains("exhausted balance")
      || text.contains("top_up")
  }

  private static func text(_ bytes: [UInt8]) -> String {
    FalError.clipped(String(decoding: bytes.prefix(1000).drop { $0 <= 0x20 }, as: UTF8.self))
  }

  /// Returns the page's title or heading, or "an HTML page" if it has neither.
  private static func title(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
    for tag in ["title", "h1", "center", "Message", "Code"] {
      if let open = text.firstRange(of: "<\(tag)>"), let close = text[open.upperBound...].firstRange(of: "</") {
        let inner = text[open.upperBound..<close.lowerBound].filter { $0 != "<" && $0 != ">" }
        if inner.contains(where: \.isLetter) {
          return FalError.clipped(inner.split(separator: " ").joined(separator: " "))
        }
      }
    }
    return "an HTML page"
  }
}
