import AliceNumbers

/// The source of a key, so that users can see which one is used.
package enum KeySource: Sendable, Hashable {
  /// The value is the names of the variables.
  case environment(String)
  case file(String)
  /// The program that this variable names printed the key.
  case command(String)
  case keychain
  /// The calling program passed the key.
  case given
}

extension KeySource: CustomStringConvertible {
  package var description: String {
    switch self {
    case .environment(let names): "the environment (\(names))"
    case .file(let path): path
    case .command(let name): "the program that \(name) names"
    case .keychain: "the Keychain"
    case .given: "the program"
    }
  }
}

/// A key of fal.ai. It prints itself as `<redacted>` in descriptions, dumps and reflection.
package struct FalKey: Sendable {
  private let secret: String
  package let source: KeySource

  /// Removes white space around the key, because a single space leads to a 401.
  ///
  /// Returns nil for a text that is not a key, such as one in quotes; `fault` says why.
  package init?(_ text: String, source: KeySource = .given) {
    guard case .success(let key) = KeyText(text).key else { return nil }
    secret = key
    self.source = source
  }

  /// Returns what is wrong with a text in the place of a key; nil for a key.
  package static func fault(of text: String) -> KeyFault? {
    if case .failure(let fault) = KeyText(text).key { fault } else { nil }
  }

  /// Creates a key from what a person has pasted: `FAL_KEY="…"`, `Key …`, or the key itself.
  package init(pasted text: String) throws(KeyFault) {
    secret = try KeyText(KeyText.pasted(text)).key.get()
    source = .given
  }

  /// Reads `FAL_KEY`, else `FAL_KEY_ID` and `FAL_KEY_SECRET` together.
  package init?(environment: [String: String]) {
    if let text = environment["FAL_KEY"], let key = FalKey(text, source: .environment("FAL_KEY")) {
      self = key
    } else if let id = environment["FAL_KEY_ID"].flatMap({ FalKey($0) }),
      let secret = environment["FAL_KEY_SECRET"].flatMap({ FalKey($0) })
    {
      // The dashboard shows the secret alone and the pair of both; the pair is taken for the secret at times.
      let pair = secret.secret.hasPrefix(id.secret + ":") ? secret.secret : id.secret + ":" + secret.secret
      self.init(pair, source: .environment("FAL_KEY_ID, FAL_KEY_SECRET"))
    } else {
      return nil
    }
  }

  /// The names of variables that other programs use for the key, and half of those that fal's clients read.
  private static let misnomers = [
    "FAL_API_KEY", "FAL_AI_API_KEY", "FALAI_API_KEY", "FAL_AI_KEY", "FALAI_KEY", "FAL_TOKEN", "FAL_API_TOKEN",
    "FAL_SECRET", "FAL_SECRET_KEY", "FAL_ACCESS_KEY", "FALKEY", "fal_key", "FAL_KEY_ID", "FAL_KEY_SECRET",
  ]

  /// Returns the first variable that seems to hold a key and is not read.
  package static func misnomer(in environment: [String: String]) -> String? {
    misnomers.first { environment[$0]?.contains { !$0.isWhitespace } ?? false }
  }

  /// Whether the key has both halves, as every key of fal has. Servers on this machine may take any.
  package var isWhole: Bool { secret.contains(":") }

  /// The value of the `Authorization` header.
  var authorization: String { "Key " + secret }

  /// The content of a credentials file.
  package var fileText: String { secret + "\n" }

  /// The key, and its secret half alone.
  private var secrets: [String] {
    let half = secret.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init) ?? ""
    return half.utf8.count >= 12 ? [secret, half] : [secret]
  }

  /// Returns true if the text contains the key.
  package func occurs(in text: String) -> Bool { secrets.contains { text.contains($0) } }

  /// Returns true if the bytes contain the key; they may be many.
  func occurs(in bytes: [UInt8]) -> Bool {
    secrets.contains { secret in
      let wanted = Array(secret.utf8)
      guard let first = wanted.first, bytes.count >= wanted.count else { return false }
      return bytes.withUnsafeBufferPointer { bytes in
        var at = 0
        while at <= bytes.count - wanted.count {
          if bytes[at] == first, bytes[at..<(at + wanted.count)].elementsEqual(wanted) { return true }
          at += 1
        }
        return false
      }
    }
  }

  func hidden(in text: String) -> String {
    secrets.reduce(text) { $0.replacing($1, with: "<redacted>") }
  }
}

extension FalKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<redacted>" }
  package var debugDescription: String { "<redacted>" }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
