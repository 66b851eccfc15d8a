import AliceFal
import AliceModel
import Testing

private let year = 31_536_000.0

private func problem(
  _ location: String, _ message: String, _ type: String, _ limits: String? = nil
) -> FieldProblem {
  FieldProblem(location: location, message: message, type: type, limits: limits)
}

@Suite struct `A failure of fal` {
  @Test(
    arguments: [
      (
        422, [:],
        #"{"detail":[{"loc":["body","prompt"],"msg":"Field required","type":"missing","url":"https://x","input":{}}]}"#,
        .invalidInput([problem("body.prompt", "Field required", "missing")])
      ),
      (
        422, [:],
        #"{"detail":[{"loc":["body","loras",0,"path"],"msg":"Image too small","type":"image_too_small","ctx":{"min_height":256}}]}"#,
        .invalidInput([
          problem("body.loras.0.path", "Image too small", "image_too_small", "at least this high: 256")
        ])
      ),
      (
        422, [:], #"{"detail":[{"loc":["body","prompt"],"msg":"field required","type":"value_error.missing"}]}"#,
        .invalidInput([problem("body.prompt", "field required", "value_error.missing")])
      ),
      (
        422, [:], #"{"detail":[{"loc":["body","prompt"],"msg":"Flagged.","type":"content_policy_violation"}]}"#,
        .contentPolicy("Flagged.")
      ),
      (422, [:], #"{"detail":"Something odd"}"#, .invalidInput([problem("", "Something odd", "bad_request")])),
      (
        422, [:], #"{"detail":{"msg":"Odd","type":"one_of","loc":["body"]}}"#,
        .invalidInput([problem("body", "Odd", "one_of")])
      ),
      (400, [:], #"{"detail":"Request is still in progress"}"#, .notReady),
      (400, [:], #"{"detail":"No","error_type":"bad_request"}"#, .invalidInput([problem("", "No", "bad_request")])),
      (
        400, [:], #"{"detail":[{"loc":["body"],"msg":"Upstream","type":"downstream_service_error"}]}"#,
        .failed(status: 400, type: "downstream_service_error", "Upstream", isRetryable: false)
      ),
      (
        401, [:], #"{"detail":"No user found for Key ID and Secret"}"#,
        .unauthorized("No user found for Key ID and Secret")
      ),
      (
        403, [:],
        #"{"detail":"User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."}"#,
        .locked("User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.")
      ),
      (403, [:], #"{"detail":"User is locked. Reason: TOP_UP"}"#, .locked("User is locked. Reason: TOP_UP")),
      (403, [:], #"{"detail":"Not for you"}"#, .unauthorized("Not for you")),
      (404, [:], #"{"detail":"Application \"x\" not found"}"#, .notFound(#"Application "x" not found"#)),
      (404, [:], #"{"status":"NOT_FOUND"}"#, .notFound("NOT_FOUND")),
      (429, ["Retry-After": "7"], #"{"detail":"slow down"}"#, .rateLimited(retryAfter: 7, "slow down")),
      (
        429, ["Retry-After": "Sun, 06 Nov 1994 08:50:37 GMT", "Date": "Sun, 06 Nov 1994 08:49:37 GMT"], "",
        .rateLimited(retryAfter: 60, "HTTP 429")
      ),
      (429, ["Retry-After": "soon"], "", .rateLimited(retryAfter: nil, "HTTP 429")),
      (429, ["Retry-After": "-5"], "", .rateLimited(retryAfter: nil, "HTTP 429")),
      (429, ["Retry-After": "1e400"], "", .rateLimited(retryAfter: nil, "HTTP 429")),
      (429, ["Retry-After": "nan"], "", .rateLimited(retryAfter: nil, "HTTP 429")),
      (429, ["Retry-After": "1.5"], "", .rateLimited(retryAfter: 1.5, "HTTP 429")),
      (
        429, ["Retry-After": String(repeating: "9", count: 400)], "", .rateLimited(retryAfter: year, "HTTP 429")
      ),
      (
        429, ["Retry-After": "Sunday, 06-Nov-94 08:50:37 GMT", "Date": "Sun Nov  6 08:49:37 1994"], "",
        .rateLimited(retryAfter: 60, "HTTP 429")
      ),
      (429, ["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"], "", .rateLimited(retryAfter: 0, "HTTP 429")),
      (429, ["Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"], "", .rateLimited(retryAfter: year, "HTTP 429")),
      (429, ["Retry-After": "1994-11-06T08:50:37Z"], "", .rateLimited(retryAfter: 0, "HTTP 429")),
      (405, [:], #"{"detail":"Method Not Allowed"}"#, .notFound("Method Not Allowed")),
      (409, [:], #"{"detail":{"status":"in_queue"}}"#, .notReady),
      (404, [:], #"{"status":"PROCESSING"}"#, .notReady),
      (400, [:], #"{"error":"Request is not completed"}"#, .notReady),
      (400, [:], #"{"status":"Canceled"}"#, .withdrawn("it ended as Canceled")),
      (
        400, [:], #"{"status":"FAILED","error":"out of memory"}"#,
        .failed(status: 200, type: "FAILED", "out of memory", isRetryable: false)
      ),
      (
        422, [:],
        #"{"detail":[{"loc":["body","x"],"msg":"bad [type=x, input_value='SECRET', input_type=str]","type":"x"}]}"#,
        .invalidInput([problem("body.x", "bad [type=x…", "x")])
      ),
      (
        422, [:], #"{"detail":{"message":"No","input":"SECRET"}}"#, .invalidInput([problem("", "No", "bad_request")])
      ),
      (
        422, [:], #"{"detail":[{"input":"SECRET","loc":["body"]}]}"#,
        .invalidInput([problem("", "HTTP 422", "bad_request")])
      ),
      (499, [:], #"{"detail":"gone","error_type":"client_cancelled"}"#, .withdrawn("gone")),
      (410, [:], #"{"detail":"Result deleted"}"#, .gone("Result deleted")),
      (
        500, ["X-Fal-Retryable": "true"],
        #"{"detail":[{"loc":["body"],"msg":"Internal","type":"internal_server_error"}]}"#,
        .failed(status: 500, type: "internal_server_error", "Internal", isRetryable: true)
      ),
      (
        500, ["X-Fal-Needs-Retry": "0"],
        #"{"detail":[{"loc":["body"],"msg":"Internal","type":"internal_server_error"}]}"#,
        .failed(status: 500, type: "internal_server_error", "Internal", isRetryable: false)
      ),
      (
        500, [:], #"{"detail":"Crash","error_type":"runner_server_error"}"#,
        .failed(status: 500, type: "runner_server_error", "Crash", isRetryable: false)
      ),
      (
        503, ["x-fal-request-id": "r"], #"{"detail":"No runner","error_type":"runner_scheduling_failure"}"#,
        .failed(status: 503, type: "runner_scheduling_failure", "No runner", isRetryable: true)
      ),
      (
        504, ["X-Fal-Error-Type": "request_timeout"], #"{"detail":"Request timed out"}"#,
        .failed(status: 504, type: "request_timeout", "Request timed out", isRetryable: true)
      ),
      (
        504, [:], #"{"detail":[{"loc":["body"],"msg":"Too slow","type":"generation_timeout"}]}"#,
        .failed(status: 504, type: "generation_timeout", "Too slow", isRetryable: true)
      ),
      (
        502, [:], "<html><head><title>502 Bad Gateway</title></head><center>nginx</center></html>",
        .unavailable(status: 502, "502 Bad Gateway", requestID: nil, isHTML: true)
      ),
      (503, ["x-fal-request-id": "r1"], "", .unavailable(status: 503, "HTTP 503", requestID: "r1", isHTML: false)),
      (
        502, [:], "<html><center>nginx</center></html>",
        .unavailable(status: 502, "nginx", requestID: nil, isHTML: true)
      ),
      (500, [:], "oops\nsecond line", .unavailable(status: 500, "oops", requestID: nil, isHTML: false)),
      (422, [:], "[[[[", .unavailable(status: 422, "[[[[", requestID: nil, isHTML: false)),
      (302, ["Location": "https://elsewhere.example/"], "", .badAnswer("a redirect to https://elsewhere.example/")),
    ] as [(Int, [String: String], String, FalError)])
  func `is understood whatever its shape`(status: Int, headers: [String: String], body: String, error: FalError)
    async throws
  {
    let server = try ScriptedServer { _, _ in .answer(status, headers, body) }
    try await withClient(of: server, policy: .never) { client in
      await #expect(throws: error) { try await client.result(server.url + "/a/b/requests/1") }
    }
    #expect(server.requests.count == 1)
    #expect(!"\(error)".contains("\n"))
  }

  /// By what the server says is the time now, where it says it.
  @Test(
    arguments: [
      ("9223372036854775808", nil, year), ("1e19", nil, nil), ("1e999", nil, nil), ("-1e999", nil, nil),
      ("nan", nil, nil),
      ("Fri, 31 Dec 9999 23:59:59 GMT", "Sat, 01 Jan 0000 00:00:00 GMT", year),
      ("Sat, 01 Jan 0000 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", 0),
      ("Sat, 01 Jan 99999999999999999999 00:00:00 GMT", "Sat, 01 Jan 2000 00:00:00 GMT", nil),
    ] as [(String, String?, Double?)])
  func `asks for a wait of a year at the most`(asked: String, now: String?, seconds: Double?) async throws {
    var headers = ["Retry-After": asked]
    headers["Date"] = now
    let server = try ScriptedServer { [headers] _, _ in .answer(429, headers, "") }
    let error = FalError.rateLimited(retryAfter: seconds, "HTTP 429")
    try await withClient(of: server, policy: .never) { client in
      await #expect(throws: error) { try await client.result(server.url + "/a/b/requests/1") }
    }
    #expect("\(error)".hasPrefix("too many requests"))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -1, 0.2, Double(Int.max)])
  func `tells of any wait that was asked for`(seconds: Double) {
    #expect("\(FalError.rateLimited(retryAfter: seconds, "slow"))".hasPrefix("too many requests"))
  }

  @Test(
    arguments: [
      (400, #"{"detail":"Request is still in progress","error_type":"bad_request"}"#),
      (400, #"{"status":"IN_PROGRESS"}"#),
      (400, #"{"status":"IN_QUEUE","queue_position":3}"#), (400, #"{"detail":{"status":"IN_PROGRESS"}}"#),
      (400, #"{"detail":"Request is not completed"}"#), (404, #"{"detail":"Request is in queue"}"#),
      (422, #"{"detail":"The request is still in progress."}"#), (425, ""),
    ])
  func `is none where the request goes on`(status: Int, body: String) async throws {
    let server = try ScriptedServer { _, _ in .answer(status, [:], body) }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.notReady) { try await client.result(server.url + "/a/b/requests/1") }
    }
    #expect(server.requests.count == 1)
  }

  @Test(arguments: [
    (422, "", "HTTP 422", false), (400, "<html><title>400 Bad Request</title></html>", "400 Bad Request", true),
    (410, "<html><h1>Gone</h1></html>", "Gone", true), (499, "<html><h1>Closed</h1></html>", "Closed", true),
  ])
  func `is nobody's word without fal in it`(status: Int, body: String, message: String, isHTML: Bool) async throws {
    let server = try ScriptedServer { _, _ in .answer(status, [:], body) }
    let error = FalError.unavailable(status: status, message, requestID: nil, isHTML: isHTML)
    try await withClient(of: server) { client in
      await #expect(throws: error) { try await client.result(server.url + "/a/b/requests/1") }
    }
  }

  static let words: [(Int, [String: String], String, FalError)] = [
    (422, ["x-fal-request-id": "r"], "", .invalidInput([problem("", "HTTP 422", "bad_request")])),
    (400, [:], #"{"detail":"No"}"#, .failed(status: 400, type: nil, "No", isRetryable: true)),
    (
      422, [:], #"{"detail":[{"loc":["body","image_url"],"msg":"Image not ready","type":"image_load_error"}]}"#,
      .invalidInput([problem("body.image_url", "Image not ready", "image_load_error")])
    ),
    (
      422, [:],
      #"{"detail":[{"loc":["body","prompt"],"msg":"Blocked due to safety violations.","type":"value_error"}]}"#,
      .contentPolicy("Blocked due to safety violations.")
    ),
  ]

  @Test(arguments: words)
  func `is the word of fal`(status: Int, headers: [String: String], body: String, error: FalError) async throws {
    let server = try ScriptedServer { _, _ in .answer(status, headers, body) }
    try await withClient(of: server) { client in
      await #expect(throws: error) { try await client.result(server.url + "/a/b/requests/1") }
    }
  }

  @Test(arguments: [
    (202, #"{"status":"IN_PROGRESS","request_id":"r"}"#), (200, #"{"status":"IN_QUEUE","queue_position":1}"#),
    (200, #"{"status":"IN_PROGRESS"}"#), (202, "{}"),
  ])
  func `is no state in the place of a result`(status: Int, body: String) async throws {
    let server = try ScriptedServer { _, _ in .answer(status, [:], body) }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.notReady) { try await client.result(server.url + "/a/b/requests/1") }
    }
  }

  @Test func `is not a result that speaks of a state`() async throws {
    let body = #"{"status":"IN_PROGRESS","request_id":"r","images":[{"url":"https://v3.fal.media/a.png"}]}"#
    let server = try ScriptedServer { _, _ in .answer(200, [:], body) }
    try await withClient(of: server) { client in
      let result = try await client.result(server.url + "/a/b/requests/1")
      #expect(FalMedia.mediaURLs(in: result.output).count == 1)
    }
  }

  @Test(arguments: ["", "<html>", "{", "\u{FEFF}null x"])
  func `is an answer that is no JSON`(body: String) async throws {
    let server = try ScriptedServer { _, _ in .answer(200, [:], body) }
    try await withClient(of: server) { client in
      await #expect {
        try await client.result(server.url + "/a/b/requests/1")
      } throws: {
        if case .badAnswer = $0 as? FalError { true } else { false }
      }
    }
  }

  @Test func `does not repeat the key that a server echoes`() async throws {
    let server = try ScriptedServer { request, _ in
      .answer(401, [:], #"{"detail":"bad header \#(request.headers["authorization"] ?? "none")"}"#)
    }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.unauthorized("bad header Key <redacted>")) { try await client.testKey() }
    }
  }
}
