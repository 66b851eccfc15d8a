import AliceFal
import AliceModel
import Testing

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

@Suite struct `A ticket for an upload` {
  /// A server whose storage answers `replies` in order; the last one again and again.
  private func upload(_ replies: [WireReply]) async throws -> (tickets: Int, puts: Int) {
    let storage = try ScriptedServer { _, number in replies[min(number, replies.count - 1)] }
    defer { storage.stop() }
    let target = storage.url
    let server = try ScriptedServer { _, number in
      .answer(200, [:], #"{"upload_url":"\#(target)/put?n=\#(number)","file_url":"https://v3b.fal.media/a.png"}"#)
    }
    try await withClient(of: server) { client in
      _ = try await client.upload(FalFile([1, 2], name: "a.png", contentType: "image/png"), lifetime: 60)
    }
    #expect(Set(storage.requests.map(\.target)).count == server.requests.count)
    return (server.requests.count, storage.requests.count)
  }

  private static let expired =
    "<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"

  @Test(arguments: [400, 401, 403, 404, 409, 410])
  func `that is refused is renewed once`(status: Int) async throws {
    let (tickets, puts) = try await upload([.answer(status, [:], Self.expired), .answer(200)])
    #expect(tickets == 2 && puts == 2)
  }

  @Test func `that is refused twice has nothing to do with the key`() async throws {
    await #expect(throws: FalError.uploadRefused("Request has expired")) {
      _ = try await upload([.answer(403, [:], Self.expired)])
    }
  }

  @Test(arguments: [408, 429, 503])
  func `that is not at fault is used again`(status: Int) async throws {
    let (tickets, puts) = try await upload([.answer(status), .answer(200)])
    #expect(tickets == 1 && puts == 2)
  }

  @Test func `is not given to a key that is refused`() async throws {
    let server = try ScriptedServer { _, _ in .answer(401, [:], #"{"detail":"No user"}"#) }
    try await withClient(of: server) { client in
      await #expect(throws: FalError.unauthorized("No user")) {
        try await client.upload(FalFile([1], name: "a.png", contentType: "image/png"), lifetime: 60)
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
