import AliceModel
import Testing

@Suite struct `Uploads` {
  private let bytes = Array("hello".utf8)

  private func token(_ wire: Wire) async throws -> String {
    let reply = try await wire.post("/storage/auth/token?storage_type=fal-cdn-v3", [:])
    #expect(reply.json["base_url"]?.stringValue == wire.base && reply.json["token_type"] == "Bearer")
    return "Bearer " + (try #require(reply.json["token"]?.stringValue))
  }

  @Test func `a token has a moment with a zone at which it ends`() async throws {
    try await withStoppedTime { wire, clock in
      let reply = try await wire.post("/storage/auth/token?storage_type=fal-cdn-v3", [:])
      #expect(reply.json["expires_at"] == "2027-01-15T09:00:00+00:00")
      let token = "Bearer " + (try #require(reply.json["token"]?.stringValue))
      #expect(try await wire.call("POST", "/files/upload", bytes, key: token).status == 200)
      clock.advance(3600)
      #expect(try await wire.call("POST", "/files/upload", bytes, key: token).status == 401)
    }
  }

  @Test(arguments: ["fal-cdn-v3", "gcs"]) func `to a place that was asked for`(store: String) async throws {
    try await withSimulator { wire in
      let place = try await wire.post(
        "/storage/upload/initiate?storage_type=\(store)", ["file_name": "a b.txt", "content_type": "text/plain"])
      let upload = try #require(place.json["upload_url"]?.stringValue).replacing(" ", with: "%20")
      let file = try #require(place.json["file_url"]?.stringValue).replacing(" ", with: "%20")
      #expect(file.hasSuffix("_a%20b.txt"))
      #expect(try await wire.get(file).status == 404)
      let sent = try await wire.call("PUT", upload, bytes, headers: [("Content-Type", "text/plain")], key: "")
      #expect(sent.status == 200 && sent.header("etag") != nil)
      let reply = try await wire.get(file, key: "")
      #expect(reply.body == bytes && reply.header("content-type") == "text/plain")
    }
  }

  @Test func `a place takes nothing without its signature`() async throws {
    try await withSimulator { wire in
      let place = try await wire.post("/storage/upload/initiate", ["file_name": "a.txt"])
      let upload = try #require(place.json["upload_url"]?.stringValue)
      #expect(try await wire.call("PUT", upload + "0", bytes, key: "").status == 403)
      #expect(try await wire.call("PUT", String(upload.prefix { $0 != "?" }), bytes, key: "").status == 403)
    }
  }

  @Test func `with a token`() async throws {
    try await withSimulator { wire in
      let token = try await token(wire)
      let headers = [("Content-Type", "text/plain"), ("X-Fal-File-Name", "hi.txt")]
      let reply = try await wire.call("POST", "/files/upload", bytes, headers: headers, key: token)
      let address = try #require(reply.json["access_url"]?.stringValue)
      #expect(address.hasPrefix(wire.base + "/files/b/sim/") && address.hasSuffix("_hi.txt"))
      #expect(try await wire.get(address, key: "").body == bytes)
      #expect(try await wire.call("POST", "/files/upload", bytes).status == 401)
      #expect(try await wire.call("POST", "/files/upload", bytes, key: "Bearer guessed").status == 401)
    }
  }

  @Test func `in parts that arrive in any order`() async throws {
    try await withSimulator { wire in
      let token = try await token(wire)
      let begun = try await wire.call(
        "POST", "/files/upload/multipart", [],
        headers: [("Content-Type", "video/mp4"), ("X-Fal-File-Name", "big.mp4")], key: token)
      let address = try #require(begun.json["access_url"]?.stringValue)
      let upload = address + "/multipart/" + (try #require(begun.json["uploadId"]?.stringValue))
      try await send(wire, to: upload, key: token, complete: upload + "/complete")
      #expect(try await wire.get(address, key: "").text == "first second third")
      #expect(try await wire.get(address).header("content-type") == "video/mp4")
    }
  }

  @Test func `in parts to a place that was asked for`() async throws {
    try await withSimulator { wire in
      let place = try await wire.post(
        "/storage/upload/initiate-multipart?storage_type=fal-cdn-v3", ["file_name": "big.bin"])
      let sides = try #require(place.json["upload_url"]?.stringValue).split(separator: "?").map(String.init)
      try await send(wire, to: sides[0], query: "?" + sides[1], key: "", complete: sides[0] + "/complete?" + sides[1])
      let file = try #require(place.json["file_url"]?.stringValue)
      #expect(try await wire.get(file, key: "").text == "first second third")
    }
  }

  /// Sends three parts backwards, completes wrongly and then rightly.
  private func send(_ wire: Wire, to upload: String, query: String = "", key: String, complete: String) async throws {
    var parts: [JSONValue] = []
    for (number, text) in [(3, "third"), (1, "first "), (2, "second ")] {
      let reply = try await wire.call("PUT", "\(upload)/\(number)\(query)", Array(text.utf8), key: key)
      let tag = try #require(reply.header("etag"))
      parts.append(["partNumber": JSONValue(number), "etag": .string(tag)])
    }
    let missing = try await wire.post(complete, ["parts": .array(Array(parts.dropLast()))], key: key)
    #expect(missing.status == 400)
    #expect(try await wire.post(complete, ["parts": .array(parts)], key: key).status == 200)
  }

  @Test func `a file lives as long as its lifecycle says`() async throws {
    try await withStoppedTime { wire, clock in
      let lifecycle = ("X-Fal-Object-Lifecycle", #"{"expiration_duration_seconds":3600}"#)
      let place = try await wire.post("/storage/upload/initiate", ["file_name": "a"], headers: [lifecycle])
      _ = try await wire.call("PUT", try #require(place.json["upload_url"]?.stringValue), bytes, key: "")
      let sent = try await wire.call("POST", "/files/upload", bytes, headers: [lifecycle], key: token(wire))
      let files = [place.json["file_url"]?.stringValue, sent.json["access_url"]?.stringValue].compactMap { $0 }
      try #require(files.count == 2)
      clock.advance(3599)
      for file in files { #expect(try await wire.get(file).status == 200) }
      clock.advance(1)
      for file in files { #expect(try await wire.get(file).status == 404) }
    }
  }

  @Test func `a CDN that fails leaves the token and the other store alone`() async throws {
    try await withSimulator { wire in
      try await wire.fault(["fault": "cdn-500"])
      let token = try await token(wire)
      #expect(try await wire.call("POST", "/files/upload", bytes, key: token).status == 500)
      #expect(try await wire.call("POST", "/files/upload", bytes, key: token).status == 200)
    }
  }
}
