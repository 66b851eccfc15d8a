import AliceModel
import AliceNumbers

/// Splits a parameter line into pairs in linear time, with the same result as AUTOMATIC1111's expression
/// `\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)`.
///
/// In addition, unquoted JSON (`Hashes: {…}`, `Civitai resources: […]`) is one value.
struct InfotextScanner {
  private let line: ArraySlice<UInt8>
  private var at: Int
  /// The number of bytes that may still be scanned for closing brackets, so that unclosed brackets do not cost a scan
  /// each.
  private var bracketBudget: Int

  init(_ line: ArraySlice<UInt8>) {
    self.line = line
    at = line.startIndex
    bracketBudget = 2 * line.count + 4096
  }

  /// Returns the next pair with a value; nil at the end of the line.
  mutating func next() -> Infotext.Pair? {
    while let colon = line[at...].firstIndex(of: UInt8(ascii: ":")) {
      let key = key(before: colon)
      at = colon + 1
      guard let key else { continue }
      while at < line.endIndex, line[at].isInfotextSpace { at += 1 }
      let value = value()
      if !value.isEmpty { return Infotext.Pair(key: key, value: value) }
    }
    return nil
  }

  /// Returns the longest run of key characters before the colon, from its first word character on; nil if it is shorter
  /// than two.
  private func key(before colon: Int) -> String? {
    var start = colon
    while start > at, colon - start < 100, line[start - 1].isInfotextKey { start -= 1 }
    while start < colon, !line[start].isInfotextWord { start += 1 }
    guard colon - start >= 2 else { return nil }
    return Infotext.trimmed(line[start..<colon])
  }

  private mutating func value() -> String {
    guard at < line.endIndex else { return "" }
    if line[at] == UInt8(ascii: "\""), let end = endOfQuotes() {
      defer { skip(end) }
      let quoted = Array(line[at..<end])
      return (try? JSONValue(parsing: quoted, limits: .lenient))?.stringValue ?? String(decoding: quoted, as: UTF8.self)
    }
    if line[at] == UInt8(ascii: "{") || line[at] == UInt8(ascii: "["), let end = endOfBrackets() {
      defer { skip(end) }
      return String(decoding: line[at..<end], as: UTF8.self)
    }
    let end = line[at...].firstIndex(of: UInt8(ascii: ",")) ?? line.endIndex
    defer { skip(end) }
    return Infotext.trimmed(line[at..<end])
  }

  /// Continues after `end` and a comma.
  private mutating func skip(_ end: Int) {
    at = end
    while at < line.endIndex, line[at].isInfotextSpace { at += 1 }
    if at < line.endIndex, line[at] == UInt8(ascii: ",") { at += 1 }
  }

  /// Scans every byte only once: a quotation ends at the next quote.
  private func endOfQuotes() -> Int? {
    var index = at + 1
    while index < line.endIndex, line[index] != UInt8(ascii: "\"") {
      index += line[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard index < line.endIndex, index > at + 1 else { return nil }
    return endsValue(index + 1) ? index + 1 : nil
  }

  private mutating func endOfBrackets() -> Int? {
    var depth = 0
    var inString = false
    var index = at
    while index < line.endIndex, bracketBudget > 0 {
      bracketBudget -= 1
      switch line[index] {
      case UInt8(ascii: "\\") where inString: index += 1
      case UInt8(ascii: "\""): inString.toggle()
      case UInt8(ascii: "{") where !inString, UInt8(ascii: "[") where !inString: depth += 1
      case UInt8(ascii: "}") where !inString, UInt8(ascii: "]") where !inString: depth -= 1
      default: break
      }
      index += 1
      if depth == 0 { return endsValue(index) ? index : nil }
    }
    return nil
  }

  private func endsValue(_ index: Int) -> Bool {
    guard index <= line.endIndex else { return false }
    return line[index...].first { !$0.isInfotextSpace }.map { $0 == UInt8(ascii: ",") } ?? true
  }
}
