package import AliceModel

/// A pattern for names and paths: `*` and `?` within a level, `[a-z]`, `[!a]`, `\` before a literal character, `**` over
/// levels. Case is significant.
///
/// A pattern without `/` matches a name on any level; another one matches a path below the source. A pattern that ends
/// in `/` matches folders only.
package struct PathGlob: Sendable, Hashable {
  private enum Token: Sendable, Hashable {
    case literal(UInt32)
    /// Any character but `/`.
    case one
    /// Any number of characters but `/`.
    case many
    /// Any number of characters.
    case everything
    /// Nothing, and the token that follows may be left out.
    case optional
    /// Any number of characters, and a `/` at their end.
    case folders
    case set([ClosedRange<UInt32>], isNegated: Bool)
  }

  private let tokens: [Token]
  private let matchesPath: Bool
  private let matchesFoldersOnly: Bool

  private static let slash = UInt32(UInt8(ascii: "/"))
  private static let lengthLimit = 4096

  /// Returns nil for a pattern that is empty or longer than any path.
  package init?(_ pattern: String) {
    var units = PathGlob.units(Array(pattern.utf8))
    guard !units.isEmpty, units.count <= PathGlob.lengthLimit else { return nil }
    matchesFoldersOnly = units.count > 1 && units.last == PathGlob.slash
    if matchesFoldersOnly { units.removeLast() }
    matchesPath = units.contains(PathGlob.slash)
    if units.first == PathGlob.slash { units.removeFirst() }
    guard !units.isEmpty else { return nil }
    var parser = PatternParser(units: units)
    tokens = parser.tokens()
  }

  /// Returns whether the pattern matches the entry at `relative`, its path below the source.
  package func matches(_ relative: BytePath, isFolder: Bool) -> Bool {
    guard isFolder || !matchesFoldersOnly else { return false }
    return matches(PathGlob.units((matchesPath ? relative : relative.lastComponent).bytes))
  }

  /// Follows all ways through the pattern at once, so that no pattern takes more than its length for each character.
  private func matches(_ text: [UInt32]) -> Bool {
    var states = closure([0])
    for unit in text {
      var next: Set<Int> = []
      for state in states where state < tokens.count {
        switch tokens[state] {
        case .literal(let literal): if literal == unit { next.insert(state + 1) }
        case .one: if unit != PathGlob.slash { next.insert(state + 1) }
        case .many: if unit != PathGlob.slash { next.insert(state) }
        case .everything: next.insert(state)
        case .optional: break
        case .folders:
          next.insert(state)
          if unit == PathGlob.slash { next.insert(state + 1) }
        case .set(let ranges, let isNegated):
          if unit != PathGlob.slash, ranges.contains(where: { $0.contains(unit) }) != isNegated {
            next.insert(state + 1)
          }
        }
      }
      if next.isEmpty { return false }
      states = closure(next)
    }
    return states.contains(tokens.count)
  }

  /// Adds the states that are reached without a character.
  private func closure(_ states: Set<Int>) -> Set<Int> {
    var (all, open) = (states, Array(states))
    while let state = open.popLast() {
      guard state < tokens.count else { continue }
      var reached: [Int] = []
      switch tokens[state] {
      case .many, .everything: reached = [state + 1]
      case .optional: reached = [state + 1, state + 2]
      default: break
      }
      for next in reached where all.insert(next).inserted { open.append(next) }
    }
    return all
  }

  /// Returns the scalars of a text; the bytes of a name that is none stand above all scalars.
  private static func units(_ bytes: [UInt8]) -> [UInt32] {
    if let text = String(validating: bytes, as: UTF8.self) { return text.unicodeScalars.map(\.value) }
    return bytes.map { $0 < 0x80 ? UInt32($0) : 0x110000 + UInt32($0) }
  }

  private struct PatternParser {
    let units: [UInt32]
    private var at = 0

    init(units: [UInt32]) { self.units = units }

    mutating func tokens() -> [Token] {
      var tokens: [Token] = []
      while at < units.count {
        let isAtStart = at == 0 || units[at - 1] == slash
        switch units[at] {
        case code("*"):
          let count = units[at...].prefix { $0 == code("*") }.count
          at += count
          let isFolder = isAtStart && at < units.count && units[at] == slash
          if count > 1, isFolder {
            tokens += [.optional, .folders]
            at += 1
          } else {
            tokens.append(count > 1 ? .everything : .many)
          }
        case code("?"): take(.one, &tokens)
        case code("["): tokens.append(set() ?? literal())
        case code("\\") where at + 1 < units.count:
          at += 1
          tokens.append(literal())
        default: tokens.append(literal())
        }
      }
      return tokens
    }

    private func code(_ scalar: Unicode.Scalar) -> UInt32 { scalar.value }

    private mutating func take(_ token: Token, _ tokens: inout [Token]) {
      tokens.append(token)
      at += 1
    }

    private mutating func literal() -> Token {
      at += 1
      return .literal(units[at - 1])
    }

    /// Reads `[a-z]`; returns nil, so that the bracket stands for itself, if it is not closed.
    private mutating func set() -> Token? {
      var index = at + 1
      let isNegated = index < units.count && [code("!"), code("^")].contains(units[index])
      if isNegated { index += 1 }
      let first = index
      var ranges: [ClosedRange<UInt32>] = []
      while index < units.count, units[index] != code("]") || index == first {
        let low = units[index]
        if index + 2 < units.count, units[index + 1] == code("-"), units[index + 2] != code("]") {
          if low <= units[index + 2] { ranges.append(low...units[index + 2]) }
          index += 3
        } else {
          ranges.append(low...low)
          index += 1
        }
      }
      guard index < units.count else { return nil }
      at = index + 1
      return .set(ranges, isNegated: isNegated)
    }
  }
}
