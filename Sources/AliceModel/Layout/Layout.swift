import AliceNumbers

/// The pattern from which the path of an asset is made.
///
/// Whatever a prompt or the name of a model contains, a path has the levels of its pattern, and every component is
/// portable: see `SafeName`.
public struct Layout: Sendable, Hashable {
  enum Part: Sendable, Hashable {
    case text(String)
    case field(LayoutField)
  }

  let levels: [[Part]]

  private init(levels: [[Part]]) { self.levels = levels }

  /// `{date}/{model}/{quality}/{name}`
  public static let standard = Layout(
    levels: [[.field(.date)], [.field(.model)], [.field(.quality)], [.field(.name)]])

  /// Reads a pattern: `/` separates levels, braces enclose fields, and everything else is text.
  public init(parsing pattern: String) throws(LayoutError) {
    let texts = pattern.split(separator: "/", maxSplits: 17, omittingEmptySubsequences: false)
    guard texts.count <= 16 else { throw .tooLong }
    levels = try texts.map { (text) throws(LayoutError) in try Layout.parts(of: text) }
    for (index, level) in levels.enumerated() {
      let names = level.count { $0 == .field(.name) }
      guard names == (index == levels.count - 1 ? 1 : 0) else { throw .misplacedName }
    }
  }

  /// The same layout for a library without quality: levels that contain no other field are omitted.
  var withoutQuality: Layout {
    Layout(
      levels: levels.compactMap { level in
        let kept = level.filter { $0 != .field(.quality) }
        let isEmpty = kept.allSatisfy { if case .text = $0 { true } else { false } }
        return kept.count < level.count && isEmpty ? nil : kept
      })
  }

  /// The folder of all files, by the leading levels without a field; nil if the first level has one.
  package var folder: BytePath? {
    let fixed = levels.prefix { $0.allSatisfy { if case .text = $0 { true } else { false } } }
    return fixed.isEmpty ? nil : BytePath(Layout(levels: Array(fixed)).description)
  }

  private static func parts(of level: Substring) throws(LayoutError) -> [Part] {
    guard !level.isEmpty else { throw .emptyLevel }
    var parts: [Part] = []
    var rest = level
    while let start = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
      guard rest[start] == "{", let end = rest[start...].firstIndex(of: "}") else { throw .unbalancedBrace }
      if start > rest.startIndex { parts.append(.text(String(rest[..<start]))) }
      let name = String(rest[rest.index(after: start)..<end])
      guard let field = LayoutField(rawValue: name) else { throw .unknownField(name) }
      parts.append(.field(field))
      rest = rest[rest.index(after: end)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    return try checked(parts)
  }

  private static func checked(_ parts: [Part]) throws(LayoutError) -> [Part] {
    let texts = parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
    for text in texts where !text.unicodeScalars.allSatisfy(SafeName.allowsInText) { throw .unsafeText(text) }
    guard texts.reduce(0, { $0 + $1.utf8.count }) <= 24, parts.count - texts.count <= 4 else { throw .tooLong }
    if case .text(let first) = parts.first, first.hasPrefix(".") || first.hasPrefix("-") { throw .unsafeText(first) }
    if texts.count == parts.count {
      let name = texts.joined()
      guard SafeName.finished(name) == name, !SafeName.isExcluded(name) else { throw .unsafeText(name) }
    }
    return parts
  }
}

extension Layout: CustomStringConvertible {
  public var description: String {
    levels.map { level in
      level.map { part in
        switch part {
        case .text(let text): text
        case .field(let field): "{\(field.rawValue)}"
        }
      }.joined()
    }.joined(separator: "/")
  }
}
