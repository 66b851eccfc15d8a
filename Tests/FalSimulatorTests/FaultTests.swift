import AliceModel
import AsyncHTTPClient
import Foundation
import Testing

@Suite struct `Faults` {
  @Test(
    arguments: [
      (["fault": "rate-limit", "retry_after": 1], 429, "rate limited"),
      (["fault": "unavailable"], 503, "No runner"),
      (
        ["fault": "locked"], 403,
        "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."
      ),
      (["fault": "bad-key"], 401, "No user found for Key ID and Secret"),
    ] as [(JSONValue, Int, String)])
  func `a refused submit accepts nothing`(fault: JSONValue, status: Int, detail: String) async throws {
    try await withSimulator { wire in
      try await wire.fault(fault)
      let reply = try await wire.post("/fal-ai/flux/dev", Wire.small)
      #expect(reply.status == status && reply.json["detail"]?.stringValue == detail)
      #expect(reply.header("x-fal-request-id") != nil)
      #expect(reply.header("retry-after") == fault["retry_after"]?.scalarText)
      #expect(try await wire.ledger().isEmpty)
      #expect(try await wire.post("/fal-ai/flux/dev", Wire.small).status == 200)
    }
  }

  @Test(
    arguments: [
      (["fault": "nginx-502", "on": "submit"], 502), (["fault": "unavailable", "request_id": false], 503),
    ] as [(JSONValue, Int)])
  func `the ingress names no request`(fault: JSONValue, status: Int) async throws {
    try await withSimulator { wire in
      try await wire.fault(fault)
      let reply = try await wire.post("/fal-ai/flux/dev", Wire.small)
      #expect(reply.status == status && reply.text.contains("nginx") && reply.header("x-fal-request-id") == nil)
    }
  }

