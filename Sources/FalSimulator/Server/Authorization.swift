/// The check of a request's key.
extension Simulation {
  enum Admission: Sendable {
    case key(String)
    case refused(Answer)
  }

  func admit(_ exchange: Exchange, to application: String) -> Admission {
    guard let header = exchange.header("Authorization"), !header.isEmpty else {
      let sentence =
        "Cannot access application \"\(application)\". Authentication is required to access this application."
      return .refused(.failure(401, sentence))
    }
    let words = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2, words[0].lowercased() == "key", !words[1].hasPrefix(":"), !words[1].hasSuffix(":") else {
      return .refused(.failure(401, "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."))
    }
    let key = String(words[1])
    guard isKnown(key) else { return .refused(.failure(401, "No user found for Key ID and Secret")) }
    return .key(key)
  }

  private func isKnown(_ key: String) -> Bool {
    if let accepted = options.acceptedKeys { return accepted.contains(key) }
    let halves = key.split(separator: ":", omittingEmptySubsequences: false)
    return halves.count == 2 && halves.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }
  }

  /// Refuses an upload without a token of the storage API; the CDN accepts no other credential.
  func refusalOfUpload(_ exchange: Exchange) -> Answer? {
    let token = exchange.header("Authorization").flatMap { header in
      header.hasPrefix("Bearer ") ? String(header.dropFirst(7)) : nil
    }
    let now = now
    let isValid = token.map { token in withState { $0.tokens[token].map { now < $0 } ?? false } } ?? false
    return isValid ? nil : .failure(401, "Invalid or expired token")
  }
}
