import AliceModel
import AliceNumbers

/// What servers answer to a submit: fal with an id and three URLs; gateways, partners and proxies with less, or with the
/// result itself.
extension FalSubmission {
  /// Returns nil if the answer leads neither to a request nor to a result.
  ///
  /// URLs of the answer are used if the key may go there. What is missing follows from the others, else from fal's
  /// documents.
  init?(_ answer: Answer, _ json: JSONValue, _ endpoint: String, _ configuration: FalConfiguration) {
    let parts = [json] + ["data", "request", "job"].compactMap { json[$0] }
    func url(_ names: String...) -> String? {
      let told = parts.lazy.compactMap { part in names.lazy.compactMap { part[$0]?.stringValue }.first }.first
      guard let told, told.utf8.count <= 2000, let address = WebAddress(told), configuration.mayReceiveKey(address)
      else { return nil }
      return told
    }
    let status = url("status_url", "statusUrl")
    let response = url("response_url", "responseUrl")
    let ids = parts.compactMap { ($0["request_id"] ?? $0["requestId"])?.stringValue }
    let named = (ids + [answer.header("x-fal-request-id")].compactMap { $0 }).first(where: FalClient.isRequestID)
    let found = [response, status].lazy.compactMap { $0.flatMap(FalSubmission.requestID(in:)) }.first
    let isResult =
      status == nil && response == nil && ids.isEmpty && FalSubmission.isResult(json, answer, configuration)
    guard named != nil || status != nil || response != nil || isResult else { return nil }
    let id = named ?? found ?? "unnamed-" + String(UInt64.random(in: 0 ... .max), radix: 16)
    let made = FalSubmission(requestID: id, endpoint: endpoint, base: configuration.queueURL)
    let root = response ?? status.flatMap(FalSubmission.root(ofStatus:))
    self.init(
      requestID: id, statusURL: status ?? root.map { FalSubmission.adding("status", to: $0) } ?? made.statusURL,
      responseURL: root ?? made.responseURL,
      cancelURL: url("cancel_url", "cancelUrl") ?? root.map { FalSubmission.adding("cancel", to: $0) } ?? made.cancelURL
    )
    guard isResult else { return }
    result = FalResult(output: json, requestID: named, billableUnits: answer.billableUnits)
  }

  /// Returns the segment after `requests` in a path.
  private static func requestID(in url: String) -> String? {
    let segments = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
    guard let index = segments.lastIndex(of: "requests"), index + 1 < segments.count,
      FalClient.isRequestID(segments[index + 1])
    else { return nil }
    return segments[index + 1]
  }

  private static func root(ofStatus url: String) -> String? {
    let path = url.prefix { $0 != "?" }
    return path.hasSuffix("/status") ? "\(path.dropLast("/status".count))\(url.dropFirst(path.count))" : nil
  }

  /// Returns the URL with one more segment before its query.
  private static func adding(_ segment: String, to url: String) -> String {
    let path = url.prefix { $0 != "?" }
    let base = path.hasSuffix("/response") ? path.dropLast("/response".count) : path
    return "\(base)/\(segment)\(url.dropFirst(path.count))"
  }

  private static let texts = ["text", "output", "results", "caption", "transcription"]

  /// Whether the answer is the result itself: it has files or the text of a model, and no failure.
  private static func isResult(_ json: JSONValue, _ answer: Answer, _ configuration: FalConfiguration) -> Bool {
    guard json.objectValue != nil, answer.status == 200 else { return false }
    do throws(FalError) {
      try FalClient.checkResult(json, status: answer.status, configuration)
    } catch {
      return false
    }
    if FalMedia.isAny(in: json, on: configuration) { return true }
    return json["status"] == nil && texts.contains { json[$0]?.stringValue?.contains { !$0.isWhitespace } ?? false }
  }
}
