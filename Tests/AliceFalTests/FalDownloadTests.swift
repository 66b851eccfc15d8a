import AliceFal
import Synchronization
import Testing

/// What a download handed over.
final class Received: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  var all: [UInt8] { bytes.withLock { $0 } }
  var text: String { String(decoding: all, as: UTF8.self) }

  func add(_ chunk: UnsafeRawBufferPointer) { bytes.withLock { $0.append(contentsOf: chunk) } }
}

private struct DiskFull: Error {}

@Suite struct `A download` {
  @Test func `carries no key`() async throws {
    let server = try ScriptedServer { _, _ in .answer(200, ["Content-Type": "image/png"], "picture") }
    let received = Received()
    let download = try await withClient(of: server) { client in
      try await client.download(server.url + "/files/a.png?x=1", limit: 100) { received.add($0) }
    }
    #expect(download.contentType == "image/png" && download.byteCount == 7 && received.text == "picture")
    let request = server.requests[0]
    #expect(request.target == "/files/a.png?x=1" && request.headers["accept-encoding"] == "identity")
    #expect(!request.headers.values.contains { $0.contains("sample") } && request.headers["authorization"] == nil)
  }

  @Test func `is taken up where it broke`() async throws {
    let server = try ScriptedServer { request, number in
      switch number {
      case 0: .raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"e\"\r\n\r\n0123")
      case 1: .answer(503)
      case 2: .raw("HTTP/1.1 206 X\r\nContent-Length: 6\r\nContent-Range: bytes 4-9/10\r\nETag: \"e\"\r\n\r\n45")
      default: .answer(206, ["Content-Range": "bytes 6-9/10", "ETag": "\"e\""], "6789")
      }
    }
    let received = Received()
    try await withClient(of: server) { client in
      let download = try await client.download(server.url + "/f", limit: 10) { received.add($0) }
      #expect(download.byteCount == 10)
    }
    #expect(received.text == "0123456789")
    #expect(server.requests.map { $0.headers["range"] } == [nil, "bytes=4-", "bytes=4-", "bytes=6-"])
    #expect(server.requests[1].headers["if-range"] == "\"e\"")
  }

  @Test func `goes on where the server knows no ranges`() async throws {
    let server = try ScriptedServer { _, number in
      number == 0 ? .raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123") : .answer(200, [:], "0123456789")
    }
    let received = Received()
    try await withClient(of: server) { client in
      _ = try await client.download(server.url + "/f", limit: 10) { received.add($0) }
    }
    #expect(received.text == "0123456789")
  }

  @Test(arguments: [
    WireReply.answer(200, ["ETag": "\"other\""], "9876543210"), .answer(200, [:], "short"),
    .answer(206, ["Content-Range": "bytes 5-9/10"], "56789"), .answer(206, ["Content-Range": "bytes 4-8/9"], "45678"),
  ])
  func `is not patched together from two files`(second: WireReply) async throws {
    let server = try ScriptedServer { _, number in
      number == 0 ? .raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: \"e\"\r\n\r\n0123") : second
    }
    try await withClient(of: server) { client in
      await #expect {
        try await client.download(server.url + "/f", limit: 100) { _ in }
      } throws: {
        if case .badAnswer = $0 as? FalError { true } else { false }
      }
    }
    #expect(server.requests.count == 2)
  }

  @Test func `is given up after six tries`() async throws {
    let server = try ScriptedServer { _, _ in .raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01") }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.self) { try await client.download(server.url + "/f", limit: 100) { _ in } }
    }
    #expect(server.requests.count == 6)
  }

  @Test(arguments: [
    WireReply.answer(200, [:], "12345"),
    .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n0\r\n\r\n"),
  ])
  func `is bounded`(reply: WireReply) async throws {
    let server = try ScriptedServer { _, _ in reply }
    let received = Received()
    try await withClient(of: server) { client in
      await #expect(throws: FalError.tooLarge(limit: 4)) {
        try await client.download(server.url + "/f", limit: 4) { received.add($0) }
      }
      #expect(received.all.count <= 4)
      let whole = try await client.download(server.url + "/f", limit: 5) { _ in }
      #expect(whole.byteCount == 5)
    }
  }

  @Test(arguments: [(404, 1), (403, 1), (410, 1), (503, 6)])
  func `that fails tells so`(status: Int, tries: Int) async throws {
    let server = try ScriptedServer { _, _ in .answer(status) }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.self) { try await client.download(server.url + "/f", limit: 9) { _ in } }
    }
    #expect(server.requests.count == tries)
  }

  @Test(arguments: [
    ("/my file.png", "/my%20file.png"), ("/é.png?n=ü b", "/%C3%A9.png?n=%C3%BC%20b"), ("/a\n.png ", "/a.png"),
    ("/a%20b|c.png", "/a%20b%7Cc.png"),
  ])
  func `escapes what an address lacks`(path: String, target: String) async throws {
    let server = try ScriptedServer { request, _ in
      request.target.hasPrefix("/r") ? .answer(302, ["Location": "/x y"]) : .answer(200, [:], "x")
    }
    try await withClient(of: server) { client in
      _ = try await client.download(server.url + path, limit: 9) { _ in }
      _ = try await client.download(server.url + "/r", limit: 9) { _ in }
    }
    #expect(server.requests.map(\.target) == [target, "/r", "/x%20y"])
  }

  @Test(arguments: [
    ("https://cdn.example.com/a.png", "cdn.example.com is not allowed: FAL_MEDIA_HOSTS=cdn.example.com allows it"),
    ("http://v3.fal.media/a", "https"), ("https://8.8.8.8/a", "number"), ("http://localhost/a", "this machine"),
    ("https://é.example/a", "valid"),
  ])
  func `tells why a host is refused`(url: String, reason: String) throws {
    #expect(try FalConfiguration(environment: [:]).refusal(ofMediaAt: url).contains(reason))
  }

  @Test func `that stalls times out`() async throws {
    let server = try ScriptedServer { _, _ in .answer(200, ["Content-Length": "9"], "123") }
    let timeouts = FalTimeouts(answer: .seconds(2), idle: .milliseconds(200))
    try await withClient(of: server, policy: .never, timeouts: timeouts) { client in
      await #expect(throws: FalError.timedOut("127.0.0.1: no answer in time")) {
        try await client.download(server.url + "/f", limit: 9) { _ in }
      }
    }
  }

  @Test func `is given up where the transport itself would still wait`() async throws {
    let server = try ScriptedServer { _, _ in .answer(200, ["Content-Length": "9"], "123") }
    var timeouts = FalTimeouts(answer: .seconds(60), idle: .seconds(60))
    timeouts.stall = .milliseconds(300)
    let start = ContinuousClock.now
    try await withClient(of: server, policy: .never, timeouts: timeouts) { client in
      await #expect(throws: FalError.timedOut("downloading")) {
        try await client.download(server.url + "/f", limit: 9) { _ in }
      }
    }
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `tells when it cannot be written`() async throws {
    let server = try ScriptedServer { _, _ in .answer(200, [:], "x") }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.notWritten("DiskFull()")) {
        try await client.download(server.url + "/f", limit: 9) { _ in throw DiskFull() }
      }
    }
    #expect(server.requests.count == 1)
  }

  @Test(arguments: [
    "http://169.254.169.254/latest", "https://10.0.0.1/x", "https://192.168.1.1/", "https://[::1]/",
    "https://[fd00::1]/",
    "https://2130706433/", "https://evil.example/x", "http://v3.fal.media/x", "https://fal.media.evil.example/",
    "https://evilfal.media/x", "file:///etc/passwd", "https://v3.fal.media@evil.example/", "ftp://fal.media/x", "",
    "https://8.8.8.8/x", "http://127.0.0.1:1/x", "http://localhost/x",
  ])
  func `does not leave the hosts that serve media`(url: String) async throws {
    let client = FalClient(try FalConfiguration(environment: [:]))
    await #expect {
      try await client.download(url, limit: 9) { _ in }
    } throws: {
      if case .forbiddenAddress = $0 as? FalError { true } else { false }
    }
    await client.shutdown()
  }

  @Test func `follows redirects as far as it may`() async throws {
    let server = try ScriptedServer { request, _ in
      switch request.target {
      case "/a": .answer(302, ["Location": "/b"])
      case "/b": .answer(200, [:], "file")
      case "/loop": .answer(302, ["Location": "/loop"])
      default: .answer(302, ["Location": "http://169.254.169.254/"])
      }
    }
    let received = Received()
    try await withClient(of: server) { client in
      _ = try await client.download(server.url + "/a", limit: 9) { received.add($0) }
      #expect(received.text == "file")
      await #expect(throws: FalError.badAnswer("too many redirects")) {
        try await client.download(server.url + "/loop", limit: 9) { _ in }
      }
      await #expect(throws: FalError.forbiddenAddress("http://169.254.169.254/")) {
        try await client.download(server.url + "/x", limit: 9) { _ in }
      }
    }
  }

  @Test(
    arguments: [
      ("data:image/png;base64,iVBORw==", "image/png", [0x89, 0x50, 0x4E, 0x47]),
      ("data:,a%20b", "text/plain", [97, 32, 98]),
      ("DATA:text/plain,hi", "text/plain", [104, 105]),
    ] as [(String, String?, [UInt8])])
  func `may stand in its address`(url: String, type: String?, bytes: [UInt8]) async throws {
    let received = Received()
    let client = FalClient(try FalConfiguration(environment: [:]))
    let download = try await client.download(url, limit: 4) { received.add($0) }
    #expect(download == FalDownload(contentType: type, byteCount: UInt64(bytes.count)) && received.all == bytes)
    await #expect(throws: FalError.self) { try await client.download(url, limit: 1) { _ in } }
    await client.shutdown()
  }

  @Test(arguments: ["data:image/png;base64,!!!", "data:nothing"])
  func `may not stand in a broken address`(url: String) async throws {
    let client = FalClient(try FalConfiguration(environment: [:]))
    await #expect(throws: FalError.self) { try await client.download(url, limit: 99) { _ in } }
    await client.shutdown()
  }
}
