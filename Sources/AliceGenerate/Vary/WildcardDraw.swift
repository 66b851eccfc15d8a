import AliceNumbers
import AliceWorkspace

/// Replaces the wildcards of prompts by values of their files, at random: the same seed gives the same values.
///
/// A value may contain wildcards itself, and alternatives such as `{red|2::grey}` or `{2$$ and $$a|b|c}`.
struct WildcardDraw {
  private let files: PromptFiles
  private var random: SplitMix64
  private var steps = 0

  private static let deepest = 16
  private static let mostSteps = 2000
  private static let longest = 100_000

  init(_ files: PromptFiles, seed: UInt64) {
    self.files = files
    random = SplitMix64(seed: seed)
  }

  mutating func filled(_ text: String) throws -> String { try filled(text, inside: []) }

  private mutating func filled(_ text: String, inside names: [String]) throws -> String {
    var filled = ""
    for part in PromptWildcards.parts(of: text) {
      switch part {
      case .text(let text): filled += text
      case .wildcard(let name): filled += try value(of: name, inside: names)
      }
      guard filled.utf8.count <= WildcardDraw.longest else {
        throw AliceError.configuration("the wildcards make a prompt of more than \(WildcardDraw.longest) bytes")
      }
    }
    return filled
  }

  private mutating func value(of name: String, inside names: [String]) throws -> String {
    try step()
    guard !names.contains(name) else {
      throw AliceError.configuration("the wildcard __\(name)__ contains itself")
    }
    guard names.count < WildcardDraw.deepest else {
      throw AliceError.configuration("the wildcard __\(names[0])__ nests deeper than \(WildcardDraw.deepest) files")
    }
    let values = try files.values(of: name)
    guard let index = random.pick(values) else { return "" }
    return try filled(try chosen(values[index].text, depth: 0), inside: names + [name])
  }

  private mutating func step() throws {
    steps += 1
    guard steps <= WildcardDraw.mostSteps else {
      throw AliceError.configuration("the prompt draws more than \(WildcardDraw.mostSteps) values of wildcards")
    }
  }

  /// Returns a value with each group of alternatives replaced by one of them. Braces without alternatives stay.
  private mutating func chosen(_ text: String, depth: Int) throws -> String {
    guard depth <= WildcardDraw.deepest, text.contains("{") else { return text }
    var result = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      try step()
      result += rest[..<open]
      guard let group = Alternatives(rest[open...]) else {
        result.append("{")
        rest = rest[rest.index(after: open)...]
        continue
      }
      result += try choice(from: group, depth: depth + 1)
      rest = rest[group.end...]
      guard result.utf8.count <= WildcardDraw.longest else { return result }
    }
    return result + rest
  }

  private mutating func choice(from group: Alternatives, depth: Int) throws -> String {
    var left = group.values
    let most = min(group.count.upperBound, left.count)
    let least = min(group.count.lowerBound, most)
    let count = least + random.below(most - least + 1)
    var taken: [String] = []
    while taken.count < count, let index = random.pick(left) {
      taken.append(try chosen(left.remove(at: index).text, depth: depth))
    }
    return taken.joined(separator: group.separator)
  }
}

/// A group `{a|b}`: its values, how many of them are taken, and what stands between these.
private struct Alternatives {
  private(set) var values: [WeightedText] = []
  private(set) var count = 1...1
  private(set) var separator = ", "
  /// The index after the closing brace.
  let end: Substring.Index

  private static let mostValues = 1000
  /// The maximum length of a group in bytes.
  private static let longest = 20_000

  /// Returns nil unless `text` begins with such a group.
  init?(_ text: Substring) {
    var depth = 0
    var bars: [Substring.Index] = []
    var close: Substring.Index?
    for index in text.utf8.indices.prefix(Alternatives.longest) {
      switch text.utf8[index] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: "|") where depth == 1: bars.append(index)
      default: break
      }
      if depth == 0 {
        close = index
        break
      }
    }
    guard let close, bars.count < Alternatives.mostValues else { return nil }
    end = text.index(after: close)
    var start = text.index(after: text.startIndex)
    if let (count, separator, after) = Alternatives.head(text[start..<close]) {
      (self.count, start) = (count, after)
      self.separator = separator ?? self.separator
    } else if bars.isEmpty {
      return nil
    }
    for bar in bars.filter({ $0 >= start }) + [close] {
      values.append(WeightedText(parsing: text[start..<bar]))
      start = text.index(after: bar)
    }
  }

  /// Reads `2$$`, `1-2$$` or `2$$ and $$` at the beginning of a group.
  private static func head(
    _ text: Substring
  ) -> (count: ClosedRange<Int>, separator: String?, after: Substring.Index)? {
    guard let mark = text.firstRange(of: "$$") else { return nil }
    let bounds = text[..<mark.lowerBound].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = bounds.map { Int($0.trimmingBlanks) }
    guard !bounds.isEmpty, zip(bounds, numbers).allSatisfy({ $0.trimmingBlanks.isEmpty || $1 != nil }),
      numbers.contains(where: { $0 != nil })
    else { return nil }
    let low = min(max(numbers[0] ?? 1, 0), mostValues)
    let high = numbers.count == 2 ? min(max(numbers[1] ?? mostValues, low), mostValues) : low
    let rest = text[mark.upperBound...]
    guard let second = rest.firstRange(of: "$$"), !rest[..<second.lowerBound].contains(where: { "{|".contains($0) })
    else { return (low...high, nil, mark.upperBound) }
    return (low...high, String(rest[..<second.lowerBound]), second.upperBound)
  }
}
