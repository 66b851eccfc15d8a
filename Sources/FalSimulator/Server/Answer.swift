import AliceModel

/// A response of the simulator, before it is converted to HTTP.
struct Answer: Sendable {
  enum Body: Sendable {
    case bytes([UInt8])
    /// A server-sent event stream: the closure sends the data of one event after the other.
    case events(@Sendable (EventSender) async throws -> Void)
    /// The connection breaks after `sent` bytes of a body with a larger announced length.
    case broken([UInt8], sent: Int)
    /// The bytes are repeated until the client disconnects.
    case endless([UInt8])
    /// The connection closes without a byte of a response.
    case none
  }

  var status: Int
  var headers: [(name: String, value: String)]
  var body: Body
  /// False for a response that did not come through the gateway and has no request id.
  var passesGateway = true

  typealias EventSender = @Sendable (JSONValue) async throws -> Void

  init(status: Int, headers: [(name: String, value: String)] = [], body: Body) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  static func json(_ status: Int, _ value: JSONValue, headers: [(name: String, value: String)] = []) -> Answer {
    Answer(
      status: status, headers: [("Content-Type", "application/json")] + headers, body: .bytes(Array(value.text.utf8)))
  }

  /// Makes a failure of the platform: a sentence, and optionally a type.
  static func failure(_ status: Int, _ detail: String, type: String? = nil) -> Answer {
    guard let type else { return .json(status, ["detail": .string(detail)]) }
    return .json(
      status, ["detail": .string(detail), "error_type": .string(type)], headers: [("X-Fal-Error-Type", type)])
  }

  /// Makes a response of the ingress in front of the platform: HTML without a request id.
  static func ingress(_ status: Int, _ reason: String) -> Answer {
    let page =
      "<html><head><title>\(status) \(reason)</title></head><body><center><h1>\(status) \(reason)</h1></center>"
      + "<hr><center>nginx</center></body></html>"
    var answer = Answer(status: status, headers: [("Content-Type", "text/html")], body: .bytes(Array(page.utf8)))
    answer.passesGateway = false
    return answer
  }

  static func events(_ send: @escaping @Sendable (EventSender) async throws -> Void) -> Answer {
    Answer(
      status: 200,
      headers: [("Content-Type", "text/event-stream"), ("Cache-Control", "no-cache"), ("Connection", "close")],
      body: .events(send))
  }

  static let cut = Answer(status: 200, body: .none)
  static let notFound = Answer.json(404, ["detail": "Not Found"])

  func adding(_ name: String, _ value: String) -> Answer {
    var answer = self
    if !headers.contains(where: { $0.name.lowercased() == name.lowercased() }) { answer.headers.append((name, value)) }
    return answer
  }
}
