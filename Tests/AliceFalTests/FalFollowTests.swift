import AliceFal
import AliceModel
import Synchronization
import Testing

@Suite struct `A stream of states` {
  private static let done = #"{"status":"COMPLETED"}"#

  private func head(_ type: String = "text/event-stream") -> String {
    "HTTP/1.1 200 OK\r\nContent-Type: \(type)\r\nConnection: close\r\n\r\n"
  }

  /// What was reported, and the targets that were asked for.
  private func follow(
    silence: Duration = .seconds(600), _ script: @escaping ScriptedServer.Script
  ) async throws -> ([FalStatus], [String]) {
    let server = try ScriptedServer(script)
    return try await withClient(of: server, timeouts: FalTimeouts(silence: silence), clock: .system) { client in
      let seen = Mutex<[FalStatus]>([])
      try await client.follow(server.url + "/s/status", logs: true) { status in seen.withLock { $0.append(status) } }
      return (seen.withLock { $0 }, server.requests.map(\.target))
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `is read whatever its line ends`(_ end: String) async throws {
    let text = [
      ": hello", "event: x", #"data: {"status":"IN_QUEUE","queue_position":3}"#, "",
      #"data: {"status":"IN_PROGRESS","#, #"data:"logs":[]}"#, "", "data: " + Self.done, "", "",
    ].joined(separator: end)
    let (seen, targets) = try await follow { _, _ in .raw(head() + text) }
    #expect(seen.count == 3 && seen.first == .inQueue(position: 3) && seen.last?.isFinal == true)
    #expect(targets == ["/s/status/stream?logs=1"])
  }

  @Test func `that breaks is taken up again, and left when it breaks twice`() async throws {
    let (seen, targets) = try await follow { request, _ in
      request.target.contains("/stream")
        ? .raw(head() + "data: {\"status\":\"IN_QUEUE\"}\n\n") : .answer(200, [:], Self.done)
    }
    #expect(seen.last?.isFinal == true)
    #expect(targets.map { $0.contains("/stream") } == [true, true, false])
  }

  @Test(arguments: [
    WireReply.answer(404), .answer(405), .answer(200, ["Content-Type": "text/html"], "<html></html>"),
    .answer(302, ["Location": "http://127.0.0.1:9/steal"]),
  ])
  func `that is not offered is not asked for twice`(_ reply: WireReply) async throws {
    let (seen, targets) = try await follow { request, _ in
      request.target.contains("/stream") ? reply : .answer(200, [:], Self.done)
    }
    #expect(seen.last?.isFinal == true)
    #expect(targets.map { $0.contains("/stream") } == [true, false])
  }

  @Test func `with a line that never ends is not believed`() async throws {
    let (seen, _) = try await follow { request, _ in
      request.target.contains("/stream")
        ? .raw(head() + "data: " + String(repeating: "x", count: 5 << 20)) : .answer(200, [:], Self.done)
    }
    #expect(seen.count == 1)
  }

  @Test func `that says nothing is left when the time limit ends`() async throws {
    let server = try ScriptedServer { _, _ in .silence }
    await #expect(throws: FalError.stillRunning) {
      try await withClient(of: server, clock: .system) { client in
        try await client.follow(server.url + "/s/status", limit: .milliseconds(200))
      }
    }
  }

  @Test func `that is not offered leaves looks, and they end with the time limit`() async throws {
    let server = try ScriptedServer { request, _ in
      request.target.contains("/stream") ? .answer(404) : .answer(202, [:], #"{"status":"IN_QUEUE"}"#)
    }
    await #expect(throws: FalError.stillRunning) {
      try await withClient(of: server, clock: .system) { client in
        let often = PollSchedule(first: .milliseconds(20), longest: .milliseconds(20))
        try await client.follow(server.url + "/s/status", limit: .milliseconds(400), schedule: often)
      }
    }
    #expect(server.requests.count > 3)
  }

  /// Streams that somebody between holds back: from the beginning, after their head, after a comment, after old news.
  @Test(arguments: [
    WireReply.silence, .begun("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"),
    .begun("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: ping\n\n"),
    .begun("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"status\":\"IN_PROGRESS\"}\n\n"),
  ])
  func `that brings no news is backed by looks at the state`(_ reply: WireReply) async throws {
    let states = [#"{"status":"IN_PROGRESS"}"#, #"{"status":"IN_PROGRESS"}"#, Self.done]
    let looks = Mutex(0)
    let (seen, targets) = try await follow(silence: .milliseconds(50)) { request, _ in
      guard !request.target.contains("/stream") else { return reply }
      let look = looks.withLock { count in
        defer { count += 1 }
        return count
      }
      return .answer(200, [:], states[min(look, states.count - 1)])
    }
    #expect(seen.last?.isFinal == true)
    #expect(targets.count { $0.contains("/stream") } == 1 && targets.count { !$0.contains("/stream") } == 3)
  }

  @Test func `that is silent is still heard where looking is of no use`() async throws {
    let server = try ScriptedServer { request, _ in
      guard request.target.contains("/stream") else { return .answer(503) }
      return .begun(head() + "data: {\"status\":\"IN_QUEUE\"}\n\n")
    }
    await #expect(throws: FalError.stillRunning) {
      let timeouts = FalTimeouts(silence: .milliseconds(50))
      try await withClient(of: server, policy: .never, timeouts: timeouts, clock: .system) { client in
        try await client.follow(server.url + "/s/status", limit: .milliseconds(600))
      }
    }
    #expect(server.requests.count { $0.target.contains("/stream") } == 1)
    #expect(server.requests.count { !$0.target.contains("/stream") } > 1)
  }

  @Test func `echoes no key`() async throws {
    let log = #"data: {"status":"IN_PROGRESS","logs":[{"message":"\#(Sample.key)"}]}"# + "\n\n"
    let (seen, _) = try await follow { _, _ in .raw(head() + log + "data: \(Self.done)\n\n") }
    #expect(!"\(seen)".contains("sample-secret"))
  }
}
