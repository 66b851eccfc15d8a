import AliceModel
import AsyncHTTPClient
import FalSimulator
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

/// What came back.
struct Reply: Sendable {
  let status: Int
  private let headers: [(name: String, value: String)]
  let body: [UInt8]

  /// Null where the body is not JSON.
  var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
  var text: String { String(decoding: body, as: UTF8.self) }

  init(status: Int, headers: [(name: String, value: String)], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// A simulator over real HTTP, as a client sees it that knows nothing of its inside.
struct Wire: Sendable {
  let base: String
  var key = "Key tester:secret"
  /// The client tries to connect for as long.
  var timeoutSeconds: Int64 = 60

  func call(
    _ method: String, _ path: String, _ body: [UInt8]? = nil, headers: [(String, String)] = [], key: String? = nil
  ) async throws -> Reply {
    var request = HTTPClientRequest(url: path.hasPrefix("http") ? path : base + path)
    request.method = HTTPMethod(rawValue: method)
    let authorization = key ?? self.key
    if !authorization.isEmpty { request.headers.add(name: "Authorization", value: authorization) }
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(timeoutSeconds))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    return Reply(
      status: Int(response.status.code), headers: response.headers.map { ($0.name, $0.value) },
      body: Array(bytes.readableBytesView))
  }

  func get(_ path: String, headers: [(String, String)] = [], key: String? = nil) async throws -> Reply {
    try await call("GET", path, headers: headers, key: key)
  }

  func post(
    _ path: String, _ json: JSONValue, headers: [(String, String)] = [], key: String? = nil
  ) async throws -> Reply {
    let type = ("Content-Type", "application/json")
    return try await call("POST", path, Array(json.text.utf8), headers: headers + [type], key: key)
  }

  /// Reads an event stream to its end, one event after the other.
  func events(_ path: String, each: (JSONValue) throws -> Void) async throws {
    var request = HTTPClientRequest(url: path)
    request.headers.add(name: "Authorization", value: key)
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(timeoutSeconds))
    try #require(response.headers.first(name: "content-type") == "text/event-stream")
    var buffer = ""
    for try await chunk in response.body {
      buffer += String(decoding: chunk.readableBytesView, as: UTF8.self)
      while let end = buffer.firstRange(of: "\n\n") {
        let event = buffer[..<end.lowerBound]
        try #require(event.hasPrefix("data: "))
        buffer.removeSubrange(..<end.upperBound)
        try each(try JSONValue(parsing: String(event.dropFirst(6))))
      }
    }
  }

  func fault(_ json: JSONValue) async throws {
    let reply = try await post("/_sim/faults", json)
    try #require(reply.status == 200, "\(reply.text)")
  }

  func ledger() async throws -> [JSONValue] {
    try #require(try await get("/_sim/ledger").json.arrayValue)
  }

  /// The acceptance of a submit.
  func submit(
    _ endpoint: String = "fal-ai/flux/schnell", _ input: JSONValue = Wire.small, headers: [(String, String)] = []
  ) async throws -> Ticket {
    let reply = try await post("/" + endpoint, input, headers: headers)
    try #require(reply.status == 200, "\(reply.text)")
    return try Ticket(reply.json)
  }

  /// The result of a job, when it has ended.
  func result(of ticket: Ticket) async throws -> Reply {
    let deadline = ContinuousClock.now + .seconds(60)
    while try await get(ticket.status).json["status"] != "COMPLETED", ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(3))
    }
    return try await get(ticket.response)
  }

  /// Submits, waits and fetches.
  func make(
    _ endpoint: String = "fal-ai/flux/schnell", _ input: JSONValue = Wire.small, headers: [(String, String)] = []
  ) async throws -> Reply {
    try await result(of: submit(endpoint, input, headers: headers))
  }

  /// A request that is cheap to paint.
  static let small: JSONValue = ["prompt": "a lake at dawn", "seed": 7, "image_size": ["width": 48, "height": 32]]
}

/// The id and addresses that a submit is answered with.
struct Ticket: Sendable {
  let id: String
  let status: String
  let response: String
  let cancel: String

  init(_ json: JSONValue) throws {
    id = try #require(json["request_id"]?.stringValue)
    status = try #require(json["status_url"]?.stringValue)
    response = try #require(json["response_url"]?.stringValue)
    cancel = try #require(json["cancel_url"]?.stringValue)
  }
}

/// A clock that moves when it is told to.
final class HandClock: Sendable {
  private let moment = Mutex<Int64>(1_800_000_000_000)

  var now: Timestamp { Timestamp(milliseconds: moment.withLock { $0 }) }

  func advance(_ seconds: Double) { moment.withLock { $0 += Int64(seconds * 1000) } }
}

/// Lends a simulator whose latencies are a twentieth of the usual ones.
func withSimulator(
  _ change: (inout SimulatorOptions) -> Void = { _ in }, _ body: (Wire) async throws -> Void
) async throws {
  var options = SimulatorOptions()
  options.speed = 0.05
  change(&options)
  try await FalSimulator.withRunning(options) { simulator in try await body(Wire(base: simulator.baseURL)) }
}

/// Lends a simulator whose time stands still: 0.15 s in the queue, 0.3 s of work, when the clock is moved.
func withStoppedTime(
  _ change: (inout SimulatorOptions) -> Void = { _ in }, _ body: (Wire, HandClock) async throws -> Void
) async throws {
  let clock = HandClock()
  try await withSimulator({ options in
    options.speed = 1
    options.now = { clock.now }
    change(&options)
  }) { wire in try await body(wire, clock) }
}
