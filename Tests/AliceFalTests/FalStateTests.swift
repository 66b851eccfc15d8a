import AliceFal
import AliceModel
import Synchronization
import Testing

/// What stands in the place of fal's own three states.
@Suite struct `A state of a job` {
  private func status(_ body: String) async throws -> FalStatus {
    let server = try ScriptedServer { _, _ in .answer(200, [:], body) }
    return try await withClient(of: server) { try await $0.status(of: server.url + "/s") }
  }

  @Test(
    arguments: [
      ("QUEUED", FalStatus.inQueue(position: nil)), ("pending", .inQueue(position: nil)),
      ("in-queue", .inQueue(position: nil)),
      ("PROCESSING", .inProgress(logs: [])), ("running", .inProgress(logs: [])), ("In Progress", .inProgress(logs: [])),
      ("SUCCEEDED", .completed(error: nil, errorType: nil, inferenceTime: nil, logs: [])),
      ("FAILED", .ended(FalEnding(state: "FAILED"))), ("error", .ended(FalEnding(state: "error"))),
      ("Timed Out", .ended(FalEnding(state: "Timed Out"))), ("CANCELED", .ended(FalEnding(state: "CANCELED"))),
      ("DREAMING", .unknown("DREAMING")), ("", .unknown("")),
    ] as [(String, FalStatus)])
  func `is understood by its word`(word: String, state: FalStatus) async throws {
    #expect(try await status(#"{"status":"\#(word)"}"#) == state)
    #expect(try await status(#"{"state":"\#(word)"}"#) == state)
  }

