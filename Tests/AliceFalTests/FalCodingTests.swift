import AliceFal
import AliceTestSupport
import Testing

@Suite struct `A coded download` {
  /// "a file that is packed", by gzip and by zlib.
  private static let packed: [String: [UInt8]] = [
    "gzip": [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 84, 72, 203, 204, 73, 85, 40, 201, 72, 44, 81, 200, 44, 86, 40, 72, 76, 206,
      78, 77, 1, 0, 253, 212, 71, 251, 21, 0, 0, 0,
    ],
    "deflate": [
      120, 156, 75, 84, 72, 203, 204, 73, 85, 40, 201, 72, 44, 81, 200, 44, 86, 40, 72, 76, 206, 78, 77, 1, 0, 79, 235,
      7, 119,
    ],
  ]

  @Test(arguments: ["gzip", "deflate"])
  func `is unpacked where a server packs it unasked`(coding: String) async throws {
    let body = Self.packed[coding] ?? []
    let server = try ScriptedServer { _, number in
      let headers = ["Content-Encoding": coding, "Content-Length": "\(body.count)"]
      return .file(headers, number == 0 ? Array(body.prefix(20)) : body)
    }
    let received = Received()
    try await withClient(of: server) { client in
      let download = try await client.download(server.url + "/f", limit: 99) { received.add($0) }
      #expect(download.byteCount == 21)
      await #expect(throws: FalError.tooLarge(limit: 20)) {
        try await client.download(server.url + "/f", limit: 20) { _ in }
      }
    }
    #expect(
      received.text == "a file that is packed" && server.requests.prefix(2).allSatisfy { $0.headers["range"] == nil })
  }

  @Test(arguments: [("zstd", false), ("aws-chunked", true), ("utf-8", true), ("br", true)])
  func `is refused in a coding that alice does not know`(coding: String, isKnown: Bool) async throws {
    let server = try ScriptedServer { _, _ in .answer(200, ["Content-Encoding": coding], "x") }
    try await withClient(of: server) { client in
      let isThrown: Bool
      do throws(FalError) {
        _ = try await client.download(server.url + "/f", limit: 9) { _ in }
        isThrown = false
      } catch {
        isThrown = error == .badAnswer("a file in \(coding) coding")
      }
      #expect(isThrown != isKnown)
    }
  }

  @Test func `arrives as it is in Brotli, and says so`() async throws {
    let server = try ScriptedServer { _, _ in .answer(200, ["Content-Encoding": "br"], "packed") }
    try await withClient(of: server) { client in
      let download = try await client.download(server.url + "/f", limit: 9) { _ in }
      #expect(download.isBrotli && download.byteCount == 6)
    }
  }

  @Test func `is given up where a few bytes become too many`() async throws {
    let body = ZlibStream.bomb(100 << 20)
    let server = try ScriptedServer { _, _ in
      .file(["Content-Encoding": "deflate", "Content-Length": "\(body.count)"], body)
    }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.tooLarge(limit: 64 << 20)) {
        try await client.download(server.url + "/f", limit: 4 << 30) { _ in }
      }
    }
  }

  @Test(arguments: [
    ("data:text/plain,a%20lake%20100%", "text/plain", "a lake 100%"),
    ("data:text/plain;charset=utf-8;base64,YSBsYWtl", "text/plain", "a lake"),
    ("data:text/plain; charset=utf-8; base64,YSBs\nYWtl", "text/plain", "a lake"),
    ("data:,hello", "text/plain", "hello"),
    ("data:application/json;BASE64,e30", "application/json", "{}"),
    ("DATA:text/html;base64,PHA%2B", "text/html", "<p>"),
    ("data:text/plain;base64,_-8", "text/plain", "\u{FFFD}\u{FFFD}"),
  ])
  func `is what a data address holds, in the ways in which programs write it`(
    url: String, type: String, text: String
  ) async throws {
    let received = Received()
    let client = FalClient(try FalConfiguration(loopback: "http://127.0.0.1:1", key: nil))
    let download = try await client.download(url, limit: 99) { received.add($0) }
    #expect(download.contentType == type && received.text == text)
    await client.shutdown()
  }
}
