import AliceFal
import AliceModel
import Synchronization
import Testing

/// What a download handed over.
private final class Received: Sendable {
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

  @Test func `is refused where it is packed`() async throws {
    let server = try ScriptedServer { _, _ in .answer(200, ["Content-Encoding": "gzip"], "x") }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.badAnswer("a file in gzip coding")) {
        try await client.download(server.url + "/f", limit: 9) { _ in }
      }
    }
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
      ("data:image/png;base64,iVBORw==", "image/png", [0x89, 0x50, 0x4E, 0x47]), ("data:,a%20b", nil, [97, 32, 98]),
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

  @Test(arguments: ["data:image/png;base64,!!!", "data:nothing", "data:,%zz"])
  func `may not stand in a broken address`(url: String) async throws {
    let client = FalClient(try FalConfiguration(environment: [:]))
    await #expect(throws: FalError.self) { try await client.download(url, limit: 99) { _ in } }
    await client.shutdown()
  }
}

@Suite struct `An upload` {
  @Test func `asks with the key and sends without it`() async throws {
    let storage = try ScriptedServer { _, number in number == 0 ? .cut : .answer(200) }
    defer { storage.stop() }
    let target = storage.url
    let server = try ScriptedServer { _, _ in
      .answer(200, [:], #"{"upload_url":"\#(target)/put?sig=1","file_url":"https://v3b.fal.media/files/b/a.png"}"#)
    }
    let bytes = [UInt8](repeating: 7, count: 600_000)
    let url = try await withClient(of: server) { client in
      try await client.upload(FalFile(bytes, name: "a \"b\".png", contentType: "image/png"), lifetime: 604_800)
    }
    #expect(url == "https://v3b.fal.media/files/b/a.png")
    let wish = server.requests[0]
    #expect(wish.target == "/storage/upload/initiate?storage_type=fal-cdn-v3" && wish.method == "POST")
    #expect(wish.headers["authorization"] == "Key " + Sample.key)
    #expect(wish.headers["x-fal-object-lifecycle"] == #"{"expiration_duration_seconds":604800}"#)
    #expect(try JSONValue(parsing: wish.body) == ["content_type": "image/png", "file_name": "a \"b\".png"])
    #expect(storage.requests.count == 2)
    let put = storage.requests[1]
    #expect(put.method == "PUT" && put.target == "/put?sig=1" && put.body == bytes)
    #expect(put.headers["content-type"] == "image/png" && put.headers["authorization"] == nil)
    #expect(!put.headers.values.contains { $0.contains("sample") })
  }

  @Test(arguments: ["http://10.0.0.1/x", "http://storage.example/x", "https://192.168.0.1/x", "file:///x"])
  func `is not sent just anywhere`(target: String) async throws {
    let server = try ScriptedServer { _, _ in
      .answer(200, [:], #"{"upload_url":"\#(target)","file_url":"https://v3b.fal.media/files/b/a.png"}"#)
    }
    try await withClient(of: server) { client in
      await #expect {
        try await client.upload(FalFile([1], name: "a.png", contentType: "image/png"), lifetime: 60)
      } throws: {
        if case .forbiddenAddress = $0 as? FalError { true } else { false }
      }
    }
  }
}

/// A file whose end is gone when it is read.
private struct Shrunk: RandomAccessBytes {
  let byteCount: UInt64 = 600_000

  func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    offset < 300_000 ? [UInt8](repeating: 1, count: count) : []
  }
}

@Suite struct `An upload in parts` {
  private static let cut = UploadCut(whole: 1000, part: 400)

  /// A server that hands out places, and a storage that answers as `storage` says.
  private func upload(
    _ file: FalFile, cut: UploadCut = cut, progress: @escaping @Sendable (UInt64) -> Void = { _ in },
    storage script: @escaping ScriptedServer.Script
  ) async throws -> (url: String, server: ScriptedServer, storage: ScriptedServer) {
    let storage = try ScriptedServer(script)
    defer { storage.stop() }
    let target = storage.url
    let server = try ScriptedServer { _, _ in
      .answer(
        200, [:], #"{"upload_url":"\#(target)/up/a.mp4?sig=1&x=/","file_url":"https://v3b.fal.media/files/a.mp4"}"#)
    }
    let url = try await withClient(of: server) { client in
      try await client.upload(file, lifetime: 60, cut: cut, progress: progress)
    }
    return (url, server, storage)
  }

  private func tags(_ request: WireRequest, _ number: Int) -> WireReply {
    .answer(200, ["ETag": "\"tag of \(request.target.split(separator: "?")[0])\""])
  }

  @Test func `carries every byte once, without the key, and lists the tags`() async throws {
    let bytes = (0..<1001).map { UInt8(truncatingIfNeeded: $0 / 3) }
    let file = FalFile(bytes, name: "a.mp4", contentType: "video/mp4")
    let seen = WaitList()
    let (url, server, storage) = try await upload(file, progress: { seen.add(.seconds(Int64($0))) }, storage: tags)
    #expect(url == "https://v3b.fal.media/files/a.mp4")
    #expect(server.requests.map(\.target) == ["/storage/upload/initiate-multipart?storage_type=fal-cdn-v3"])
    let query = "?sig=1&x=/"
    #expect(
      storage.requests.map { $0.method + " " + $0.target } == [
        "PUT /up/a.mp4/1\(query)", "PUT /up/a.mp4/2\(query)", "PUT /up/a.mp4/3\(query)",
        "POST /up/a.mp4/complete\(query)",
      ])
    #expect(storage.requests.prefix(3).flatMap(\.body) == bytes)
    #expect(storage.requests.prefix(3).map(\.body.count) == [400, 400, 201])
    let list = try JSONValue(parsing: storage.requests[3].body)["parts"]?.arrayValue
    #expect(list?.compactMap { $0["partNumber"]?.intValue } == [1, 2, 3])
    #expect(list?.last?["etag"]?.stringValue == "\"tag of /up/a.mp4/3\"")
    for request in storage.requests {
      #expect(request.headers["authorization"] == nil)
      #expect(!request.headers.values.contains { $0.contains("sample") })
    }
    #expect(seen.all.last == .seconds(1001))
  }

