/// A name, a family such as `generation.*`, or any other text in which `*` stands for any characters.
package struct EventPattern: Sendable, Hashable, CustomStringConvertible {
  package let description: String
  private let parts: [Substring]

  package init(_ text: String) {
    description = text
    parts = text.split(separator: "*", omittingEmptySubsequences: false)
  }

  package func matches(_ name: Event.Name) -> Bool { matches(name.rawValue) }

  package func matches(_ name: String) -> Bool {
    guard let first = parts.first, let last = parts.last, parts.count > 1 else { return name == description }
    guard name.hasPrefix(first), name.dropFirst(first.count).hasSuffix(last) else { return false }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }

  /// Whether at least one event name matches.
  package var matchesAny: Bool { Event.Name.allCases.contains(where: matches) }

  /// The existing name or family that is closest to a misspelt one.
  package var nearest: String? {
    let families = Set(Event.Name.allCases.compactMap { $0.rawValue.split(separator: ".").first.map { "\($0).*" } })
    return Spelling.nearest(to: description, in: Event.Name.allCases.map(\.rawValue) + families.sorted())
  }
}
