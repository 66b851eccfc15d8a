import AliceModel
import FalSimulator
import Testing

@Suite struct `The queue` {
  @Test func `a submit is answered with an id and three addresses on the host it came to`() async throws {
    try await withSimulator { wire in
      let reply = try await wire.post("/fal-ai/flux/schnell?fal_webhook=http%3A%2F%2F127.0.0.1", Wire.small)
      #expect(reply.status == 200 && reply.header("content-type") == "application/json")
      let ticket = try Ticket(reply.json)
      let home = "\(wire.base)/fal-ai/flux/requests/\(ticket.id)"
      #expect(ticket.response == home && ticket.status == home + "/status" && ticket.cancel == home + "/cancel")
      #expect(reply.header("x-fal-request-id") == ticket.id)
      #expect(reply.json["status"] == "IN_QUEUE" && reply.json["queue_position"] == 0)
      #expect(reply.json["logs"] == .null && reply.json["metrics"] == [:])
    }
  }

  @Test func `a job waits, works and is done, in that order and each for its time`() async throws {
    try await withStoppedTime { wire, clock in
      let ticket = try await wire.submit()
      let queued = try await wire.get(ticket.status + "?logs=1")
      #expect(queued.status == 202 && queued.json["status"] == "IN_QUEUE" && queued.json["queue_position"] == 0)
      #expect(queued.json["logs"] == nil)
      clock.advance(0.2)
      let running = try await wire.get(ticket.status + "?logs=true")
      #expect(running.status == 202 && running.json["status"] == "IN_PROGRESS")
      #expect(running.json["logs"]?[0]?["message"] == "step 1/4")
      #expect(try await wire.get(ticket.status + "?logs=0").json["logs"] == .null)
      let early = try await wire.get(ticket.response)
      #expect(early.status == 400 && early.json["detail"] == "Request is still in progress")
      clock.advance(0.3)
      let done = try await wire.get(ticket.status + "?logs=1")
      #expect(done.status == 200 && done.json["status"] == "COMPLETED" && done.json["error"] == nil)
      #expect(done.json["metrics"]?["inference_time"]?.doubleValue == 0.3)
      #expect(done.json["logs"]?.arrayValue?.count == 4)
      #expect(try await wire.get(ticket.response).status == 200)
    }
  }

  @Test(arguments: [
    ("fal-ai/flux/schnell", "fal-ai/flux"), ("fal-ai/flux", "fal-ai/flux"), ("workflows/me/wf/x", "workflows/me/wf"),
    ("comfy/me/app", "comfy/me/app"), ("110602490-lora", "110602490/lora"),
    ("fal-ai/kling-video/v2/master/text-to-video", "fal-ai/kling-video"),
  ])
  func `requests live under the application`(endpoint: String, home: String) async throws {
    try await withSimulator { wire in
      let ticket = try await wire.submit(endpoint)
      #expect(ticket.response == "\(wire.base)/\(home)/requests/\(ticket.id)")
      #expect(try await wire.result(of: ticket).status == 200)
      #expect(try await wire.get("/\(home)/requests/\(ticket.id)/response").status == 200)
    }
  }

  @Test func `the full id serves as well, another application does not`() async throws {
    try await withSimulator { wire in
      let ticket = try await wire.submit()
      #expect(try await wire.get("/fal-ai/flux/schnell/requests/\(ticket.id)/status").status < 300)
      for path in ["/fal-ai/other/requests/\(ticket.id)/status", "/fal-ai/flux/requests/nobody/status"] {
        let reply = try await wire.get(path)
        #expect(reply.status == 404 && reply.json == ["status": "NOT_FOUND"])
      }
    }
  }

  @Test func `two jobs of a key run at a time, the others keep their place`() async throws {
    try await withStoppedTime { wire, clock in
      var tickets: [Ticket] = []
      for _ in 0..<4 { tickets.append(try await wire.submit()) }
      clock.advance(0.2)
      let states = try await states(of: tickets, wire)
      #expect(states == ["IN_PROGRESS", "IN_PROGRESS", "IN_QUEUE 0", "IN_QUEUE 1"])
      let other = try await wire.call("POST", "/fal-ai/flux/dev", Array(Wire.small.text.utf8), key: "Key other:key")
      clock.advance(0.2)
      #expect(try await wire.get(Ticket(other.json).status).json["status"] == "IN_PROGRESS")
      clock.advance(0.1)
      #expect(try await self.states(of: tickets, wire) == ["COMPLETED", "COMPLETED", "IN_PROGRESS", "IN_PROGRESS"])
    }
  }

  private func states(of tickets: [Ticket], _ wire: Wire) async throws -> [String] {
    var states: [String] = []
    for ticket in tickets {
      let json = try await wire.get(ticket.status).json
      let position = json["queue_position"]?.intValue.map { " \($0)" } ?? ""
      states.append((json["status"]?.stringValue ?? "?") + position)
    }
    return states
  }

