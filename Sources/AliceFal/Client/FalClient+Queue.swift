package import AliceModel
import NIOHTTP1

extension FalClient {
  /// Puts a request into fal's queue. From here on it costs money.
  ///
  /// Throws `outcomeUnknown` where the request left and no answer came, or one that cannot be understood.
  /// `startTimeout` is in seconds: where no runner takes the request by then, fal gives it up. A task that is cancelled
  /// sends nothing more, and waits `farewell` for the answer to what has left: without it nobody would know the request.
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
    guard let json = try? answer.json(), let submission = submission(json, endpoint: endpoint) else {
      throw .outcomeUnknown("an answer of HTTP \(answer.status) that makes no sense")
    }
    return submission
  }

  /// The addresses of the answer; where one is missing or leads elsewhere, the one that fal documents.
  private func submission(_ json: JSONValue, endpoint: String) -> FalSubmission? {
    guard let id = json["request_id"]?.stringValue, FalClient.isRequestID(id) else { return nil }
    let made = FalSubmission(requestID: id, endpoint: endpoint, base: configuration.queueURL)
    func told(_ key: String, _ fallback: String) -> String {
      guard let url = json[key]?.stringValue, let address = WebAddress(url), configuration.mayReceiveKey(address) else {
        return fallback
      }
      return url
    }
    return FalSubmission(
      requestID: id, statusURL: told("status_url", made.statusURL),
      responseURL: told("response_url", made.responseURL), cancelURL: told("cancel_url", made.cancelURL))
  }

  /// True for what can stand in an address as it is.
  private static func isRequestID(_ text: String) -> Bool {
    (1...200).contains(text.utf8.count)
      && text.utf8.allSatisfy { byte in
        let letter = byte | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      }
  }

  /// Where a request stands.
  package func status(of url: String, logs: Bool = false) async throws(FalError) -> FalStatus {
    let address = try address(logs ? url + (url.contains("?") ? "&" : "?") + "logs=1" : url)
    return try FalStatus(json: try await request(.status, Exchange(address: address)).json())
  }

  /// What the model made. A failure of the job is thrown as what it means: `invalidInput`, `contentPolicy`, `failed`, …
  package func result(_ url: String) async throws(FalError) -> FalResult {
    let answer = try await request(.result, Exchange(address: try address(url), limit: 128 << 20))
    let output = try answer.json()
    try FalClient.checkResult(output, status: answer.status)
    return FalResult(
      output: output, requestID: answer.header("x-fal-request-id"),
      billableUnits: answer.header("X-Fal-Billable-Units").flatMap { JSONNumber(literal: $0)?.literal })
  }

  /// A state may stand in the place of the result: it is none, and says nothing against the job.
  private static func checkResult(_ output: JSONValue, status: Int) throws(FalError) {
    let isOfQueue = ["request_id", "status_url", "response_url", "queue_position"].contains { output[$0] != nil }
    let state = isOfQueue || output.objectValue?.count == 1 ? output["status"]?.stringValue : nil
    guard status == 202 || state != nil, FalMedia.mediaURLs(in: output).isEmpty else { return }
    switch state {
    case "IN_QUEUE", "IN_PROGRESS": throw .notReady
    case "COMPLETED": throw .badAnswer("a state in the place of the result")
    default: if status == 202 { throw .notReady }
    }
  }

  /// Asks fal to drop a request. Best effort: what already runs may still complete and be billed.
  package func cancel(_ url: String) async throws(FalError) -> FalCancellation {
    do {
      _ = try await request(.cancel, Exchange(method: .PUT, address: try address(url), body: RequestBody([])))
      return .requested
    } catch .invalidInput(let problems) where problems.contains(where: { $0.message == "ALREADY_COMPLETED" }) {
      return .alreadyCompleted
    }
  }

  /// States that make no sense are looked at again so often, one after the other.
  private static let mostOddities = 3

  /// Waits until a request is completed, however long that takes, and tells `report` of every look at it.
  package func wait(
    for statusURL: String, logs: Bool = false, schedule: PollSchedule? = nil,
    report: @Sendable (FalStatus) -> Void = { _ in }
  ) async throws(FalError) {
    let schedule = schedule ?? PollSchedule(isLocal: configuration.isLoopback)
    var poll = 0
    var oddities = 0
    while true {
      do {
        let status = try await status(of: statusURL, logs: logs)
        oddities = 0
        report(status)
        if status.isCompleted { return }
      } catch .notReady {
        oddities = 0
      } catch .badAnswer where oddities < FalClient.mostOddities {
        oddities += 1
      }
      try await pause(schedule.delay(attempt: poll))
      poll += 1
    }
  }
}

extension FalSubmission {
  /// Where some servers keep a result: under the whole endpoint.
  package static func wholeResponseURL(requestID: String, endpoint: String, base: String) -> String {
    (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/\(endpoint)/requests/\(requestID)"
  }

  /// The documented addresses: requests live under `[namespace/]owner/alias`, not under the whole endpoint.
  package init(requestID: String, endpoint: String, base: String) {
    let segments = endpoint.split(separator: "/")
    let count = ["workflows", "comfy"].contains(segments.first) ? 3 : 2
    let app = segments.prefix(count).joined(separator: "/")
    let root = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/\(app)/requests/\(requestID)"
    self.init(requestID: requestID, statusURL: root + "/status", responseURL: root, cancelURL: root + "/cancel")
  }
}
