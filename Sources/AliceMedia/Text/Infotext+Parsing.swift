import AliceNumbers

extension Infotext {
  /// Parses an infotext in linear time.
  ///
  /// The last line holds the parameters if it has at least three pairs, two of them with keys that generators write, or
  /// if it starts with `Steps: `. Older extensions write further lines after it, which are parsed as pairs too. If the
  /// line breaks got lost, prompt, negative prompt and parameters share this line. Returns nil for a text with neither
  /// parameters nor a `Negative prompt:` line, because that could be anything.
  package static func parse(_ text: String) -> Parsed? {
    guard text.utf8.count <= maximumBytes else { return nil }
    let lines = InfotextLines(text)
    guard let at = lines.lastIndex(where: isParameters) else {
      let body = InfotextBody(lines[...])
      return body.negative.map { Parsed(prompt: body.prompt, negativePrompt: $0) }
    }
    let (head, line) = InfotextHead.parted(lines[at])
    let pairs = pairs(of: line)
    var body = InfotextBody(lines[..<at], head: head)
    let templates = body.takeTemplates(always: pairs.contains { $0.key == "App" && $0.value.hasPrefix("SD.Next") })
    let more = lines[(at + 1)...].prefix(16).compactMap(trailingPair)
    return Parsed(prompt: body.prompt, negativePrompt: body.negative ?? "", pairs: pairs + templates + more)
  }

  static func pairs(of line: ArraySlice<UInt8>) -> [Pair] {
    var scanner = InfotextScanner(line)
    var pairs: [Pair] = []
    while pairs.count < maximumPairs, let pair = scanner.next() { pairs.append(pair) }
    return pairs
  }

  /// Returns whether readers treat a line as the one with the parameters.
  static func isParameters(_ line: ArraySlice<UInt8>, isLast: Bool) -> Bool {
    let startsWithSteps = line.drop(while: \.isInfotextSpace).starts(folded: "steps: ")
    guard isLast || startsWithSteps else { return false }
    let pairs = pairs(of: line)
    if startsWithSteps, pairs.first?.key.lowercased() == "steps", pairs.count >= (isLast ? 1 : 3) { return true }
    return pairs.count >= 3 && hasUsualKeys(pairs)
  }

  /// Returns whether at least two of the pairs have keys that generators write.
  static func hasUsualKeys(_ pairs: [Pair]) -> Bool { pairs.count { usualKeys.contains($0.key.lowercased()) } >= 2 }

  static let usualKeys: Set = [
    "steps", "sampler", "schedule type", "cfg scale", "seed", "size", "model", "model hash", "version", "app",
  ]

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
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let head = bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0).drop(while: \.isInfotextSpace)
    let end = head.lastIndex { !$0.isInfotextSpace }.map { $0 + 1 } ?? head.startIndex
    lines = InfotextLines.split(head[..<end])
  }

  /// Splits at LF or CRLF. A text without LF may have CR, or `\n` as in the source of a program.
  private static func split(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    guard !text.contains(UInt8(ascii: "\n")) else {
      return text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
        line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      }
    }
    if text.contains(UInt8(ascii: "\r")) {
      return text.split(separator: UInt8(ascii: "\r"), omittingEmptySubsequences: false)
    }
    return escaped(text)
  }

  private static func escaped(_ text: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var (lines, start, hasKey) = ([ArraySlice<UInt8>](), text.startIndex, false)
    for index in text.indices.dropLast() where text[index] == UInt8(ascii: "\\") && text[index + 1] == UInt8(ascii: "n")
    {
      let rest = text[(index + 2)...]
      hasKey = hasKey || rest.starts(folded: "steps: ") || NegativeMarker.end(in: rest) != nil
      lines.append(text[start..<index])
      start = index + 2
    }
    // Without a key at the beginning of a line, the characters are a part of the prompt.
    return hasKey ? lines + [text[start...]] : [text]
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
