import AliceFal
import AliceModel
import FalSimulator
import Foundation
import Synchronization
import Testing

/// Lends a client of a simulator, in which `faults` wait to happen.
@discardableResult
private func withSimulation<Result: Sendable>(
  faults: JSONValue? = nil, _ body: (FalClient, RunningSimulator) async throws -> Result
) async throws -> Result {
  var options = SimulatorOptions()
  options.speed = 0.05
  return try await FalSimulator.withRunning(options) { simulator in
    if let faults {
      let answer = await plainRequest("POST", "/_sim/faults", port: simulator.port, body: faults.text)
      try #require(try JSONValue(parsing: answer)["faults"] != nil)
    }
    let client = FalClient(try FalConfiguration(loopback: simulator.baseURL, key: FalKey(Sample.key)))
    do {
      let result = try await body(client, simulator)
      await client.shutdown()
      return result
    } catch {
      await client.shutdown()
      throw error
    }
  }
}

private func ledger(_ simulator: RunningSimulator) async throws -> [JSONValue] {
  let json = try JSONValue(parsing: await plainRequest("GET", "/_sim/ledger", port: simulator.port))
  return try #require(json.arrayValue)
}

@Suite struct `Against the simulator` {
  private let picture: JSONValue = [
    "prompt": "a mountain at sunset", "num_images": 2, "seed": 7, "image_size": ["width": 160, "height": 120],
  ]

  @Test func `a picture is made, found and fetched`() async throws {
    try await withSimulation { client, simulator in
      let submission = try await client.submit(endpoint: "fal-ai/flux/schnell", input: picture)
      try await client.wait(for: submission.statusURL)
      let result = try await client.result(submission.responseURL)
      #expect(result.requestID == submission.requestID && result.billableUnits != nil)
      let media = FalMedia.mediaURLs(in: result.output)
      #expect(media.count == 2 && media[0].width == 160 && media[0].height == 120)
      for item in media {
        let bytes = Mutex(0)
        let download = try await client.download(item.url, limit: 50 << 20) { chunk in
          bytes.withLock { $0 += chunk.count }
        }
        #expect(download.byteCount > 500 && UInt64(bytes.withLock { $0 }) == download.byteCount)
        #expect(download.contentType == "image/jpeg")
      }
      #expect(try await ledger(simulator).count == 1)
    }
  }

  @Test func `a submit whose answer is lost is found in the list`() async throws {
    try await withSimulation(faults: ["fault": "cut-after-accept", "on": "submit"]) { client, simulator in
      await #expect {
        try await client.submit(endpoint: "fal-ai/flux/dev", input: picture)
      } throws: {
        if case .outcomeUnknown = $0 as? FalError { true } else { false }
      }
      let hourAgo = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) - 3_600_000)
      let records = try await client.recentRequests(endpoint: "fal-ai/flux/dev", since: hourAgo)
      let record = try #require(records.first)
      #expect(records.count == 1 && record.input == picture && record.created.map { $0 > hourAgo } == true)
      let found = FalSubmission(
        requestID: record.requestID, endpoint: "fal-ai/flux/dev", base: client.configuration.queueURL)
      try await client.wait(for: found.statusURL)
      let result = try await client.result(found.responseURL)
      #expect(FalMedia.mediaURLs(in: result.output).count == 2)
      #expect(try await ledger(simulator).count == 1)
    }
  }

  @Test func `bad weather costs nothing twice`() async throws {
    let faults: JSONValue = [
      ["fault": "rate-limit", "on": "submit", "retry_after": 0],
      ["fault": "nginx-502", "on": "submit"],
      ["fault": "nginx-502", "on": "status|result", "times": 2],
      ["fault": "cut", "on": "status|result", "times": 2],
    ]
    try await withSimulation(faults: faults) { client, simulator in
      let submission = try await client.submit(endpoint: "fal-ai/flux/schnell", input: picture)
      try await client.wait(for: submission.statusURL)
      _ = try await client.result(submission.responseURL)
      #expect(try await ledger(simulator).count == 1)
    }
  }

  @Test(arguments: ["result-422", "content-policy", "server-error", "timeout", "locked", "bad-key"])
  func `a failure is told as what it is`(fault: String) async throws {
    try await withSimulation(faults: ["fault": .string(fault)]) { client, _ in
      await #expect {
        let submission = try await client.submit(endpoint: "fal-ai/flux/dev", input: picture)
        try await client.wait(for: submission.statusURL)
        _ = try await client.result(submission.responseURL)
      } throws: { error in
        switch (fault, error as? FalError) {
        case ("result-422", .invalidInput), ("content-policy", .contentPolicy), ("locked", .locked),
          ("bad-key", .unauthorized), ("timeout", .failed), ("server-error", .failed(_, _, _, isRetryable: true)):
          true
        default: false
        }
      }
    }
  }

  @Test func `a file goes up and comes down again`() async throws {
    try await withSimulation(faults: ["fault": "cdn-500", "on": "upload"]) { client, _ in
      let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let url = try await client.upload(FalFile(bytes, name: "a b.png", contentType: "image/png"), lifetime: 60)
      let received = Mutex<[UInt8]>([])
      _ = try await client.download(url, limit: 1 << 20) { chunk in received.withLock { $0 += Array(chunk) } }
      #expect(received.withLock { $0 } == bytes)
    }
  }

  @Test func `a file cut short is fetched whole`() async throws {
    try await withSimulation(faults: ["fault": "truncated-media", "on": "media", "times": 2]) { client, _ in
      let url = try await client.upload(
        FalFile([UInt8](repeating: 7, count: 100_000), name: "a.png", contentType: "image/png"), lifetime: 60)
      let download = try await client.download(url, limit: 1 << 20) { _ in }
      #expect(download.byteCount == 100_000)
    }
  }

  @Test func `a job is cancelled, prices are told and the key is tried`() async throws {
    try await withSimulation(faults: ["fault": "stuck", "on": "submit"]) { client, _ in
      let submission = try await client.submit(endpoint: "fal-ai/flux/dev", input: picture)
      #expect(try await client.status(of: submission.statusURL).isFinal == false)
      let outcome = try await client.cancel(submission.cancelURL)
      #expect(outcome == .requested)
      let prices = try await client.prices(endpoints: ["fal-ai/flux/dev"])
      #expect(prices.first?.unitPrice == Money("0.025"))
      try await client.testKey()
    }
  }
}
