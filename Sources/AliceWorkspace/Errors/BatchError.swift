/// What is wrong with the text of a batch.
public enum BatchError: Error, Sendable, Hashable {
  case tooLarge(megabytes: Int)
  case tooManyRows(Int)
  case noRows
  /// In bytes.
  case lineTooLong(Int)
  case notUTF8
  case notJSON
  case notAnObject
  case unknownMember(String, nearest: String?)
  case wrongMember(String, expected: Expectation)
  /// Two names of the same member.
  case exclusive([String])

  public enum Expectation: String, Sendable, Hashable {
    case text, texts, wholeNumber, count, object
  }
}

/// What is wrong with variations, or with the prompts that they are for.
public enum VariationError: Error, Sendable, Hashable {
  /// It is not `name=value|value`, or has a value twice.
  case malformed(String)
  case tooMany(Int)
  case repeated(String)
  /// A prompt has a placeholder that nothing is given for.
  case missing(String, nearest: String?)
  /// It stands in no prompt: the same would be paid for several times.
  case unused(String, nearest: String?)
  /// A brace has no partner.
  case unbalanced(String)
}
