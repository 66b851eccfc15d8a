extension Infotext {
  /// Parses an infotext in linear time.
  ///
  /// The last line holds the parameters if it has at least three pairs, two of them with keys that generators write, or
  /// if it starts with `Steps: `. Older extensions write further lines after it, which are parsed as pairs too. Returns
  /// nil for a text with neither parameters nor a `Negative prompt:` line, because that could be anything.
  package static func parse(_ text: String) -> Parsed? {
    guard text.utf8.count <= maximumBytes else { return nil }
    let lines = InfotextLines(text)
    guard let at = lines.lastIndex(where: isParameters) else {
      let (prompt, negative) = split(lines[...])
      return negative.map { Parsed(prompt: prompt, negativePrompt: $0) }
    }
    let (prompt, negative) = split(lines[..<at])
    let pairs = pairs(of: lines[at]) + lines[(at + 1)...].prefix(16).compactMap(trailingPair)
    return Parsed(prompt: prompt, negativePrompt: negative ?? "", pairs: pairs)
  }

  static func pairs(of line: ArraySlice<UInt8>) -> [Pair] {
    var scanner = InfotextScanner(line)
    var pairs: [Pair] = []
    while pairs.count < maximumPairs, let pair = scanner.next() { pairs.append(pair) }
    return pairs
  }

  /// Returns whether readers treat a line as the one with the parameters.
  static func isParameters(_ line: ArraySlice<UInt8>, isLast: Bool) -> Bool {
    let startsWithSteps = line.drop(while: \.isInfotextSpace).starts(with: "Steps: ".utf8)
    guard isLast || startsWithSteps else { return false }
    let pairs = pairs(of: line)
    if startsWithSteps, pairs.first?.key == "Steps", pairs.count >= (isLast ? 1 : 3) { return true }
    return pairs.count >= 3 && pairs.count { usualKeys.contains($0.key.lowercased()) } >= 2
  }

  private static let usualKeys: Set = [
    "steps", "sampler", "schedule type", "cfg scale", "seed", "size", "model", "model hash", "version", "app",
  ]

  /// Splits the text; the negative prompt is nil if no line starts it.
  private static func split(_ lines: ArraySlice<ArraySlice<UInt8>>) -> (prompt: String, negative: String?) {
    let marker = negativeMarker.utf8
    var parts: (prompt: [UInt8], negative: [UInt8]) = ([], [])
    var inNegative = false
    for line in lines {
      let rest = line.drop(while: \.isInfotextSpace)
      if rest.starts(with: marker) {
        parts.negative += inNegative ? [UInt8(ascii: "\n")] : []
        parts.negative += rest.dropFirst(marker.count).drop(while: \.isInfotextSpace)
        inNegative = true
      } else if inNegative {
        parts.negative += [UInt8(ascii: "\n")] + line
      } else {
        parts.prompt += line + [UInt8(ascii: "\n")]
      }
    }
    return (trimmed(parts.prompt), inNegative ? trimmed(parts.negative) : nil)
  }

  /// Reads a line such as `Template: a {b|c}` after the parameters, which is one pair including its commas.
  private static func trailingPair(_ line: ArraySlice<UInt8>) -> Pair? {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), (2...40).contains(colon - line.startIndex) else {
      return nil
    }
    let key = line[..<colon]
    let value = trimmed(line[(colon + 1)...])
    guard key.allSatisfy(\.isInfotextKey), !value.isEmpty else { return nil }
    return Pair(key: trimmed(key), value: value)
  }

  static func trimmed(_ bytes: some BidirectionalCollection<UInt8>) -> String {
    let head = bytes.drop(while: \.isInfotextSpace)
    let end = head.lastIndex { !$0.isInfotextSpace }
    return end.map { String(decoding: head[...$0], as: UTF8.self) } ?? ""
  }
}

/// The lines of a text without surrounding white space, and without CR at their ends.
private struct InfotextLines {
  private var lines: [ArraySlice<UInt8>]

  init(_ text: String) {
    let bytes = Array(text.utf8)
    let head = bytes[...].drop(while: \.isInfotextSpace)
    let end = head.lastIndex { !$0.isInfotextSpace }.map { $0 + 1 } ?? head.startIndex
    lines = head[..<end].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
  }

  subscript(index: Int) -> ArraySlice<UInt8> { lines[index] }
  subscript(range: PartialRangeUpTo<Int>) -> ArraySlice<ArraySlice<UInt8>> { lines[range] }
  subscript(range: PartialRangeFrom<Int>) -> ArraySlice<ArraySlice<UInt8>> { lines[range] }
  subscript(_: UnboundedRange) -> ArraySlice<ArraySlice<UInt8>> { lines[...] }

  func lastIndex(where test: (ArraySlice<UInt8>, _ isLast: Bool) -> Bool) -> Int? {
    lines.indices.last { test(lines[$0], $0 == lines.count - 1) }
  }
}

extension UInt8 {
  /// Whether the byte is white space, or NUL, which some writers append.
  var isInfotextSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) || self == 0 }

  /// Whether the byte is a letter, digit or underscore; all bytes beyond ASCII count as letters.
  var isInfotextWord: Bool {
    switch self {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...0xFF: true
    default: false
    }
  }

  /// Whether the byte may follow the first character of a key.
  var isInfotextKey: Bool { isInfotextWord || self == 0x20 || self == 0x2D || self == 0x2F }
}
