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
  /// Returns nil for a text that is not valid in a header: an empty text, more than 1,000 bytes, or anything but
  /// printable ASCII.
  package init?(_ text: String, source: KeySource = .given) {
    let trimmed = text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
    guard (1...1000).contains(trimmed.count), trimmed.allSatisfy({ $0.isASCII && $0 > " " && $0 < "\u{7F}" }) else {
      return nil
    }
    secret = String(trimmed)
    self.source = source
  }

  /// Reads `FAL_KEY`, else `FAL_KEY_ID` and `FAL_KEY_SECRET` together.
  package init?(environment: [String: String]) {
    if let text = environment["FAL_KEY"], let key = FalKey(text, source: .environment("FAL_KEY")) {
      self = key
    } else if let id = environment["FAL_KEY_ID"].flatMap({ FalKey($0) }),
      let secret = environment["FAL_KEY_SECRET"].flatMap({ FalKey($0) })
    {
      self.init(
        id.secret + ":" + secret.secret, source: .environment("FAL_KEY_ID, FAL_KEY_SECRET"))
    } else {
      return nil
    }
  }

  /// The value of the `Authorization` header.
  var authorization: String { "Key " + secret }

  /// The content of a credentials file.
  var fileText: String { secret + "\n" }

  /// Returns true if the text contains the key.
  package func occurs(in text: String) -> Bool { text.contains(secret) }

  func hidden(in text: String) -> String { text.replacing(secret, with: "<redacted>") }
}

extension FalKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "<redacted>" }
  package var debugDescription: String { "<redacted>" }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
