import AliceModel

extension FalError {
  /// What an answer that is not 2xx means. Its body may be of any shape, or HTML from a server before fal.
  ///
  /// At the state and at the result of a request that was accepted, a refusal without a word of fal in it is nobody's.
  init(_ answer: Answer, of operation: FalOperation) {
    let body = ErrorBody(answer.body)
    let message = body.message ?? "HTTP \(answer.status)"
    let isAboutJob = operation == .status || operation == .result
    switch answer.status {
    case 401: self = .unauthorized(message)
    case 403: self = body.isLocked ? .locked(message) : .unauthorized(message)
    case 429: self = .rateLimited(retryAfter: answer.retryAfter, message)
    case 400..<500 where isAboutJob && body.isNotReady(answer.status): self = .notReady
    case 404: self = .notFound(message)
    case 400..<500 where isAboutJob && !FalError.isWord(answer, body):
      self = .unavailable(status: answer.status, message, requestID: nil, isHTML: body.isHTML)
    case 410: self = .gone(message)
    case 499: self = .withdrawn(message)
    case 300..<400: self = .badAnswer("a redirect to \(answer.header("Location").map(FalError.clipped) ?? "nowhere")")
    case 400 where isAboutJob && FalError.isBare(answer, body):
      // The model says 422; a 400 in words alone may be about the moment.
      self = .failed(status: 400, type: nil, message, isRetryable: answer.isRetryable ?? true)
    case 400..<500: self = FalError.refused(answer, body, message)
    default: self = FalError.broken(answer, body, message)
    }
  }

  /// True for what fal itself has said: it speaks JSON, or marks what it says. A page in HTML is a server's before it.
  private static func isWord(_ answer: Answer, _ body: ErrorBody) -> Bool {
    body.isJSON || answer.header("X-Fal-Error-Type") != nil
      || !body.isHTML && answer.header("x-fal-request-id") != nil
  }

  private static func isBare(_ answer: Answer, _ body: ErrorBody) -> Bool {
    body.problems.isEmpty && body.type == nil && answer.header("X-Fal-Error-Type") == nil
  }

  private static func refused(_ answer: Answer, _ body: ErrorBody, _ message: String) -> FalError {
    let type = answer.header("X-Fal-Error-Type") ?? body.type
    let isPolicy = (body.problems.map(\.type) + [type]).contains("content_policy_violation")
    if isPolicy || answer.status == 422 && body.speaksOfPolicy { return .contentPolicy(message) }
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
  /// Of the queue, where a state came instead of a failure.
  private var state: String?
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
    state = (json["status"] ?? json["detail"]?["status"])?.stringValue
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

  /// True where it says of the request that it waits or runs, by its state or in words. fal documents no form for that, and
  /// several were seen.
  func isNotReady(_ status: Int) -> Bool {
    if status == 425 || ["IN_QUEUE", "IN_PROGRESS"].contains(state) { return true }
    guard let text = message?.lowercased() else { return false }
    let sure = ["still in progress", "still in queue", "still in the queue", "request is in progress", "in_progress"]
    if (sure + ["request is in queue", "in_queue", "still processing"]).contains(where: text.contains) { return true }
    // What is said of a field is said of the input.
    guard problems.isEmpty, status != 422 else { return false }
    return ["in progress", "in queue", "not ready", "not complete", "not finished"].contains(where: text.contains)
  }

  /// True for a verdict on what is to be seen, told in words alone, as partners of fal do.
  var speaksOfPolicy: Bool {
    let text = ((message ?? "") + " " + problems.map(\.message).joined(separator: " ")).lowercased()
    return ["safety violation", "content policy", "usage policy", "content moderation", "flagged by"]
      .contains(where: text.contains)
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