  @Test(
    arguments: [
      (#"{"status":"FAILED","error":"no GPU"}"#, .failed(status: 200, type: "FAILED", "no GPU", isRetryable: false)),
      (
        #"{"status":"FAILED","error":{"message":"no GPU","code":"gpu_lost"}}"#,
        .failed(status: 200, type: "gpu_lost", "no GPU", isRetryable: false)
      ),
      (
        #"{"status":"ERROR","detail":[{"loc":["body"],"msg":"no GPU","type":"t","input":"SECRET"}]}"#,
        .failed(status: 200, type: "t", "no GPU", isRetryable: false)
      ),
      (
        #"{"status":"FAILED","logs":[{"message":"starts","level":"INFO"},{"message":"no GPU","level":"ERROR"}]}"#,
        .failed(status: 200, type: "FAILED", "no GPU", isRetryable: false)
      ),
      (#"{"status":"FAILED"}"#, .failed(status: 200, type: "FAILED", "it ended as FAILED", isRetryable: false)),
      (#"{"status":"CANCELLED","error":"by you"}"#, .withdrawn("by you")),
      (#"{"status":"FAILED","error":"flagged as NSFW"}"#, .contentPolicy("flagged as NSFW")),
      (#"{"status":"Request Moderated"}"#, .contentPolicy("it ended as Request Moderated")),
    ] as [(String, FalError)])
  func `that is an end tells why`(body: String, failure: FalError) async throws {
    let state = try await status(body)
    #expect(state.isFinal && state.failure == failure)
  }

  @Test(
    arguments: [
      (#"{"status":"CANCELLED","error":"removed from the queue before it started"}"#, true),
      (#"{"status":"CANCELED","queue_position":3}"#, true), (#"{"status":"CANCELLED","started_at":null}"#, true),
      (#"{"status":"CANCELLED","started_at":null,"metrics":{"inference_time":2.5}}"#, false),
      (#"{"status":"CANCELLED","error":"stopped by the user"}"#, false), (#"{"status":"CANCELLED"}"#, false),
      (#"{"status":"COMPLETED","error":"Request was cancelled while queued"}"#, true),
      (#"{"status":"IN_QUEUE"}"#, false),
    ])
  func `tells whether the request ran at all`(body: String, neverRan: Bool) async throws {
    #expect(try await status(body).neverRan == neverRan)
  }

  @Test func `that may not be asked for is asked for again after some minutes, which is told`() async throws {
    let server = try ScriptedServer { _, number in
      number == 0
        ? .answer(429, ["Retry-After": "86400"], #"{"detail":"slow down"}"#)
        : .answer(200, [:], #"{"status":"COMPLETED"}"#)
    }
    let told = Mutex<[FalPause]>([])
    let slept = Mutex<[Duration]>([])
    let clock = FalClock(now: { .zero }, sleep: { time in slept.withLock { $0.append(time) } }, jitter: { 0.5 })
    let last = try await FalPause.$listener.withValue(FalPause.Listener { pause in told.withLock { $0.append(pause) } })
    {
      try await withClient(of: server, clock: clock) { try await $0.wait(for: server.url + "/s") }
    }
    #expect(last.isFinal && slept.withLock { $0 } == [.seconds(180)])
    let pause = try #require(told.withLock { $0 }.first)
    #expect(pause.told == .seconds(86_400) && pause.next == .seconds(180) && pause.reason == "slow down")
  }

  @Test func `that nobody knows is asked for again, and then left to the result`() async throws {
    let server = try ScriptedServer { _, _ in .answer(200, [:], #"{"status":"DREAMING"}"#) }
    let last = try await withClient(of: server) { try await $0.wait(for: server.url + "/s") }
    #expect(last == .unknown("DREAMING") && server.requests.count == 4)
  }

  @Test func `that nobody knows does not hide what follows`() async throws {
    let words = ["DREAMING", "DREAMING", "IN_PROGRESS", "DREAMING", "DREAMING", "DREAMING", "COMPLETED"]
    let server = try ScriptedServer { _, number in
      .answer(200, [:], #"{"status":"\#(words[min(number, words.count - 1)])"}"#)
    }
    let last = try await withClient(of: server) { try await $0.wait(for: server.url + "/s") }
    #expect(last.isFinal && server.requests.count == words.count)
  }
}

@Suite struct `A failure with status 200` {
  private func outcome(_ body: String, _ headers: [String: String] = [:]) async throws -> FalOutcome {
    let server = try ScriptedServer { _, _ in .answer(200, headers, body) }
    return try await withClient(of: server) { try await $0.outcome(at: server.url + "/r") }
  }

  @Test(
    arguments: [
      (#"{"error":"no GPU"}"#, .failed(status: 200, type: "error", "no GPU", isRetryable: false)),
      (#"{"detail":"no GPU"}"#, .failed(status: 200, type: "error", "no GPU", isRetryable: false)),
      (
        #"{"images":[],"error":{"message":"no GPU"}}"#,
        .failed(status: 200, type: "error", "no GPU", isRetryable: false)
      ),
      (
        #"{"status":"FAILED","logs":[]}"#,
        .failed(status: 200, type: "FAILED", "it ended as FAILED", isRetryable: false)
      ),
      (
        #"{"status":"error","message":"no GPU","video":null}"#,
        .failed(status: 200, type: "error", "no GPU", isRetryable: false)
      ),
      (#"{"success":false,"msg":"no GPU"}"#, .failed(status: 200, type: "error", "no GPU", isRetryable: false)),
      (#"{"images":[],"error":"blocked by moderation"}"#, .contentPolicy("blocked by moderation")),
      (#"{"videos":[],"raiMediaFilteredReasons":["Filtered for safety."]}"#, .contentPolicy("Filtered for safety.")),
      (
        #"{"images":[],"has_nsfw_concepts":[true]}"#,
        .contentPolicy("the safety checker flagged everything that the model made")
      ),
      (#"{"status":"CANCELLED","request_id":"r"}"#, .withdrawn("it ended as CANCELLED")),
    ] as [(String, FalError)])
  func `is told by the reason in it`(body: String, failure: FalError) async throws {
    let found = try await outcome(body)
    guard case .failure(failure, _) = found else {
      Issue.record("\(found)")
      return
    }
  }

  @Test(arguments: [
    #"{"images":[{"url":"https://v3.fal.media/a.png"}],"error":"half of it failed"}"#,
    #"{"output":"a lake","error":null}"#,
    #"{"output":"an error is told in this text","error":""}"#, #"{"text":"x","status":"FAILED"}"#,
    #"{"message":"hello"}"#,
    #"{"images":[]}"#, #"{"error":{},"images":[]}"#, #"{"seed":7,"has_nsfw_concepts":[false]}"#, "{}", "[]",
  ])
  func `is not seen where the model made something, or says nothing`(body: String) async throws {
    let found = try await outcome(body)
    guard case .result = found else {
      Issue.record("\(found)")
      return
    }
  }

  @Test func `has its units, as every failure has`() async throws {
    let headers = ["X-Fal-Billable-Units": "2.5"]
    guard case .failure(_, billableUnits: "2.5") = try await outcome(#"{"error":"no GPU"}"#, headers) else {
      Issue.record("the units are lost")
      return
    }
    let server = try ScriptedServer { _, _ in .answer(422, headers, #"{"detail":"no"}"#) }
    let refused = try await withClient(of: server) { try await $0.outcome(at: server.url + "/r") }
    guard case .failure(_, billableUnits: "2.5") = refused else {
      Issue.record("\(refused)")
      return
    }
  }
}
