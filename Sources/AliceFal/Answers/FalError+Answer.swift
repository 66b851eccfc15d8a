import AliceModel

extension FalError {
  /// What an answer that is not 2xx means. Its body may be of any shape, or HTML from a server before fal.
  init(_ answer: Answer) {
    let body = ErrorBody(answer.body)
    let message = body.message ?? "HTTP \(answer.status)"
    switch answer.status {
    case 401: self = .unauthorized(message)
    case 403: self = body.isLocked ? .locked(message) : .unauthorized(message)
    case 404: self = .notFound(message)
    case 410: self = .gone(message)
    case 429: self = .rateLimited(retryAfter: answer.retryAfter, message)
    case 499: self = .withdrawn(message)
    case 300..<400: self = .badAnswer("a redirect to \(answer.header("Location").map(FalError.clipped) ?? "nowhere")")
    case 400..<500: self = FalError.refused(answer, body, message)
    default: self = FalError.broken(answer, body, message)
    }
  }

  private static func refused(_ answer: Answer, _ body: ErrorBody, _ message: String) -> FalError {
    if answer.status == 400, message.contains("still in progress") { return .notReady }
    let type = answer.header("X-Fal-Error-Type") ?? body.type
    if body.problems.contains(where: { $0.type == "content_policy_violation" }) || type == "content_policy_violation" {
      return .contentPolicy(message)
    }
    if type == "client_cancelled" { return .withdrawn(message) }
    if answer.status == 422 || answer.status == 400 && type != "downstream_service_error" {
      let alone = FieldProblem(location: "", message: message, type: type ?? "bad_request")
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
    let transient = ["internal_server_error", "generation_timeout", "downstream_service_error", "internal_error"]
    let retryable = answer.isRetryable ?? (answer.status != 500 || transient.contains(type))
    return .failed(status: answer.status, type: type, message, isRetryable: retryable)
  }

  /// The first line's first 200 characters.
  static func clipped(_ text: String) -> String {
    let line = text.prefix { !$0.isNewline }
    return line.count > 200 ? line.prefix(200) + "…" : String(line)
  }
}

/// What can be learnt from the body of a failure: `detail` may be a text, a list or an object, or there is no JSON at all.
struct ErrorBody {
  private(set) var message: String?
  private(set) var problems: [FieldProblem] = []
  private(set) var type: String?
  let isHTML: Bool

  init(_ bytes: [UInt8]) {
    let start = bytes.first { $0 > 0x20 }
    isHTML = start == UInt8(ascii: "<")
    guard let json = try? JSONValue(parsing: bytes, limits: .init(depth: 64, bytes: 1 << 20)) else {
      message = isHTML ? ErrorBody.title(bytes) : start.map { _ in ErrorBody.text(bytes) }
      return
    }
    type = json["error_type"]?.stringValue
    read(json["detail"] ?? json["error"] ?? json["message"] ?? json["status"] ?? json)
  }

  private mutating func read(_ detail: JSONValue) {
    switch detail {
    case .string(let text): message = FalError.clipped(text)
    case .array(let items):
      problems = items.prefix(100).compactMap(ErrorBody.problem)
      message = problems.first?.message ?? FalError.clipped(detail.text)
    case .object:
      if let problem = ErrorBody.problem(detail) { problems = [problem] }
      message = problems.first?.message ?? FalError.clipped((detail["message"] ?? detail).scalarText ?? detail.text)
    default: message = detail.isNull ? nil : FalError.clipped(detail.text)
    }
    type = type ?? problems.first?.type
  }

  private static func problem(_ json: JSONValue) -> FieldProblem? {
    guard let message = json["msg"]?.stringValue else { return nil }
    let location = json["loc"]?.arrayValue?.prefix(16).compactMap(\.scalarText).joined(separator: ".") ?? ""
    return FieldProblem(
      location: FalError.clipped(location), message: FalError.clipped(message),
      type: FalError.clipped(json["type"]?.stringValue ?? "unknown"), limits: FieldProblem.limits(json["ctx"]))
  }

  var isLocked: Bool {
    let text = message?.lowercased() ?? ""
    return text.contains("locked") || text.contains("exhausted balance") || text.contains("top_up")
  }

  private static func text(_ bytes: [UInt8]) -> String {
    FalError.clipped(String(decoding: bytes.prefix(1000).drop { $0 <= 0x20 }, as: UTF8.self))
  }

  /// The page's title or heading; "an HTML page" where it has none.
  private static func title(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(4096), as: UTF8.self)
    for tag in ["title", "h1", "center"] {
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
