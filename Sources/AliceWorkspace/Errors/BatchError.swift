/// An error in the text of a batch.
public enum BatchError: Error, Sendable, Hashable {
  case tooLarge(megabytes: Int)
  case tooManyRows(Int)
  case noRows
  /// A line is longer than this limit in bytes.
  case lineTooLong(Int)
  case notUTF8
  case notJSON
  case notAnObject
  case unknownMember(String, nearest: String?)
  case wrongMember(String, expected: Expectation)
  /// A row contains more than one name of the same member.
  case exclusive([String])

  public enum Expectation: String, Sendable, Hashable {
    case text, texts, wholeNumber, count, object
  }
}

/// An error in variations, or in the prompts that they apply to.
public enum VariationError: Error, Sendable, Hashable {
  /// The variation is not `name=value|value`, or contains a value twice.
  case malformed(String)
  case tooMany(Int)
  case repeated(String)
  /// A prompt contains a placeholder without values.
  case missing(String, nearest: String?)
  /// No prompt contains the placeholder, so the same request would be paid for several times.
  case unused(String, nearest: String?)
  /// A brace has no counterpart.
  case unbalanced(String)
}
