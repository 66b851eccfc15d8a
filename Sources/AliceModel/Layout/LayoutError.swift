/// What is wrong with a layout's pattern.
public enum LayoutError: Error, Sendable, Hashable {
  case unknownField(String)
  /// A `{` without its `}`, or the other way round.
  case unbalancedBrace
  /// A level with nothing in it, as in `{date}//{name}` or an absolute path.
  case emptyLevel
  /// The last level has no `{name}`, or another one has: names would not be unique, or would be folders.
  case misplacedName
  /// A level is `..`, is hidden, or holds characters that some file system refuses.
  case unsafeText(String)
  /// A level has more than 4 fields or 24 bytes of text of its own, or there are more than 16 levels.
  case tooLong
}

extension LayoutError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownField(let name):
      "a layout has no field '{\(name)}'; there are \(LayoutField.allCases.map(\.rawValue).joined(separator: ", "))"
    case .unbalancedBrace: "the layout has a brace without its partner"
    case .emptyLevel: "the layout has an empty level: no '//', and no '/' at its ends"
    case .misplacedName: "{name} stands once in a layout, in its last level"
    case .unsafeText(let text): "'\(text)' in the layout is no name that is safe on every disk"
    case .tooLong: "the layout is too long: 16 levels, each with 4 fields and 24 bytes of text, at the most"
    }
  }
}
