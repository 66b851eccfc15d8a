import AliceFal
import Foundation
import Testing

@Suite struct `A webhook` {
  private let signature = WebhookSignature(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")

  /// The published example of the scheme, and a secret that is plain text.
  @Test(arguments: [
    (
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", Int64(1_614_265_330),
      #"{"test": 2432232314}"#, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    ),
    ("plain secret\n", "0001795549666123", 1_795_549_666, "{}", "v1,Y5a1K5P883dBFocSxUXvrkCijPVpOtlo5SKB/m8b0Go="),
  ])
  func `is signed after the scheme`(secret: String, id: String, timestamp: Int64, body: String, expected: String) {
    let made = WebhookSignature(secret: secret)?.header(id: id, timestamp: timestamp, body: Array(body.utf8))
    #expect(made == expected)
  }

  @Test func `needs a secret`() {
    #expect(WebhookSignature(secret: " \n") == nil)
  }

  @Test(arguments: [
    ("https://example.com/hook", true), ("http://127.0.0.1:8000/x", true), ("http://example.com", false),
    ("https://10.0.0.1/", false), ("https://169.254.169.254/latest", false), ("https://[fd00::1]/", false),
    ("ftp://example.com", false), ("https://a@example.com/", false),
  ])
  func `goes to public hosts over https, and to this machine`(url: String, isAllowed: Bool) {
    #expect(((try? WebhookAddress(url, allowsPrivate: false)) != nil) == isAllowed)
  }

  @Test func `may go to a neighbour where that is said`() throws {
    _ = try WebhookAddress("https://10.0.0.1/", allowsPrivate: true)
    #expect(throws: WebhookError.self) { try WebhookAddress("http://10.0.0.1/", allowsPrivate: true) }
  }

  private func send(to server: ScriptedServer, path: String = "/hook?token=1") async throws {
    let sender = WebhookSender(environment: [:], clock: FalClock(now: { .zero }, sleep: { _ in }, jitter: { 0.5 }))
    let place = try WebhookAddress(server.url + path, allowsPrivate: false)
    let result: Result<Void, any Error>
    do {
      try await sender.send(
        Array(#"{"a":1}"#.utf8), id: "42", timestamp: 1_700_000_000, to: place, signature: try #require(signature))
      result = .success(())
    } catch {
      result = .failure(error)
    }
    await sender.shutdown()
    try result.get()
  }

  @Test func `is not sent to a host that the named certificates cannot vouch for`() async throws {
    let sender = WebhookSender(
      environment: ["SSL_CERT_FILE": "/nowhere/roots.pem"],
      clock: FalClock(now: { .zero }, sleep: { _ in }, jitter: { 0.5 }))
    let place = try WebhookAddress("https://192.0.2.1/hook", allowsPrivate: true)
    let signature = try #require(self.signature)
    let error = await #expect(throws: WebhookError.self) {
      try await sender.send([], id: "42", timestamp: 1_700_000_000, to: place, signature: signature)
    }
    await sender.shutdown()
    #expect(error.map { "\($0)".contains("SSL_CERT_FILE") } == true)
  }

  @Test func `carries the event and its signature`() async throws {
    let server = try ScriptedServer { _, _ in .answer(204) }
    defer { server.stop() }
    try await send(to: server)
    let request = try #require(server.requests.first)
    #expect(request.method == "POST" && request.target == "/hook?token=1" && request.bodyText == #"{"a":1}"#)
    #expect(request.headers["webhook-id"] == "42" && request.headers["webhook-timestamp"] == "1700000000")
    let expected = signature?.header(id: "42", timestamp: 1_700_000_000, body: request.body)
    #expect(request.headers["webhook-signature"] == expected)
    #expect(request.headers["authorization"] == nil)
  }

  @Test func `is tried three times where that may help, with one id`() async throws {
    let server = try ScriptedServer { _, number in number < 2 ? .answer(503) : .answer(200) }
    defer { server.stop() }
    try await send(to: server)
    #expect(server.requests.count == 3 && Set(server.requests.map { $0.headers["webhook-id"] }).count == 1)
    let broken = try ScriptedServer { _, _ in .answer(500) }
    defer { broken.stop() }
    await #expect(throws: WebhookError.status(500)) { try await send(to: broken) }
    #expect(broken.requests.count == 3)
  }

  @Test func `follows no redirect, and takes a refusal for one`() async throws {
    let other = try ScriptedServer { _, _ in .answer(200) }
    defer { other.stop() }
    let target = other.url
    let server = try ScriptedServer { _, _ in .answer(302, ["Location": target]) }
    defer { server.stop() }
    await #expect(throws: WebhookError.status(302)) { try await send(to: server) }
    #expect(server.requests.count == 1 && other.requests.isEmpty)
    let refusing = try ScriptedServer { _, _ in .answer(401) }
    defer { refusing.stop() }
    await #expect(throws: WebhookError.status(401)) { try await send(to: refusing) }
    #expect(refusing.requests.count == 1)
  }
}
