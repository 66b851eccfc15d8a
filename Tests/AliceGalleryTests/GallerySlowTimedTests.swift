import AliceGallery
import AliceKit
import AliceTestSupport
import Foundation
import Testing

/// Clients that waste the server's time and room.
@Suite(.serialized) struct GallerySlowTimedTests {
  @Test func `a thousand slow connections keep nobody out`() async throws {
    try await ShownLibrary.with { shown in
      var slow: [Int32] = []
      defer { for descriptor in slow { close(descriptor) } }
      for number in 0..<1000 {
        if let descriptor = try? shown.wire.open(sending: Array("GET / HTTP/1.1\r\nHost: \(number)".utf8)) {
          slow.append(descriptor)
        }
      }
      #expect(slow.count > 500)
      let start = ContinuousClock.now
      for _ in 0..<20 {
        let page = try await shown.get("page")
        #expect(page.status == 200)
      }
      #expect(ContinuousClock.now - start < .seconds(10))
      // All but the last are disconnected, once the server has taken them all.
      func open() -> Int {
        slow.count { descriptor in
          var descriptors = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
          return poll(&descriptors, 1, 0) == 0
        }
      }
      let end = ContinuousClock.now + .seconds(20)
      while open() > 64, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(100)) }
      #expect(open() <= 64)
    }
  }

  @Test func `clients without the cookie that do not read keep nobody out`() async throws {
    try await ShownLibrary.with { shown in
      var deaf: [Int32] = []
      defer { for descriptor in deaf { close(descriptor) } }
      let request = "GET / HTTP/1.1\r\nHost: \(shown.host)\r\n\r\n"
      let many = Array(String(repeating: request, count: 1000).utf8)
      for _ in 0..<80 { if let descriptor = try? shown.wire.open(sending: many) { deaf.append(descriptor) } }
      #expect(deaf.count > 60)
      for _ in 0..<5 {
        let page = try await shown.get("page")
        #expect(page.status == 200)
      }
    }
  }

  @Test func `a refused request ends its connection`() async throws {
    try await ShownLibrary.with { shown in
      for headers: [String: String?] in [
        ["Cookie": nil], ["Sec-Fetch-Site": "cross-site"], ["Host": "evil.example"],
      ] {
        let answer = try await shown.get("page", headers.merging(["Connection": "keep-alive"]) { $1 })
        #expect([401, 403, 421].contains(answer.status))
        #expect(answer.header("Connection") == "close")
      }
      let admitted = try await shown.get("page", ["Connection": "keep-alive"])
      #expect(admitted.header("Connection") != "close")
    }
  }

  @Test func `a body of ten megabytes is refused, and the next request answered`() async throws {
    try await ShownLibrary.with { shown in
      let long = Array(repeating: UInt8(ascii: " "), count: 10 << 20)
      #expect(try await shown.ask("POST", "/api/1/rate", body: long).status == 413)
      let chunked = Array("a00000\r\n".utf8) + long + Array("\r\n0\r\n\r\n".utf8)
      let answer = try await shown.ask("POST", "/api/1/rate", ["Transfer-Encoding": "chunked"], chunks: chunked)
      #expect(answer.status == 413)
      #expect(try await shown.get("page").status == 200)
    }
  }

  @Test func `a long head is refused`() async throws {
    try await ShownLibrary.with { shown in
      let answer = try? await shown.get("page", ["X-Long": String(repeating: "a", count: 400_000)])
      #expect(answer?.status ?? 400 >= 400)
      let page = try await shown.get("page")
      #expect(page.status == 200)
    }
  }

  @Test func `a gallery that nobody uses ends`() async throws {
    let start = ContinuousClock.now
    try await ShownLibrary.with({ $0.idle = .seconds(1) }) { shown in
      while (try? await shown.get("nothing")) != nil {
        #expect(ContinuousClock.now - start < .seconds(30))
        try await Task.sleep(for: .seconds(3))
      }
    }
  }
}

extension ShownLibrary {
  /// Sends a body whose length is not told.
  fileprivate func ask(
    _ method: String, _ path: String, _ headers: [String: String?], chunks: [UInt8]
  ) async throws -> Wire.Answer {
    var text = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\nCookie: \(cookie)\r\nOrigin: \(origin)\r\n"
    text += "X-Alice: 1\r\nContent-Type: application/json\r\nSec-Fetch-Site: same-origin\r\n"
    for (name, value) in headers { if let value { text += "\(name): \(value)\r\n" } }
    return try await wire.send(Array((text + "\r\n").utf8) + chunks)
  }
}
