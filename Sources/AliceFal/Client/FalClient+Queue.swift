package import AliceModel
import AliceNumbers
import NIOHTTP1
import Synchronization

extension FalClient {
  /// Submits a request to fal's queue. An accepted request costs money.
  ///
  /// Throws `outcomeUnknown` if the request was sent and no response came, or one that cannot be parsed. `startTimeout`
  /// is in seconds: if no runner starts the request by then, fal drops it. A cancelled task sends nothing more, but
  /// waits `farewell` for the response to a request that was sent: without the response nobody would know the request's
  /// id.
  package func submit(
    endpoint: String, input: JSONValue, startTimeout: Double? = nil,
    farewell: @escaping @Sendable () -> Duration = { .milliseconds(700) }
  ) async throws(FalError) -> FalSubmission {
    guard ModelSpec(unlistedEndpoint: endpoint) != nil, let address = configuration.queue.appending("/" + endpoint)
    else { throw .forbiddenAddress(FalError.clipped(endpoint)) }
    var exchange = Exchange(method: .POST, address: address, body: RequestBody(Array(input.text.utf8)))
    exchange.headers = [("Content-Type", "application/json")]
    exchange.farewell = farewell
    if let startTimeout { exchange.headers.append(("X-Fal-Request-Timeout", "\(startTimeout)")) }
    let answer = try await request(.submit, exchange)
    guard let json = try? answer.json(), let submission = FalSubmission(answer, json, endpoint, configuration) else {
      throw .outcomeUnknown("a response of HTTP \(answer.status) that cannot be parsed")
    }
    return submission
  }

  /// Returns true if the text needs no escaping in a URL.
  package static func isRequestID(_ text: String) -> Bool {
    (1...200).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        let letter = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      }
  }

  /// Returns the status of a request.
  package func status(of url: String, logs: Bool = false) async throws(FalError) -> FalStatus {
    let address = try address(logs ? url + (url.contains("?") ? "&" : "?") + "logs=1" : url)
    return try FalStatus(json: try await request(.status, Exchange(address: address)).json())
  }

  /// Returns the output of the model. Throws the failure of a job by its meaning: `invalidInput`, `contentPolicy`,
  /// `failed`, …
  package func result(_ url: String) async throws(FalError) -> FalResult {
    switch try await outcome(at: url) {
    case .result(let result): return result
    case .failure(let failure, _): throw failure
    }
  }

  /// Returns the output of the model, or the failure at `url` with what is billed for it.
  package func outcome(at url: String) async throws(FalError) -> FalOutcome {
    let units = Mutex<String?>(nil)
    var exchange = Exchange(address: try address(url), limit: 128 << 20)
    exchange.onFailure = { answer in units.withLock { $0 = answer.billableUnits } }
    do throws(FalError) {
      let answer = try await request(.result, exchange)
      units.withLock { $0 = answer.billableUnits }
      let parsed = try answer.parsed()
      try FalClient.checkResult(parsed.value, status: answer.status, configuration)
      // A search that was cancelled says nothing.
      guard !Task.isCancelled else { throw FalError.cancelled }
      return .result(
        FalResult(
          output: parsed.value, requestID: answer.header("x-fal-request-id"), billableUnits: answer.billableUnits,
          isCut: parsed.isCut))
    } catch .cancelled {
      throw .cancelled
    } catch {
      guard !Task.isCancelled else { throw .cancelled }
      return .failure(error, billableUnits: units.withLock { $0 })
    }
  }

  /// Throws if a status came in place of the result, or the reason why there is none.
  static func checkResult(
    _ output: JSONValue, status: Int, _ configuration: FalConfiguration
  ) throws(FalError) {
    let isOfQueue = ["request_id", "status_url", "response_url", "queue_position"].contains { output[$0] != nil }
    let word = isOfQueue || output.objectValue?.count == 1 ? output["status"]?.stringValue : nil
    if status == 202 || word != nil, !FalMedia.isAny(in: output, on: configuration) {
      switch word.flatMap({ StateWord($0) }) {
      case .waiting, .running: throw .notReady
      case .completed: throw .badAnswer("a state in the place of the result")
      case .failed, .withdrawn: break
      case nil: if status == 202 { throw .notReady }
      }
    }
    if let failed = FailedOutput(output, on: configuration) { throw failed.failure }
  }

  /// Asks fal to drop a request. This is best effort: a running request may still complete and be billed.
  package func cancel(_ url: String) async throws(FalError) -> FalCancellation {
    do {
      _ = try await request(.cancel, Exchange(method: .PUT, address: try address(url), body: RequestBody([])))
      return .requested
    } catch .invalidInput(let problems) where problems.contains(where: { $0.message == "ALREADY_COMPLETED" }) {
      return .alreadyCompleted
    }
  }

  /// The number of consecutive times that a status may be refused because of too many requests: some hours.
  private static let maximumRefusals = 100
  /// The number of consecutive statuses without a known meaning that are polled again.
  private static let maximumOddities = 3

  /// Waits without a time limit until a request has ended, and passes every polled status to `report`.
  ///
  /// Returns the last status: a final one, or one that stays unknown, so that only the result can tell.
  @discardableResult
  package func wait(
    for statusURL: String, logs: Bool = false, schedule: PollSchedule? = nil,
    report: @Sendable (FalStatus) -> Void = { _ in }
  ) async throws(FalError) -> FalStatus {
    let schedule = schedule ?? PollSchedule(isLocal: configuration.isLoopback)
    var poll = 0
    var oddities = 0
    var refusals = 0
    while true {
      do {
        let status = try await status(of: statusURL, logs: logs)
        report(status)
        if status.isFinal { return status }
        if case .unknown = status { oddities += 1 } else { oddities = 0 }
        if oddities > FalClient.maximumOddities { return status }
        refusals = 0
      } catch .notReady {
        oddities = 0
      } catch .rateLimited(let seconds?, let reason) where refusals < FalClient.maximumRefusals {
        refusals += 1
        try await pause(FalPause(told: seconds, reason: reason))
        continue
      } catch .badAnswer where oddities < FalClient.maximumOddities {
        oddities += 1
      }
      try await pause(schedule.delay(attempt: poll))
      poll += 1
    }
  }
}

extension FalSubmission {
  /// Returns the URL at which some servers keep a result: under the whole endpoint.
  package static func wholeResponseURL(requestID: String, endpoint: String, base: String) -> String {
    (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/\(endpoint)/requests/\(requestID)"
  }

  /// Makes the documented URLs: requests are under `[namespace/]owner/alias`, not under the whole endpoint.
  package init(requestID: String, endpoint: String, base: String) {
    let segments = endpoint.split(separator: "/")
    let count = ["workflows", "comfy"].contains(segments.first) ? 3 : 2
    let app = segments.prefix(count).joined(separator: "/")
    let root = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/\(app)/requests/\(requestID)"
    self.init(requestID: requestID, statusURL: root + "/status", responseURL: root, cancelURL: root + "/cancel")
  }
}
