import AliceFal
import AliceModel
import Testing

@Suite struct `A job` {
  @Test(
    arguments: [
      (202, #"{"status":"IN_QUEUE","queue_position":2}"#, .inQueue(position: 2)),
      (202, #"{"status":"IN_PROGRESS","logs":null}"#, .inProgress(logs: [])),
      (
        200, #"{"status":"COMPLETED","logs":null,"metrics":{"inference_time":3.42}}"#,
        .completed(error: nil, errorType: nil, inferenceTime: 3.42, logs: [])
      ),
      (
        200, #"{"status":"COMPLETED","error":"Request timed out","error_type":"request_timeout"}"#,
        .completed(error: "Request timed out", errorType: "request_timeout", inferenceTime: nil, logs: [])
      ),
    ] as [(Int, String, FalStatus)])
  func `has three states`(status: Int, body: String, state: FalStatus) async throws {
    let server = try ScriptedServer { _, _ in .answer(status, [:], body) }
    try await withClient(of: server) { client in
      let found = try await client.status(of: server.url + "/a/b/requests/r/status", logs: true)
      #expect(found == state)
    }
    #expect(server.requests[0].target == "/a/b/requests/r/status?logs=1")
  }

  @Test(arguments: ["-9223372036854775808", "-1", "1e300", "9223372036854775808", "\"many\"", "null", "[]"])
  func `has no place that is no number of others`(place: String) async throws {
    let server = try ScriptedServer { _, _ in .answer(202, [:], #"{"status":"IN_QUEUE","queue_position":\#(place)}"#) }
    try await withClient(of: server) { client in
      let found = try await client.status(of: server.url + "/s")
      #expect(found == .inQueue(position: nil))
    }
  }

  @Test func `is waited for through all kinds of weather`() async throws {
    let replies: [WireReply] = [
      .answer(202, [:], #"{"status":"IN_QUEUE","queue_position":1}"#), .answer(502, [:], "<html>nginx</html>"),
      .cut, .answer(500, [:], "{}"), .answer(429, ["Retry-After": "1"]), .answer(200, [:], "<html>portal</html>"),
      .answer(200, [:], ""), .answer(400, [:], #"{"status":"IN_PROGRESS"}"#),
      .answer(202, [:], #"{"status":"IN_PROGRESS","logs":[{"message":"step 1","level":"INFO"}]}"#),
      .answer(200, [:], #"{"status":"COMPLETED"}"#),
    ]
    let server = try ScriptedServer { _, number in replies[min(number, replies.count - 1)] }
    let seen = SeenStates()
    try await withClient(of: server) { client in
      try await client.wait(for: server.url + "/s", report: { seen.add($0) })
    }
    #expect(server.requests.count == replies.count)
    #expect(seen.names == ["inQueue", "inProgress", "completed"])
  }

  @Test func `is not waited for while its answer drips`() async throws {
    let server = try ScriptedServer { _, _ in .dripping("HTTP/1.1 200 X\r\nContent-Length: 9000\r\n\r\n", 200) }
    let timeouts = FalTimeouts(answer: .milliseconds(300), idle: .seconds(60))
    let start = ContinuousClock.now
    try await withClient(of: server, policy: .never, timeouts: timeouts) { client in
      await #expect(throws: FalError.timedOut("127.0.0.1: no whole answer in time")) {
        try await client.result(server.url + "/a/b/requests/r")
      }
      await #expect(throws: FalError.outcomeUnknown("no whole answer in time")) {
        try await client.submit(endpoint: "a/b", input: [:])
      }
    }
    #expect(ContinuousClock.now - start < .seconds(3))
  }

  @Test func `gives its result with what it cost`() async throws {
    let server = try ScriptedServer { _, _ in
      .answer(
        200, ["x-fal-request-id": "r-9", "X-Fal-Billable-Units": "1.5"], #"{"images":[],"seed":18446744073709551615}"#)
    }
    try await withClient(of: server) { client in
      let result = try await client.result(server.url + "/a/b/requests/r-9")
      #expect(result.requestID == "r-9" && result.billableUnits == "1.5")
      #expect(result.output["seed"]?.scalarText == "18446744073709551615")
    }
  }

  @Test(arguments: [
    (202, #"{"status":"CANCELLATION_REQUESTED"}"#, FalCancellation.requested), (200, #"{"success":true}"#, .requested),
    (400, #"{"status":"ALREADY_COMPLETED"}"#, .alreadyCompleted),
  ])
  func `is cancelled by an empty PUT`(status: Int, body: String, outcome: FalCancellation) async throws {
    let server = try ScriptedServer { _, _ in .answer(status, [:], body) }
    try await withClient(of: server) { client in
      let found = try await client.cancel(server.url + "/a/b/requests/r/cancel")
      #expect(found == outcome)
    }
    #expect(server.requests[0].method == "PUT" && server.requests[0].headers["content-length"] == "0")
  }
}
