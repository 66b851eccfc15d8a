import AliceModel

/// A fault that is injected into the next matching calls.
struct Fault: Sendable {
  enum Kind: String, Sendable, CaseIterable {
    /// The job is accepted, and the connection closes without a byte of a response.
    case cutAfterAccept = "cut-after-accept"
    /// The connection closes without a byte of a response, and nothing was accepted.
    case cut
    case rateLimit = "rate-limit"
    /// The response is 503: from the platform with a request id, from the ingress without one.
    case unavailable
    case nginx502 = "nginx-502"
    /// The job takes `seconds`.
    case slow
    /// The response takes `seconds`.
    case delay
    /// The job never ends.
    case stuck
    case result422 = "result-422"
    case contentPolicy = "content-policy"
    case noMedia = "no-media"
    /// The platform gave up on the job; the result is a 504.
    case timeout
    /// The model failed; the result is a retryable 500.
    case serverError = "server-error"
    case locked
    case badKey = "bad-key"
    case expiredMedia = "expired-media"
    case truncatedMedia = "truncated-media"
    /// The body is half of the file, and the announced length matches it.
    case shortMedia = "short-media"
    /// The body is endless and has no announced length.
    case endlessMedia = "endless-media"
    /// The response is an HTML page instead of the picture.
    case htmlMedia = "html-media"
    case blackImage = "black-image"
    case cdn500 = "cdn-500"
    /// The status stream breaks after its first event.
    case cutStream = "cut-stream"
    /// The status stream begins and never says anything.
    case silentStream = "silent-stream"
    case lostResult = "lost-result"
    /// The tester gives the response: `status`, `headers`, `body`.
    case answer
  }

  /// The calls that a fault can apply to.
  enum Place: String, Sendable, CaseIterable {
    case submit, run, status, stream, result, cancel, storage, upload, media, platform
  }

  let kind: Kind
  let places: Set<Place>
  var remaining: Int
  let endpoint: String?
  let seconds: Double
  let retryAfter: Int?
  let hasRequestID: Bool
  /// The failure of the job is billed as its success would be.
  let isBilled: Bool
  /// The job is stuck while it runs, not while it waits.
  let isInProgress: Bool
  let answer: Answer

  init?(_ json: JSONValue) {
    guard let kind = json["fault"]?.stringValue.flatMap(Kind.init(rawValue:)) else { return nil }
    let named = (json["on"]?.arrayValue ?? [json["on"] ?? .null]).compactMap(\.stringValue).flatMap {
      $0.split(separator: "|")
    }
    let places = named.compactMap { Place(rawValue: String($0)) }
    guard places.count == named.count else { return nil }
    self.kind = kind
    self.places = named.isEmpty ? kind.usualPlaces : Set(places)
    remaining = min(max(json["times"]?.intValue ?? 1, 0), 1_000_000)
    endpoint = json["endpoint"]?.stringValue
    seconds = min(max(json["seconds"]?.doubleValue ?? 2, 0), 86_400)
    retryAfter = json["retry_after"]?.intValue
    hasRequestID = json["request_id"]?.boolValue ?? true
    isBilled = json["billed"]?.boolValue ?? false
    isInProgress = json["state"]?.stringValue == "IN_PROGRESS"
    answer = Fault.answer(json)
  }

  var json: JSONValue {
    var object: JSONObject = ["fault": .string(kind.rawValue), "times": JSONValue(remaining)]
    object["on"] = .array(places.map(\.rawValue).sorted().map(JSONValue.string))
    object["endpoint"] = endpoint.map(JSONValue.string)
    return .object(object)
  }

  func fits(_ place: Place, endpoint called: String?) -> Bool {
    // A fault of the status also applies to the status stream.
    guard remaining > 0, places.contains(place) || place == .stream && places.contains(.status) else { return false }
    guard let endpoint else { return true }
    return called == endpoint || called?.hasPrefix(endpoint + "/") ?? false
  }

  private static func answer(_ json: JSONValue) -> Answer {
    let headers = json["headers"]?.objectValue?.map { ($0.key, $0.value.scalarText ?? "") } ?? []
    let status = min(max(json["status"]?.intValue ?? 200, 200), 599)
    if let text = json["body"]?.stringValue {
      return Answer(status: status, headers: headers, body: .bytes(Array(text.utf8)))
    }
    return .json(status, json["body"] ?? .object([:]), headers: headers)
  }
}

extension Fault.Kind {
  var usualPlaces: Set<Fault.Place> {
    switch self {
    case .cutAfterAccept, .cut, .rateLimit, .unavailable, .slow, .delay, .stuck, .result422, .contentPolicy, .noMedia,
      .timeout, .serverError, .blackImage:
      [.submit, .run]
    case .nginx502, .answer: [.status]
    case .locked, .badKey: [.submit, .run, .storage]
    case .expiredMedia, .truncatedMedia, .shortMedia, .endlessMedia, .htmlMedia: [.media]
    case .cutStream, .silentStream: [.stream]
    case .cdn500: [.upload]
    case .lostResult: [.result]
    }
  }

  /// The failure of the job, for faults that determine its outcome.
  var failure: JobFailure? {
    switch self {
    case .result422: .unprocessable
    case .contentPolicy: .contentPolicy
    case .noMedia: .noMedia
    case .timeout: .timeout
    case .serverError: .serverError
    default: nil
    }
  }
}

extension Fault {
  /// The failure of the job; nil if the fault does not determine its outcome.
  var failure: JobFailure? {
    var failure = kind.failure
    failure?.isBilled = isBilled
    return failure
  }

  /// The response that replaces the call; nil if the fault takes effect later or elsewhere.
  var refusal: Answer? {
    switch kind {
    case .cut: .cut
    case .rateLimit:
      retryAfter.map { Answer.failure(429, "rate limited").adding("Retry-After", String($0)) }
        ?? .failure(429, "rate limited")
    case .unavailable:
      hasRequestID
        ? .failure(503, "No runner", type: "runner_scheduling_failure")
        : .ingress(503, "Service Temporarily Unavailable")
    case .nginx502: .ingress(502, "Bad Gateway")
    case .locked:
      .failure(403, "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.")
    case .badKey: .failure(401, "No user found for Key ID and Secret")
    case .cdn500: .failure(500, "cdn down")
    case .htmlMedia:
      Answer(
        status: 200, headers: [("Content-Type", "text/html")],
        body: .bytes(Array("<html><body>Sign in to continue</body></html>".utf8)))
    case .answer: answer
    default: nil
    }
  }
}

/// The pending faults, in the order in which they were added.
struct FaultList: Sendable {
  private(set) var faults: [Fault] = []

  mutating func add(_ new: [Fault]) { faults += new }

  /// Returns the faults of this call, at most one of them with a refusal, and counts each as used once.
  mutating func take(for place: Fault.Place, endpoint: String?) -> [Fault] {
    var taken: [Fault] = []
    for index in faults.indices where faults[index].fits(place, endpoint: endpoint) {
      let fault = faults[index]
      let isRepeated = taken.contains { $0.kind == fault.kind }
      guard !isRepeated, fault.refusal == nil || !taken.contains(where: { $0.refusal != nil }) else { continue }
      taken.append(fault)
      faults[index].remaining -= 1
    }
    faults.removeAll { $0.remaining <= 0 }
    return taken
  }
}
