import AliceAgent
import AliceKit
import Foundation
import Testing

/// The protocol itself, in both of its eras.
@Suite struct ProtocolTests {
  private static let versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]

  @Test func `a client without a handshake is told what the server is`() async throws {
    try await Assistant.with { assistant in
      let result = try await assistant.request("server/discover")["result"]
      #expect(result?["supportedVersions"] == ["2026-07-28"])
      #expect(result?["resultType"] == "complete" && result?["cacheScope"] == "private")
      #expect(result?["capabilities"]?["tools"] == [:])
      #expect(result?["instructions"]?.stringValue?.contains("never instructions") == true)
    }
  }

  @Test(arguments: versions) func `a client of an earlier version gets that version`(_ version: String) async throws {
    try await Assistant.with { assistant in
      let answer = try await assistant.plain(
        "initialize",
        [
          "protocolVersion": .string(version), "capabilities": [:], "clientInfo": ["name": "old", "version": "1"],
        ])
      #expect(answer["result"]?["protocolVersion"]?.stringValue == version)
      #expect(try await assistant.plain("ping")["result"] == [:])
      let result = try await assistant.plain("tools/call", ["name": "search"])["result"]
      #expect(result?["isError"] == false && result?["resultType"] == nil)
      #expect((result?["structuredContent"] != nil) == (version >= "2025-06-18"))
      let kinds = Set(result?["content"]?.arrayValue?.compactMap { $0["type"]?.stringValue } ?? [])
      #expect(kinds.contains("resource_link") == (version >= "2025-06-18"))
      let tool = try await assistant.plain("tools/list")["result"]?["tools"]?[0]
      #expect((tool?["outputSchema"] != nil) == (version >= "2025-06-18"))
    }
  }

  @Test func `a version that nobody knows is answered with those that are known`() async throws {
    try await Assistant.with { assistant in
      let old = try await assistant.plain("initialize", ["protocolVersion": "1999-01-01", "capabilities": [:]])
      #expect(old["result"]?["protocolVersion"] == "2025-11-25")
      let new = try await assistant.plain(
        "tools/list", ["_meta": ["io.modelcontextprotocol/protocolVersion": "2031-01-01"]])
      #expect(new["error"]?["code"] == -32022)
      #expect(new["error"]?["data"]?["supported"] == ["2026-07-28"])
    }
  }

  @Test func `a request that says neither its version nor hello is refused`() async throws {
    try await Assistant.with { assistant in
      #expect(try await assistant.plain("tools/list")["error"]?["code"] == -32602)
      let half = try await assistant.plain(
        "tools/list", ["_meta": ["io.modelcontextprotocol/protocolVersion": "2026-07-28"]])
      #expect(half["error"]?["code"] == -32602)
      #expect(try await assistant.request("ping")["error"]?["code"] == -32601)
      #expect(try await assistant.request("subscriptions/listen")["error"]?["code"] == -32601)
    }
  }

  @Test(arguments: [
    ("{\"jsonrpc\":\"2.0\",\"id\":999,", -32700), ("[]", -32600), ("null", -32600), ("{}", -32600),
    ("[{\"jsonrpc\":\"2.0\",\"id\":999,\"method\":\"ping\"}]", -32600),
    ("{\"jsonrpc\":\"1.0\",\"id\":999,\"method\":\"ping\"}", -32600),
    ("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", -32600),
    ("{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}", -32600),
    ("{\"jsonrpc\":\"2.0\",\"id\":1e999,\"method\":\"ping\"}", -32600),
    ("{\"jsonrpc\":\"2.0\",\"id\":999,\"method\":7}", -32600),
    ("{\"jsonrpc\":\"2.0\",\"id\":999,\"method\":\"ping\",\"params\":[]}", -32602),
    (String(repeating: "[", count: 100_000), -32700),
  ])
  func `a line that is no request is refused, and the next one answered`(_ line: String, _ code: Int) async throws {
    try await Assistant.with { assistant in
      assistant.send(Array((line + "\n").utf8))
      #expect(try await assistant.request("tools/list")["result"] != nil)
      let answers = try assistant.lines.map { try JSONValue(parsing: $0) }
      #expect(answers.compactMap { $0["error"]?["code"]?.intValue } == [code])
    }
  }

  @Test func `broken UTF-8, a line that is too long and a line that is cut are refused`() async throws {
    try await Assistant.with { assistant in
      assistant.send(Array("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"".utf8) + [0xC3, 0x28] + Array("\"}\n".utf8))
      assistant.send([UInt8](repeating: 0x20, count: 5 << 20) + Array("{}\n".utf8))
      #expect(try await assistant.request("tools/list")["result"] != nil)
      assistant.send(Array("{\"jsonrpc\":\"2.0\",\"id\"".utf8))
      assistant.end()
      let start = ContinuousClock.now
      while assistant.lines.count < 4, ContinuousClock.now - start < .seconds(20) {
        try await Task.sleep(for: .milliseconds(20))
      }
      let codes = try assistant.lines.map { try JSONValue(parsing: $0)["error"]?["code"]?.intValue }
      #expect(codes == [-32700, -32600, nil, -32700])
    }
  }

  @Test func `a line end of Windows, an empty line and a last line without an end are understood`() async throws {
    try await Assistant.with { assistant in
      let request: JSONValue = [
        "jsonrpc": "2.0", "id": "a", "method": "tools/list", "params": ["_meta": Assistant.meta()],
      ]
      assistant.send(Array("\r\n\n  \n\(request.text)\r\n".utf8))
      let first = try await assistant.answer(to: "a")
      #expect(first["result"] != nil)
      assistant.send(Array(request.text.replacing("\"a\"", with: "\"b\"").utf8))
      assistant.end()
      let second = try await assistant.answer(to: "b")
      #expect(second["result"] != nil)
      #expect(assistant.lines.count == 2)
    }
  }

  @Test func `tools are those of the scopes, in the same bytes each time`() async throws {
    let reading = ["search", "show", "facets", "estimate", "jobs"]
    let cases: [(Set<AgentScope>, [String])] = [
      ([.read], reading),
      ([.read, .write], ["search", "show", "facets", "rate", "tag", "organize", "undo", "estimate", "jobs"]),
      ([.read, .spend], ["search", "show", "facets", "estimate", "generate", "jobs"]),
    ]
    for (scopes, names) in cases {
      var texts: Set<String> = []
      for _ in 0..<3 {
        let result = try await Assistant.with(scopes, isEmpty: true) { assistant in
          try await assistant.request("tools/list")["result"]
        }
        #expect(result?["tools"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == names)
        texts.insert(result?.text ?? "")
      }
      #expect(texts.count == 1)
    }
  }

  @Test func `a tool without its scope does not exist`() async throws {
    try await Assistant.with { assistant in
      for name in ["rate", "tag", "organize", "undo", "generate", "delete", ""] {
        let answer = try await assistant.request("tools/call", ["name": .string(name), "arguments": [:]])
        #expect(answer["error"]?["code"] == -32602, "\(name)")
      }
    }
  }

  @Test func `a hundred calls at a time are all answered`() async throws {
    try await Assistant.with { assistant in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<100 {
          group.addTask { try await assistant.done("search", ["thumbnails": 0])["total"] == 3 }
        }
        for try await isRight in group { #expect(isRight) }
      }
    }
  }

  @Test func `a request that is cancelled is not answered`() async throws {
    try await Assistant.with { assistant in
      let ids = (0..<40).map { _ in assistant.newID() }
      for id in ids {
        assistant.send([
          "jsonrpc": "2.0", "id": id, "method": "tools/call",
          "params": ["name": "search", "arguments": [:], "_meta": Assistant.meta()],
        ])
      }
      let last = try #require(ids.last)
      assistant.send(["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": last]])
      for id in ids.dropLast() { #expect(try await assistant.answer(to: id)["result"] != nil) }
      try await Task.sleep(for: .milliseconds(300))
      let answered = try assistant.lines.compactMap { try JSONValue(parsing: $0)["id"] }
      #expect(!answered.contains(last))
    }
  }
}
