import AliceNumbers

/// The errors of fal, classified by their effect on the cost and on the next step.
package enum FalError: Error, Sendable, Hashable {
  case noKey
  /// No part of the request can have reached the server: the name lookup, the connection or the handshake failed.
  case notSent(String)
  /// A submit was sent and no response came: it may run and be billed. It is never sent again automatically.
  case outcomeUnknown(String)
  case unauthorized(String)
  /// The account is locked, usually because its balance is exhausted.
  case locked(String)
  case notFound(String)
  /// The resource existed and is deleted.
  case gone(String)
  case invalidInput([FieldProblem])
  case contentPolicy(String)
  /// `retryAfter` is in seconds, if the server sent it.
  case rateLimited(retryAfter: Double?, String)
  /// A server in front of fal, or in its place, answered.
  case unavailable(status: Int, String, requestID: String?, isHTML: Bool)
  /// The request failed at fal or at the model. Responses of 500 and above are not billed.
  case failed(status: Int, type: String?, String, isRetryable: Bool)
  /// The result was requested before it exists.
  case notReady
  /// The time to wait is over; the request continues.
  case stillRunning
  /// The response cannot be parsed.
  case badAnswer(String)
  /// The response has more bytes than the limit.
  case tooLarge(limit: UInt64)
  /// The storage does not take the bytes: its ticket has expired, or is used up. The key is not concerned.
  case uploadRefused(String)
  /// The key or a download must not go to this address.
  case forbiddenAddress(String)
  /// The connection broke; the request itself cost nothing.
  case connectionLost(String)
  case timedOut(String)
  /// The download could not be written.
  case notWritten(String)
  /// The file to upload cannot be read, or changed during the upload.
  case notRead(String)
  /// The request was cancelled at fal, so it has no result.
  case withdrawn(String)
  /// The caller cancelled. A submit was cancelled before anything was sent.
  case cancelled
}

extension FalError: CustomStringConvertible {
  /// One line without the key. It contains texts of the server unchanged: neutralise them before you show them.
  package var description: String {
    switch self {
    case .noKey: "no key for fal: set FAL_KEY, or run alice keys setup"
    case .notSent(let reason): "cannot reach fal: \(reason)"
    case .outcomeUnknown(let reason): "sent, but no answer came (\(reason)): it may run and be billed"
    case .unauthorized(let message): "fal refuses the key: \(message)"
    case .locked(let message): "the fal account is locked: \(message)"
    case .notFound(let message): "fal does not know it: \(message)"
    case .gone(let message): "fal has deleted it: \(message)"
    case .invalidInput(let problems): "fal refuses the input: \(FalError.list(problems))"
    case .contentPolicy(let message): "refused by the content policy: \(message)"
    case .rateLimited(let seconds, let message):
      "too many requests\(FalError.again(in: seconds)): \(message)"
    case .unavailable(let status, let message, _, _): "fal is not available (HTTP \(status)): \(message)"
    case .failed(let status, let type, let message, _): "fal failed (\(type ?? "HTTP \(status)")): \(message)"
    case .notReady: "the result is not ready"
    case .stillRunning: "not done yet"
    case .badAnswer(let reason): "fal's response is invalid: \(reason)"
    case .tooLarge(let limit): "more than \(limit) bytes"
    case .uploadRefused(let message): "fal's storage refuses the upload: \(message)"
    case .forbiddenAddress(let address): "refused to go to \(address)"
    case .connectionLost(let reason): "the connection to fal broke: \(reason)"
    case .timedOut(let step): "timed out: \(step)"
    case .notWritten(let reason): "cannot write the download: \(reason)"
    case .notRead(let reason): "cannot read the file to upload: \(reason)"
    case .withdrawn: "cancelled at fal"
    case .cancelled: "cancelled"
    }
  }

  /// Accepts any number, because the server may have sent it.
  private static func again(in seconds: Double?) -> String {
    guard let seconds, let whole = Int(exactly: min(max(seconds, 0), 1e9).rounded(.up)) else { return "" }
    return ", try again in \(whole) s"
  }

  private static func list(_ problems: [FieldProblem]) -> String {
    let shown = problems.prefix(5).map(\.sentence)
    return shown.joined(separator: "; ") + (problems.count > 5 ? "; and \(problems.count - 5) more" : "")
  }
}