  @Test func `sends a part again that broke, three times at the most`() async throws {
    let file = FalFile([UInt8](repeating: 9, count: 1200), name: "a.mp4", contentType: "video/mp4")
    let (_, _, storage) = try await upload(file) { request, number in
      number == 1 ? .cut : number == 2 ? .answer(503) : tags(request, number)
    }
    #expect(storage.requests.count == 6)
    await #expect(throws: FalError.self) {
      _ = try await upload(file) { request, number in number == 0 ? tags(request, number) : .answer(503) }
    }
  }

  @Test func `ends where a part is taken without a tag`() async throws {
    let file = FalFile([UInt8](repeating: 9, count: 1200), name: "a.mp4", contentType: "video/mp4")
    await #expect(throws: FalError.badAnswer("a part was taken without a tag")) {
      _ = try await upload(file) { _, _ in .answer(200) }
    }
  }

  @Test func `ends where the file becomes shorter`() async throws {
    let file = FalFile(Shrunk(), name: "a.mp4", contentType: "video/mp4")
    for cut in [UploadCut(), UploadCut(whole: 100, part: 1 << 20)] {
      await #expect(throws: FalError.notRead("it became shorter while it was sent")) {
        _ = try await upload(file, cut: cut, storage: tags)
      }
    }
  }
}

@Suite struct `The platform` {
  @Test(arguments: [
    #"{"requests":[{"request_id":"r1","endpoint_id":"fal-ai/flux/dev","created_at":"2026-11-22T17:30:48.727Z","json_input":{"prompt":"x"},"status":"COMPLETED"}],"next_cursor":null,"has_more":false}"#,
    #"{"items":[{"request_id":"r1","started_at":"2026-11-22T17:30:48.727Z","input":"{\"prompt\":\"x\"}","status":"COMPLETED"}]}"#,
    #"{"data":[{"request_id":"r1","sent_at":"2026-11-22T17:30:48.727Z","payload":{"prompt":"x"},"status":"COMPLETED"},{"no":"id"},7]}"#,
  ])
  func `lists past requests in any of its shapes`(body: String) async throws {
    let server = try ScriptedServer { _, _ in .answer(200, [:], body) }
    let records = try await withClient(of: server) { client in
      try await client.recentRequests(
        endpoint: "fal-ai/flux/dev", since: try #require(Timestamp("2026-11-22T18:00:00+01:00")))
    }
    #expect(
      server.requests[0].target
        == "/v1/models/requests/by-endpoint?endpoint_id=fal-ai%2Fflux%2Fdev&start=2026-11-22T18%3A00%3A00%2B01%3A00")
    #expect(records.count == 1)
    let record = try #require(records.first)
    #expect(record.requestID == "r1" && record.endpoint == "fal-ai/flux/dev" && record.input == ["prompt": "x"])
    #expect(record.created?.description == "2026-11-22T17:30:48.727+00:00" && record.status == "COMPLETED")
  }

  @Test func `is read page by page, and not for ever`() async throws {
    let server = try ScriptedServer { _, number in
      .answer(200, [:], #"{"requests":[{"request_id":"r\#(number)"}],"next_cursor":"c&\#(number)","has_more":true}"#)
    }
    // A list that was cut short proves nothing about what is not on it.
    await #expect(throws: FalError.self) {
      try await withClient(of: server) { client in
        try await client.recentRequests(endpoint: "a/b", since: Timestamp(milliseconds: 0))
      }
    }
    #expect(server.requests.count == 20 && server.requests[1].target.hasSuffix("&cursor=c%260"))
  }

  @Test func `tells prices`() async throws {
    let server = try ScriptedServer { _, _ in
      .answer(
        200, [:],
        #"{"prices":[{"endpoint_id":"fal-ai/flux/dev","unit_price":0.025,"unit":"megapixels","currency":"USD"},{"endpoint_id":"x","unit_price":3e-7,"unit":"1m tokens","currency":"USD"}]}"#
      )
    }
    let prices = try await withClient(of: server) { client in
      try await client.prices(endpoints: ["fal-ai/flux/dev", "x"])
    }
    #expect(prices.map(\.unitPrice.description) == ["0.025", "0.0000003"])
    #expect(prices.map(\.unit) == ["megapixels", "1m tokens"])
    #expect(server.requests[0].target == "/v1/models/pricing?endpoint_id=fal-ai%2Fflux%2Fdev&endpoint_id=x")
  }

  @Test(
    arguments: [(200, nil), (401, FalError.unauthorized("x")), (403, .locked("User is locked"))] as [(Int, FalError?)])
  func `tells whether the key is good, for nothing`(status: Int, error: FalError?) async throws {
    let server = try ScriptedServer { _, _ in
      .answer(
        status, [:], status == 200 ? #"{"token":"t"}"# : #"{"detail":"\#(status == 401 ? "x" : "User is locked")"}"#)
    }
    try await withClient(of: server) { client in
      if let error {
        await #expect(throws: error) { try await client.testKey() }
      } else {
        try await client.testKey()
      }
    }
    #expect(
      server.requests[0].target == "/storage/auth/token?storage_type=fal-cdn-v3" && server.requests[0].bodyText == "{}")
  }
}
