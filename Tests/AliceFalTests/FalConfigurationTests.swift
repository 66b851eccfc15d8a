import AliceFal
import Testing

@Suite struct `The addresses of fal` {
  @Test func `are fal's own where nobody says otherwise`() throws {
    let configuration = try FalConfiguration(environment: ["FAL_QUEUE_URL": ""])
    #expect(configuration.queueURL == "https://queue.fal.run" && configuration.restURL == "https://rest.fal.ai")
    #expect(configuration.platformURL == "https://api.fal.ai/v1" && !configuration.isLoopback)
    #expect(configuration.key == nil)
  }

  @Test func `are all on this machine where the queue is`() throws {
    let configuration = try FalConfiguration(environment: ["FAL_QUEUE_URL": "http://127.0.0.1:8080", "FAL_KEY": "k"])
    #expect(configuration.restURL == "http://127.0.0.1:8080")
    #expect(configuration.platformURL == "http://127.0.0.1:8080/v1" && configuration.isLoopback)
    #expect(configuration.key?.source == .environment("FAL_KEY"))
  }

  @Test func `may be given one by one`() throws {
    let configuration = try FalConfiguration(environment: [
      "FAL_QUEUE_URL": "https://queue.example/fal", "FAL_REST_URL": "http://localhost:1",
      "FAL_PLATFORM_URL": "https://[2001:db8::1]:8443/v1",
    ])
    #expect(configuration.queueURL == "https://queue.example/fal" && configuration.restURL == "http://localhost:1")
    #expect(configuration.platformURL == "https://[2001:db8::1]:8443/v1")
  }

  @Test(arguments: [
    ("http://queue.fal.run", FalConfigurationError.notEncrypted(variable: "FAL_QUEUE_URL", host: "queue.fal.run")),
    ("http://10.0.0.1", .notEncrypted(variable: "FAL_QUEUE_URL", host: "10.0.0.1")),
    ("http://127.0.0.1.example", .notEncrypted(variable: "FAL_QUEUE_URL", host: "127.0.0.1.example")),
    ("queue.fal.run", .notAnAddress(variable: "FAL_QUEUE_URL", value: "queue.fal.run")),
    ("ftp://queue.fal.run", .notAnAddress(variable: "FAL_QUEUE_URL", value: "ftp://queue.fal.run")),
    ("https://me@queue.fal.run", .notAnAddress(variable: "FAL_QUEUE_URL", value: "https://me@queue.fal.run")),
    ("https://queue.fal.run:99999", .notAnAddress(variable: "FAL_QUEUE_URL", value: "https://queue.fal.run:99999")),
    (#"https://a\b"#, .notAnAddress(variable: "FAL_QUEUE_URL", value: #"https://a\b"#)),
    ("https://", .notAnAddress(variable: "FAL_QUEUE_URL", value: "https://")),
  ])
  func `are never in the clear but on this machine`(url: String, error: FalConfigurationError) {
    #expect(throws: error) { try FalConfiguration(environment: ["FAL_QUEUE_URL": url]) }
  }
}
