package import AliceModel

/// What clients and gateways wrap around an answer: `{"requestId": …, "data": {…}}`, `{"status": …, "response": {…}}`.
struct AnswerEnvelope {
  /// The answer proper.
  private(set) var content: JSONValue
  /// The names that lead to it.
  private(set) var path: [String] = []

  private static let wrappers = ["data", "output", "result", "response", "payload", "body"]
  private static let deepest = 4
  /// Members that say nothing of what the model made, without underscores.
  private static let bookkeeping: Set<String> = [
    "status", "state", "requestid", "gatewayrequestid", "id", "taskid", "jobid", "logs", "log", "metrics", "timings",
    "seed", "prompt", "hasnsfwconcepts", "statusurl", "responseurl", "cancelurl", "queueposition", "code", "errorcode",
    "errortype", "type", "usage", "cost", "model", "createdat", "updatedat", "success", "ok", "message", "msg",
    "reason",
    "statuscode", "taskstatus", "statusmsg", "taskstatusmsg", "endpoint", "inferencetime", "starttime",
    "endtime", "version", "provider", "object", "created",
  ]

  init(_ output: JSONValue) {
    content = output
    while path.count < AnswerEnvelope.deepest, let name = AnswerEnvelope.wrapper(of: content) {
      content = content[name] ?? .null
      path.append(name)
    }
  }

  /// Whether a member describes the request, and not its result.
  static func isBookkeeping(_ name: String) -> Bool {
    bookkeeping.contains(name.lowercased().filter { $0 != "_" && $0 != "-" })
  }

  /// Whether a member of this name usually holds the answer proper.
  static func isWrapper(_ name: String) -> Bool { wrappers.contains(name) }

  /// Whether a member only names the request.
  static func isID(_ name: String) -> Bool {
    ["requestid", "gatewayrequestid", "taskid", "jobid", "traceid", "statusurl", "responseurl", "cancelurl"]
      .contains(name.lowercased().filter { $0 != "_" && $0 != "-" })
  }

  /// Returns the only member that is not bookkeeping, if it is called as wrappers are.
  private static func wrapper(of value: JSONValue) -> String? {
    guard let object = value.objectValue, object.count <= 64 else { return nil }
    let rest = object.filter { !isNothing($0.value) && !isBookkeeping($0.key) }
    guard rest.count == 1, wrappers.contains(rest[0].key) else { return nil }
    switch rest[0].value {
    case .object: return rest[0].key
    case .array(let items): return items.prefix(1000).allSatisfy { $0.objectValue != nil } ? rest[0].key : nil
    case .null, .bool, .number, .string: return nil
    }
  }

  private static func isNothing(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .bool(let truth): !truth
    case .string(let text): text.isEmpty
    case .array(let items): items.isEmpty
    case .object(let object): object.isEmpty
    case .number: false
    }
  }
}

extension FalResult {
  /// The output without what clients and gateways wrap around it.
  package var content: JSONValue { AnswerEnvelope(output).content }
}
