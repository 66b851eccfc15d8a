/// What can go wrong with fal, by what it means for the money and for the next step.
package enum FalError: Error, Sendable, Hashable {
  case noKey
  /// Nothing of the request can have reached the server: the name, the connection or the handshake failed.
  case notSent(String)
  /// A submit left and no answer came: it may run and be billed. Never sent again by itself.
  case outcomeUnknown(String)
  case unauthorized(String)
  /// The account is locked, mostly because its balance is exhausted.
  case locked(String)
  case notFound(String)
  /// It was there, and is deleted.
  case gone(String)
  case invalidInput([FieldProblem])
  case contentPolicy(String)
  /// `retryAfter` in seconds, where the server named a time.
  case rateLimited(retryAfter: Double?, String)
  /// Not fal, but something before it or in its place answered.
  case unavailable(status: Int, String, requestID: String?, isHTML: Bool)
  /// The request failed at fal or at the model. Answers of 500 and above are not billed.
  case failed(status: Int, type: String?, String, isRetryable: Bool)
  /// The result was asked for before there is one.
  case notReady
  /// Waited as long as was wanted; the request goes on.
  case stillRunning
  /// The server's answer cannot be understood.
  case badAnswer(String)
  /// More bytes than are taken.
  case tooLarge(limit: UInt64)
  /// A place that the key or a download must not go to.
  case forbiddenAddress(String)
  /// The connection broke; nothing was paid by the request itself.
  case connectionLost(String)
  case timedOut(String)
  /// What was downloaded could not be put where it belongs.
  case notWritten(String)
  /// The file to upload cannot be read, or changed on the way.
  case notRead(String)
  /// The request was cancelled at fal, so it has no result.
  case withdrawn(String)
  /// This side stopped. Of a submit: before anything had left.
  case cancelled
}

extension FalError: CustomStringConvertible {
  /// One line, without the key. Texts of the server stand in it as they came: neutralise them before showing them.
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
    case .badAnswer(let reason): "fal's answer makes no sense: \(reason)"
    case .tooLarge(let limit): "more than \(limit) bytes"
    case .forbiddenAddress(let address): "refused to go to \(address)"
    case .connectionLost(let reason): "the connection to fal broke: \(reason)"
    case .timedOut(let step): "timed out: \(step)"
    case .notWritten(let reason): "cannot write the download: \(reason)"
    case .notRead(let reason): "cannot read the file to upload: \(reason)"
    case .withdrawn: "cancelled at fal"
    case .cancelled: "cancelled"
    }
  }

  /// Of whatever number: a server may have named it.
  private static func again(in seconds: Double?) -> String {
    guard let seconds, let whole = Int(exactly: min(max(seconds, 0), 1e9).rounded(.up)) else { return "" }
    return ", try again in \(whole) s"
  }

  private static func list(_ problems: [FieldProblem]) -> String {
    let shown = problems.prefix(5).map(\.sentence)
    return shown.joined(separator: "; ") + (problems.count > 5 ? "; and \(problems.count - 5) more" : "")
  }
}
