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
  private func follow(_ script: @escaping ScriptedServer.Script) async throws -> ([FalStatus], [String]) {
    let server = try ScriptedServer(script)
    return try await withClient(of: server) { client in
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
    #expect(seen.count == 3 && seen.first == .inQueue(position: 3) && seen.last?.isCompleted == true)
    #expect(targets == ["/s/status/stream?logs=1"])
  }

  @Test func `that breaks is taken up again, and left when it breaks twice`() async throws {
    let (seen, targets) = try await follow { request, _ in
      request.target.contains("/stream")
        ? .raw(head() + "data: {\"status\":\"IN_QUEUE\"}\n\n") : .answer(200, [:], Self.done)
    }
    #expect(seen.last?.isCompleted == true)
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
    #expect(seen.last?.isCompleted == true)
    #expect(targets.map { $0.contains("/stream") } == [true, false])
  }

  @Test func `with a line that never ends is not believed`() async throws {
    let (seen, _) = try await follow { request, _ in
      request.target.contains("/stream")
        ? .raw(head() + "data: " + String(repeating: "x", count: 5 << 20)) : .answer(200, [:], Self.done)
    }
    #expect(seen.count == 1)
  }

  @Test func `that says nothing is left when patience ends`() async throws {
    let server = try ScriptedServer { _, _ in .silence }
    await #expect(throws: FalError.stillRunning) {
      try await withClient(of: server, clock: .system) { client in
        try await client.follow(server.url + "/s/status", limit: .milliseconds(200))
      }
    }
  }

  @Test func `echoes no key`() async throws {
    let log = #"data: {"status":"IN_PROGRESS","logs":[{"message":"\#(Sample.key)"}]}"# + "\n\n"
    let (seen, _) = try await follow { _, _ in .raw(head() + log + "data: \(Self.done)\n\n") }
    #expect(!"\(seen)".contains("sample-secret"))
  }
}
