/// The reason why a layout pattern is invalid.
public enum LayoutError: Error, Sendable, Hashable {
  case unknownField(String)
  /// A `{` without its `}`, or vice versa.
  case unbalancedBrace
  /// A level without content, as in `{date}//{name}` or an absolute path.
  case emptyLevel
  /// The last level lacks `{name}`, or another one has it: names would not be unique, or would be folders.
  case misplacedName
  /// A level is `..`, is hidden, or contains characters that some file system rejects.
  case unsafeText(String)
  /// A level has more than 4 fields or 24 bytes of literal text, or there are more than 16 levels.
  case tooLong
}

extension LayoutError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownField(let name):
      "a layout has no field '{\(name)}'; the fields are \(LayoutField.allCases.map(\.rawValue).joined(separator: ", "))"
    case .unbalancedBrace: "the layout has an unmatched brace"
    case .emptyLevel: "the layout has an empty level: it must not contain '//', nor begin or end with '/'"
    case .misplacedName: "{name} must occur exactly once in a layout, in its last level"
    case .unsafeText(let text): "'\(text)' in the layout is not a file name that every file system accepts"
    case .tooLong: "the layout is too long: the maximum is 16 levels, each with 4 fields and 24 bytes of text"
    }
  }
}
