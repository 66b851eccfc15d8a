import AliceFal
import AliceModel
import Foundation
import Testing

private let endpoint = "fal-ai/flux/dev"

private func accepted(_ url: String, id: String = "r-1") -> WireReply {
  .answer(
    200, [:],
    """
    {"status":"IN_QUEUE","request_id":"\(id)","response_url":"\(url)/x/requests/\(id)",
     "status_url":"\(url)/x/requests/\(id)/status","cancel_url":"\(url)/x/requests/\(id)/cancel",
     "logs":null,"metrics":{},"queue_position":0}
    """)
}

private func unknown(_ error: any Error) -> Bool {
  if case .outcomeUnknown = error as? FalError { true } else { false }
}

@Suite struct `A submit` {
  @Test func `sends the input as it is, with the key, over a connection of its own`() async throws {
    let server = try ScriptedServer { request, _ in accepted("http://\(request.headers["host"] ?? "")") }
    try await withClient(of: server) { client in
      let first = try await client.submit(endpoint: endpoint, input: ["prompt": "ä\u{7}", "seed": 7], startTimeout: 30)
      #expect(first.requestID == "r-1" && first.statusURL == server.url + "/x/requests/r-1/status")
      #expect(first.responseURL == server.url + "/x/requests/r-1")
      #expect(first.cancelURL == server.url + "/x/requests/r-1/cancel")
      _ = try await client.submit(endpoint: endpoint, input: [:])
    }
    let request = server.requests[0]
    #expect(request.method == "POST" && request.target == "/fal-ai/flux/dev")
    #expect(try JSONValue(parsing: request.body) == ["prompt": "ä\u{7}", "seed": 7])
    #expect(request.headers["authorization"] == "Key " + Sample.key)
    #expect(request.headers["content-type"] == "application/json")
    #expect(request.headers["x-fal-request-timeout"] == "30.0")
    #expect(request.headers["user-agent"]?.hasPrefix("alice/") == true)
    #expect(server.requests.map(\.connection) == [0, 1])
  }

