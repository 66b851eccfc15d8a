import AliceFal
import AliceModel
import Testing

@Suite struct `An answer with a result` {
  @Test func `keeps no key that it repeats, whole or its secret half`() async throws {
    let server = try ScriptedServer { request, number in
      let key = request.headers["authorization"]?.split(separator: " ").last.map(String.init) ?? "none"
      let part = number == 0 ? key : key.split(separator: ":").last.map(String.init) ?? "none"
      return .answer(200, [:], #"{"output":"called with \#(part)","images":[]}"#)
    }
    try await withClient(of: server) { client in
      for _ in 0..<2 {
        let result = try await client.result(server.url + "/a/b/requests/1")
        #expect(result.output["output"] == "called with <redacted>")
      }
    }
  }

  @Test func `is read as Python writes it, and as deep as is safe`() async throws {
    let deep = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    let body = #"{"score":NaN,"image":{"url":"https://v3.fal.media/a.png"},"tree":\#(deep)}"#
    let server = try ScriptedServer { _, _ in .answer(200, [:], body) }
    try await withClient(of: server) { client in
      let result = try await client.result(server.url + "/a/b/requests/1")
      #expect(result.isCut && result.output["score"] == .null)
      #expect(FalMedia.mediaURLs(in: result.output).count == 1)
    }
  }

  @Test func `is parsed no longer than it is wanted`() async throws {
    let body = "[" + String(repeating: #"{"a":"some words"},"#, count: 400_000) + "1]"
    let server = try ScriptedServer { _, _ in .answer(200, [:], body) }
    try await withClient(of: server) { client in
      let asking = Task { try await client.result(server.url + "/a/b/requests/1") }
      try await Task.sleep(for: .milliseconds(200))
      let start = ContinuousClock.now
      asking.cancel()
      await #expect(throws: FalError.cancelled) { try await asking.value }
      #expect(ContinuousClock.now - start < .seconds(2))
    }
  }
}