  @Test func `a cut after acceptance leaves a job and not a byte of an answer`() async throws {
    try await withSimulator { wire in
      try await wire.fault(["fault": "cut-after-accept", "times": 2])
      await #expect(throws: HTTPClientError.remoteConnectionClosed) {
        try await wire.post("/fal-ai/flux/dev", Wire.small)
      }
      await #expect(throws: HTTPClientError.remoteConnectionClosed) {
        try await wire.post("/__run/fal-ai/flux/dev", Wire.small)
      }
      #expect(try await wire.ledger().count == 2)
      let found = try await wire.get("/v1/models/requests/by-endpoint?endpoint_id=fal-ai/flux/dev").json["requests"]
      #expect(found?[0]?["json_input"] == Wire.small && found?.arrayValue?.count == 2)
    }
  }

  @Test(arguments: [true, false])
  func `a failure costs as much as a success where it is billed`(isBilled: Bool) async throws {
    try await withSimulator { wire in
      try await wire.fault(["fault": "server-error", "billed": .bool(isBilled)])
      let reply = try await wire.post("/__run/fal-ai/flux/dev", Wire.small)
      #expect(reply.status == 500 && (reply.header("x-fal-billable-units") == "0") != isBilled)
      let row = try #require(try await wire.ledger().first)
      #expect((row["amount"]?.doubleValue == 0) != isBilled && row["state"] == "FAILED")
    }
  }

  @Test func `a silent stream begins, and the state is there all the same`() async throws {
    try await withSimulator { wire in
      try await wire.fault(["fault": "silent-stream"])
      let job = try await wire.post("/fal-ai/flux/dev", Wire.small).json
      let url = try #require(job["status_url"]?.stringValue)
      let listener = Task {
        try await wire.events(url + "/stream") { event in Issue.record("it says \(event)") }
      }
      try await Task.sleep(for: .milliseconds(300))
      #expect(try await wire.get(url).json["status"] != nil)
      listener.cancel()
      _ = await listener.result
    }
  }

  @Test func `a cut before it leaves nothing`() async throws {
    try await withSimulator { wire in
      try await wire.fault(["fault": "cut"])
      await #expect(throws: HTTPClientError.remoteConnectionClosed) {
        try await wire.post("/fal-ai/flux/dev", Wire.small)
      }
      #expect(try await wire.ledger().isEmpty)
    }
  }

  @Test(arguments: [
    ("result-422", 422, "value_error"), ("content-policy", 422, "content_policy_violation"),
    ("no-media", 422, "no_media_generated"), ("server-error", 500, "internal_server_error"),
  ])
  func `a job that fails costs nothing`(fault: String, status: Int, type: String) async throws {
    try await withSimulator { wire in
      try await wire.fault(["fault": .string(fault)])
      let ticket = try await wire.submit()
      let result = try await wire.result(of: ticket)
      #expect(result.status == status && result.json["detail"]?[0]?["type"]?.stringValue == type)
      #expect(result.header("x-fal-request-id") == ticket.id)
      #expect(result.header("X-Fal-Retryable") == (status == 500 ? "true" : "false"))
      let row = try await wire.ledger()[0]
      #expect(row["state"] == "FAILED" && row["units"] == 0 && row["amount"] == 0)
    }
  }

  @Test func `the platform may give up on a job`() async throws {
    try await withSimulator { wire in
      try await wire.fault(["fault": "timeout"])
      let ticket = try await wire.submit()
      let result = try await wire.result(of: ticket)
      #expect(result.status == 504 && result.json == ["detail": "Request timed out", "error_type": "request_timeout"])
      #expect(result.header("X-Fal-Error-Type") == "request_timeout")
      let status = try await wire.get(ticket.status)
      #expect(status.json["error"] == "Request timed out" && status.json["error_type"] == "request_timeout")
    }
  }

  @Test func `a fault at the result changes the job for good`() async throws {
    try await withSimulator { wire in
      let ticket = try await wire.submit()
      try await wire.fault(["fault": "result-422", "on": "result"])
      #expect(try await wire.result(of: ticket).status == 422)
      #expect(try await wire.get(ticket.response).status == 422)
      try await wire.fault(["fault": "lost-result"])
      #expect(try await wire.get(ticket.response).status == 404)
      #expect(try await wire.get(ticket.response).status == 404)
    }
  }

  @Test(arguments: [("IN_QUEUE", "IN_QUEUE"), ("IN_PROGRESS", "IN_PROGRESS")])
  func `a stuck job never ends, unless it is cancelled`(asked: String, state: String) async throws {
    try await withStoppedTime { wire, clock in
      try await wire.fault(["fault": "stuck", "state": .string(asked)])
      let ticket = try await wire.submit()
      clock.advance(86_400)
      #expect(try await wire.get(ticket.status).json["status"]?.stringValue == state)
      #expect(try await wire.call("PUT", ticket.cancel).status == 202)
      #expect(try await wire.get(ticket.response).status == 499)
    }
  }

  @Test func `a slow job takes its seconds`() async throws {
    try await withStoppedTime { wire, clock in
      try await wire.fault(["fault": "slow", "seconds": 60])
      let ticket = try await wire.submit()
      clock.advance(59)
      #expect(try await wire.get(ticket.status).json["status"] == "IN_PROGRESS")
      clock.advance(2)
      #expect(try await wire.get(ticket.status).json["status"] == "COMPLETED")
    }
  }

  @Test func `an answer can be late`() async throws {
    try await withSimulator { wire in
      try await wire.fault(["fault": "delay", "on": "submit", "seconds": 0.3])
      let took = try await ContinuousClock().measure { _ = try await wire.submit() }
      #expect(took >= .milliseconds(300))
    }
  }

  @Test func `a flagged picture is black, marked, and billed`() async throws {
    try await withSimulator { wire in
      try await wire.fault(["fault": "black-image"])
      let result = try await wire.make("fal-ai/kolors", ["prompt": "x", "image_size": ["width": 32, "height": 32]])
      #expect(result.json["has_nsfw_concepts"] == [true])
      let picture = try await wire.get(try #require(result.json["images"]?[0]?["url"]?.stringValue))
      #expect(picture.status == 200 && picture.body.count < 400)
      #expect(try await wire.ledger()[0]["units"] != 0)
    }
  }

  @Test func `expired media are gone for good`() async throws {
    try await withSimulator { wire in
      let address = try #require(try await wire.make().json["images"]?[0]?["url"]?.stringValue)
      try await wire.fault(["fault": "expired-media"])
      #expect(try await wire.get(address).status == 404)
      #expect(try await wire.get(address).status == 404)
    }
  }

  @Test func `truncated media break off, and are whole the next time`() async throws {
    try await withSimulator { wire in
      let address = try #require(try await wire.make().json["images"]?[0]?["url"]?.stringValue)
      try await wire.fault(["fault": "truncated-media"])
      await #expect(throws: (any Error).self) { try await wire.get(address) }
      #expect(try await wire.get(address).status == 200)
    }
  }

  @Test(arguments: [("html-media", 200, "text/html"), ("cdn-500", 500, "application/json")])
  func `media may be something else`(fault: String, status: Int, type: String) async throws {
    try await withSimulator { wire in
      let address = try #require(try await wire.make().json["images"]?[0]?["url"]?.stringValue)
      try await wire.fault(["fault": .string(fault), "on": "media"])
      let reply = try await wire.get(address)
      #expect(reply.status == status && reply.header("content-type") == type)
    }
  }

  @Test func `a tester may answer what they like`() async throws {
    try await withSimulator { wire in
      let ticket = try await wire.submit()
      try await wire.fault([
        "fault": "answer", "on": "status", "status": 299, "body": ["status": "FAILED"], "headers": ["X-Odd": "1"],
      ])
      let reply = try await wire.get(ticket.status)
      #expect(reply.status == 299 && reply.json == ["status": "FAILED"] && reply.header("x-odd") == "1")
    }
  }

  @Test func `faults wait for the calls they are about, as often as they say`() async throws {
    try await withSimulator { wire in
      try await wire.fault([["fault": "rate-limit", "times": 2, "endpoint": "fal-ai/flux"], ["fault": "nginx-502"]])
      #expect(try await wire.post("/fal-ai/kolors", Wire.small).status == 200)
      #expect(try await wire.post("/fal-ai/flux/dev", Wire.small).status == 429)
      #expect(try await wire.post("/fal-ai/flux/schnell", Wire.small).status == 429)
      let ticket = try await wire.submit()
      #expect(try await wire.get(ticket.status).status == 502)
      #expect(try await wire.get("/_sim/faults").json == [])
    }
  }

  @Test(arguments: [["fault": "earthquake"], ["fault": "cut", "on": "moon"], "x"] as [JSONValue])
  func `what is no fault is refused`(fault: JSONValue) async throws {
    try await withSimulator { wire in
      let reply = try await wire.post("/_sim/faults", fault)
      #expect(reply.status == 400 && reply.text.contains("cut-after-accept"))
    }
  }
}