  @Test func `a queue that is full is said to be`() async throws {
    try await withStoppedTime { wire, _ in
      for _ in 0..<3 { _ = try await wire.submit() }
      #expect(try await wire.post("/fal-ai/flux/dev?fal_max_queue_length=2", Wire.small).status == 429)
      #expect(try await wire.post("/fal-ai/flux/dev?fal_max_queue_length=9", Wire.small).status == 200)
      #expect(try await wire.ledger().count == 4)
    }
  }

  @Test func `the stream of states ends with the last one`() async throws {
    try await withStoppedTime { wire, clock in
      let ticket = try await wire.submit()
      var names: [String] = []
      try await wire.events(ticket.status + "/stream?logs=1") { event in
        names.append(event["status"]?.stringValue ?? "?")
        clock.advance(0.25)
      }
      #expect(names == ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"])
    }
  }

  @Test func `what waits is taken out of the queue`() async throws {
    try await withStoppedTime { wire, clock in
      let tickets = [try await wire.submit(), try await wire.submit(), try await wire.submit()]
      let cancelled = try await wire.call("PUT", tickets[0].cancel)
      #expect(cancelled.status == 202 && cancelled.json == ["status": "CANCELLATION_REQUESTED"])
      clock.advance(0.2)
      #expect(try await wire.get(tickets[2].status).json["status"] == "IN_PROGRESS")
      let result = try await wire.get(tickets[0].response)
      #expect(result.status == 499 && result.json["error_type"] == "client_cancelled")
      #expect(try await wire.ledger()[0]["state"] == "CANCELLED")
      #expect(try await wire.ledger()[0]["amount"] == 0)
    }
  }

  @Test(arguments: [(0.2, "CANCELLED", "0"), (0.4, "COMPLETED", "0.003")])
  func `what works can be stopped in its first half`(after: Double, state: String, amount: String) async throws {
    try await withStoppedTime { wire, clock in
      let ticket = try await wire.submit()
      clock.advance(after)
      #expect(try await wire.call("PUT", ticket.cancel).status == 202)
      clock.advance(1)
      let row = try await wire.ledger()[0]
      #expect(row["state"]?.stringValue == state && row["amount"]?.scalarText == amount)
      let again = try await wire.call("PUT", ticket.cancel)
      #expect(again.status == 400 && again.json == ["status": "ALREADY_COMPLETED"])
    }
  }

  @Test func `a job that may not wait any longer times out unbilled`() async throws {
    try await withStoppedTime { wire, clock in
      for _ in 0..<2 { _ = try await wire.submit() }
      let ticket = try await wire.submit(headers: [("X-Fal-Request-Timeout", "0.2")])
      clock.advance(0.3)
      #expect(try await wire.get(ticket.status).json["error_type"] == "request_timeout")
      let result = try await wire.get(ticket.response)
      #expect(result.status == 504 && result.header("X-Fal-Request-Timeout-Type") == "user")
      #expect(try await wire.ledger()[2]["units"] == 0)
    }
  }

  @Test func `an unknown application is refused where only known ones are taken`() async throws {
    try await withSimulator({ $0.acceptsAnyEndpoint = false }) { wire in
      let reply = try await wire.post("/me/nothing/here", ["prompt": "x"])
      #expect(reply.status == 404 && reply.json == ["detail": "Application \"me/nothing\" not found"])
      #expect(try await wire.ledger().isEmpty)
      #expect(try await wire.post("/fal-ai/flux/dev", Wire.small).status == 200)
    }
  }
}

@Suite struct `Runs without the queue` {
  @Test func `the answer is the result`() async throws {
    try await withSimulator { wire in
      let reply = try await wire.post("/__run/fal-ai/flux/dev", Wire.small)
      #expect(reply.status == 200 && reply.json["seed"] == 7 && reply.header("X-Fal-Billable-Units") == "1")
      #expect(try await wire.ledger().map { $0["request_id"]?.stringValue } == [reply.header("x-fal-request-id")])
    }
  }

  @Test func `a stream tells two steps`() async throws {
    try await withSimulator { wire in
      let reply = try await wire.post("/__run/fal-ai/flux/dev/stream", Wire.small)
      #expect(reply.text == "data: {\"step\":1}\n\ndata: {\"step\":2}\n\n")
    }
  }

  @Test func `too many at once are refused`() async throws {
    try await withStoppedTime { wire, clock in
      for _ in 0..<2 { _ = try await wire.submit() }
      clock.advance(0.2)
      let reply = try await wire.post("/__run/fal-ai/flux/dev", Wire.small)
      #expect(reply.status == 429 && reply.json["error_type"] == "concurrent_requests_limit")
      #expect(reply.header("X-Fal-needs-retry") == "1")
      #expect(try await wire.ledger().count == 2)
    }
  }
}
