extension ParameterSpec {
  /// Reads an input as the catalogue writes it: `NAME:TYPE`, or `NAME*:TYPE` if it is required.
  ///
  /// The types are `string`, `number`, `boolean`, `file`, `size`, `list`, `object`, `any` and the JSON of literals,
  /// separated by `|`. An `…` at the end means that there are more literals.
  init?(catalogued text: Substring) {
    guard let colon = text.firstIndex(of: ":") else { return nil }
    let name = text[..<colon].drop { $0 == "*" }
    let isRequired = name.last == "*"
    self.name = String(isRequired ? name.dropLast() : name)
    guard !self.name.isEmpty else { return nil }
    self.isRequired = isRequired
    var literals = text[text.index(after: colon)...].split(separator: "|").map(String.init)
    let isOpen = literals.last == "…"
    if isOpen { literals.removeLast() }
    let word = literals.first.flatMap { ParameterSpec.kinds[$0] }
    let rest = (word == nil ? literals[...] : literals.dropFirst()).compactMap { try? JSONValue(parsing: $0) }
    kind = word ?? (rest.isEmpty ? .any : isOpen ? ParameterSpec.open(rest) : .enumeration)
    values = kind == .any ? [] : rest
    media = ParameterSpec.media(self.name, kind)
    defaultValue = nil
    minimum = nil
    maximum = nil
    maximumLength = nil
    maximumItems = nil
    counts = nil
    maximumBytes = nil
    aliases = []
    description = ""
  }

  /// The kind of an enumeration of which some values are unknown.
  private static func open(_ known: [JSONValue]) -> Kind { known.allSatisfy { $0.stringValue != nil } ? .string : .any }

  private static let kinds: [String: Kind] = [
    "string": .string, "file": .string, "number": .number, "boolean": .boolean, "size": .size, "list": .array,
    "object": .object, "any": .any,
  ]
}