  @Test(arguments: [
    WireReply.cut, .raw("HTT"), .raw("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"request"),
    .answer(200, [:], "<html>"),
    .answer(200, [:], "{}"), .answer(200, [:], #"{"request_id":"../../x"}"#), .answer(504, [:], "<html>gateway</html>"),
  ])
  func `that left without a clear answer is unknown, and never sent again`(reply: WireReply) async throws {
    let server = try ScriptedServer { _, _ in reply }
    try await withClient(of: server) { client in
      await #expect { try await client.submit(endpoint: endpoint, input: ["prompt": "x"]) } throws: { unknown($0) }
    }
    #expect(server.requests.count == 1)
  }

  /// `%` is the address of the server.
  @Test(
    arguments: [
      (#"{"request_id":"r-1"}"#, [:], "r-1", "/fal-ai/flux/requests/r-1"),
      (#"{"status_url":"%/x/requests/r-2/status"}"#, [:], "r-2", "/x/requests/r-2"),
      (#"{"response_url":"%/x/requests/r-3"}"#, [:], "r-3", "/x/requests/r-3"),
      (#"{"response_url":"%/x/requests/r-4/response?k=1"}"#, [:], "r-4", "/x/requests/r-4/response?k=1"),
      (#"{"data":{"requestId":"r-5","responseUrl":"%/y/r-5"}}"#, [:], "r-5", "/y/r-5"),
      (#"{"status":"IN_QUEUE"}"#, ["x-fal-request-id": "r-6"], "r-6", "/fal-ai/flux/requests/r-6"),
      (
        #"{"request_id":"r-7","response_url":"https://elsewhere.example/r-7"}"#, [:], "r-7", "/fal-ai/flux/requests/r-7"
      ),
    ] as [(String, [String: String], String, String)])
  func `is accepted by an answer that leads to the request`(
    body: String, headers: [String: String], id: String, place: String
  ) async throws {
    let server = try ScriptedServer { request, _ in
      .answer(200, headers, body.replacing("%", with: "http://\(request.headers["host"] ?? "")"))
    }
    try await withClient(of: server) { client in
      let submission = try await client.submit(endpoint: endpoint, input: [:])
      #expect(submission.requestID == id && submission.responseURL == server.url + place && submission.result == nil)
      #expect(submission.statusURL.contains("/status") && submission.cancelURL.contains("/cancel"))
    }
  }

  @Test(arguments: [
    #"{"images":[{"url":"https://v3.fal.media/a.png"}],"seed":7}"#, #"{"output":"A lake."}"#,
  ])
  func `may be answered with the result at once`(body: String) async throws {
    let headers = ["X-Fal-Billable-Units": "2 ", "x-fal-request-id": "r-8"]
    let server = try ScriptedServer { _, _ in .answer(200, headers, body) }
    try await withClient(of: server) { client in
      let submission = try await client.submit(endpoint: endpoint, input: [:])
      #expect(submission.requestID == "r-8" && submission.result?.billableUnits == "2")
      #expect(submission.result?.output == (try JSONValue(parsing: body)))
    }
  }

  @Test(arguments: [
    ("2 ", "2"), (" 2.0", "2.0"), ("\"3\"", "3"), ("2, 2", "2"), ("1.5,2", "3.5"), ("4 images", "4"), (".5", "0.5"),
    ("+1", "1"), ("2.", "2"), ("many", nil), ("", nil), ("1,x", nil), ("1 2", nil),
  ])
  func `and a result tell their units in any form of a number`(header: String, units: String?) async throws {
    let server = try ScriptedServer { _, _ in .answer(200, ["X-Fal-Billable-Units": header], #"{"images":[]}"#) }
    let result = try await withClient(of: server) { try await $0.result(server.url + "/r") }
    #expect(result.billableUnits == units)
  }

  @Test func `that nobody answers is unknown`() async throws {
    let server = try ScriptedServer { _, _ in .silence }
    let timeouts = FalTimeouts(answer: .seconds(2), idle: .seconds(2))
    try await withClient(of: server, timeouts: timeouts) { client in
      await #expect { try await client.submit(endpoint: endpoint, input: [:]) } throws: { unknown($0) }
    }
    #expect(server.connections == 1)
  }

  @Test func `that is stopped between two tries says what it met, and is not sent again`() async throws {
    let server = try ScriptedServer { _, _ in .answer(429, ["Retry-After": "60"], "") }
    let start = ContinuousClock.now
    try await withClient(of: server, clock: .system) { client in
      let task = Task { try await client.submit(endpoint: endpoint, input: [:]) }
      while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      try await Task.sleep(for: .milliseconds(200))
      task.cancel()
      await #expect(throws: FalError.rateLimited(retryAfter: 60, "HTTP 429")) { try await task.value }
    }
    #expect(server.requests.count == 1 && ContinuousClock.now - start < .seconds(30))
  }

  @Test func `that nobody waits for any more is not begun`() async throws {
    let server = try ScriptedServer { _, _ in .silence }
    try await withClient(of: server) { client in
      let task = Task {
        try? await Task.sleep(for: .seconds(60))
        return try await client.submit(endpoint: endpoint, input: [:])
      }
      task.cancel()
      await #expect(throws: FalError.cancelled) { try await task.value }
    }
    #expect(server.connections == 0)
  }

  @Test func `that is interrupted takes the answer that is on its way`() async throws {
    let server = try ScriptedServer { request, _ in
      Thread.sleep(forTimeInterval: 0.3)
      return accepted("http://\(request.headers["host"] ?? "")")
    }
    try await withClient(of: server) { client in
      let task = Task { try await client.submit(endpoint: endpoint, input: [:], farewell: { .seconds(60) }) }
      while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      task.cancel()
      let submission = try await task.value
      #expect(submission.requestID == "r-1")
    }
  }

  @Test func `that is interrupted after it left is unknown`() async throws {
    let server = try ScriptedServer { _, _ in .silence }
    try await withClient(of: server) { client in
      let task = Task { try await client.submit(endpoint: endpoint, input: [:]) }
      while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      task.cancel()
      await #expect { try await task.value } throws: { unknown($0) }
    }
  }

  @Test func `to nobody is not sent, and tried again`() async throws {
    let server = try ScriptedServer()
    server.stop()
    let waits = WaitList()
    try await withClient(of: server, clock: .instant(waits)) { client in
      await #expect(throws: FalError.notSent("127.0.0.1: connection refused")) {
        try await client.submit(endpoint: endpoint, input: [:])
      }
    }
    #expect(waits.all.count == 5)
  }

  @Test func `is sent again after 429, and not before it may be`() async throws {
    let waits = WaitList()
    let server = try ScriptedServer { request, number in
      number < 2
        ? .answer(429, ["Retry-After": "\(number + 3)"], "{}") : accepted("http://\(request.headers["host"] ?? "")")
    }
    try await withClient(of: server, clock: .instant(waits)) { client in
      _ = try await client.submit(endpoint: endpoint, input: [:])
    }
    #expect(server.requests.count == 3 && waits.all == [.seconds(3), .seconds(4)])
  }

  @Test func `is sent once more after a gateway's page, and no more`() async throws {
    let server = try ScriptedServer { _, _ in .answer(502, [:], "<html><center>nginx</center></html>") }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.unavailable(status: 502, "nginx", requestID: nil, isHTML: true)) {
        try await client.submit(endpoint: endpoint, input: [:])
      }
    }
    #expect(server.requests.count == 2)
  }

  @Test func `that fal has seen is not sent again`() async throws {
    let server = try ScriptedServer { _, _ in
      .answer(503, ["x-fal-request-id": "r"], #"{"detail":"No runner","error_type":"runner_scheduling_failure"}"#)
    }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.self) { try await client.submit(endpoint: endpoint, input: [:]) }
    }
    #expect(server.requests.count == 1)
  }

  @Test func `keeps to documented addresses where the answer's lead elsewhere`() async throws {
    let server = try ScriptedServer { _, _ in accepted("http://127.0.0.1:9") }
    try await withClient(of: server) { client in
      let submission = try await client.submit(endpoint: endpoint, input: [:])
      #expect(submission.statusURL == server.url + "/fal-ai/flux/requests/r-1/status")
      #expect(submission.cancelURL == server.url + "/fal-ai/flux/requests/r-1/cancel")
    }
  }

  @Test(arguments: ["x", "a/../b", "a/b?fal_webhook=x", "a b/c", "//evil/x"])
  func `goes to endpoints only`(endpoint: String) async throws {
    let server = try ScriptedServer { _, _ in .answer(200) }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.self) { try await client.submit(endpoint: endpoint, input: [:]) }
    }
    #expect(server.requests.isEmpty)
  }

  @Test func `does not mind a client that was never shut down`() async throws {
    let server = try ScriptedServer { _, _ in accepted("http://127.0.0.1:9") }
    defer { server.stop() }
    var client: FalClient? = FalClient(try FalConfiguration(loopback: server.url, key: FalKey(Sample.key)))
    _ = try await client?.submit(endpoint: endpoint, input: [:])
    client = nil
    #expect(server.requests.count == 1)
  }

  @Test func `needs a key`() async throws {
    let client = FalClient(try FalConfiguration(loopback: "http://127.0.0.1:9", key: nil))
    await #expect(throws: FalError.noKey) { try await client.submit(endpoint: endpoint, input: [:]) }
    await client.shutdown()
  }

  @Test(arguments: [
    ("fal-ai/flux/schnell", "fal-ai/flux"), ("fal-ai/kling-video/v2/master/text-to-video", "fal-ai/kling-video"),
    ("bytedance/seedance-2.0/text-to-video", "bytedance/seedance-2.0"), ("workflows/me/wf/x", "workflows/me/wf"),
    ("comfy/me/app", "comfy/me/app"),
  ])
  func `lives under its app`(endpoint: String, app: String) {
    let made = FalSubmission(requestID: "r", endpoint: endpoint, base: "https://queue.fal.run")
    #expect(made.responseURL == "https://queue.fal.run/\(app)/requests/r")
  }
}

@Suite struct `The key` {
  @Test func `does not follow a redirect`() async throws {
    let other = try ScriptedServer { _, _ in .answer(200, [:], #"{"status":"COMPLETED"}"#) }
    defer { other.stop() }
    let target = other.url
    let server = try ScriptedServer { _, _ in .answer(302, ["Location": target + "/s"]) }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.badAnswer("a redirect to \(target)/s")) {
        try await client.status(of: server.url + "/s")
      }
      await #expect(throws: FalError.self) { try await client.submit(endpoint: endpoint, input: [:]) }
      await #expect(throws: FalError.self) { try await client.result(server.url + "/r") }
      await #expect(throws: FalError.self) { try await client.testKey() }
    }
    #expect(other.connections == 0)
  }

  @Test func `goes to no other server, whoever names it`() async throws {
    let other = try ScriptedServer { _, _ in .answer(200, [:], "{}") }
    defer { other.stop() }
    let server = try ScriptedServer { _, _ in .answer(200, [:], "{}") }
    try await withClient(of: server) { client in
      for url in [
        other.url, "http://queue.fal.run", "https://queue.fal.run.evil.example", "https://evilfal.run", "file:///x",
        "https://queue.fal.run@evil.example/",
      ] {
        await #expect(throws: FalError.self) { try await client.status(of: url + "/s") }
        await #expect(throws: FalError.self) { try await client.result(url + "/s") }
        await #expect(throws: FalError.self) { try await client.cancel(url + "/s") }
      }
    }
    #expect(other.connections == 0)
  }
}
