/// The text of a configuration file, changed line by line so that comments stay.
struct SettingsText {
  private var lines: [String]
  private let lineBreak: String

  init(_ text: String) {
    // `\r\n` is one character, which a search for `\n` does not find.
    lineBreak = text.first { $0.isNewline } == "\r\n" ? "\r\n" : "\n"
    lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map(String.init)
    while lines.last?.isEmpty == true { lines.removeLast() }
  }

  /// Returns the text with another value; without values the key is gone.
  func setting(_ key: SettingsKey, to values: [String]) -> String {
    var text = self
    let parts = key.rawValue.split(separator: ".").map(String.init)
    if parts.count == 2 {
      text.set(parts[1], in: parts[0], to: values.first.map(SettingsText.scalar))
    } else {
      let value =
        key.isList
        ? "[\(values.map(SettingsText.scalar).joined(separator: ", "))]" : values.first.map(SettingsText.scalar)
      text.replace(text.block(parts[0]), with: values.isEmpty ? [] : ["\(parts[0]): \(value ?? "")"], after: parts[0])
    }
    return text.lines.joined(separator: lineBreak) + lineBreak
  }

  private mutating func set(_ member: String, in name: String, to value: String?) {
    guard let block = block(name) else {
      return replace(nil, with: value.map { ["\(name):", "  \(member): \($0)"] } ?? [], after: name)
    }
    // `name: {a: 1}` becomes one line for each member.
    let head = lines[block.lowerBound]
    if let open = head.firstIndex(of: "{"), let close = head.lastIndex(of: "}") {
      let inner = head[head.index(after: open)..<close].split(separator: ",")
      lines.replaceSubrange(block, with: ["\(name):"] + inner.map { "  " + $0.drop { $0 == " " } })
      return set(member, in: name, to: value)
    }
    let found = block.dropFirst().first { SettingsText.name(of: lines[$0]) == member }
    if let found {
      lines.replaceSubrange(found...found, with: value.map { ["\(indent(of: found))\(member): \($0)"] } ?? [])
      // A map without members would be a value of its own.
      if value == nil, block.count == 2 { lines.remove(at: block.lowerBound) }
    } else if let value {
      let space = block.dropFirst().first.map { indent(of: $0) } ?? "  "
      lines.insert("\(space)\(member): \(value)", at: block.upperBound)
    }
  }

  private mutating func replace(_ block: Range<Int>?, with new: [String], after name: String) {
    if let block { return lines.replaceSubrange(block, with: new) }
    // A sample has the key in a comment.
    let comment = lines.lastIndex {
      $0.hasPrefix("#") && SettingsText.name(of: String($0.drop { "# ".contains($0) })) == name
    }
    lines.insert(contentsOf: new, at: comment.map { end(ofComment: $0) } ?? lines.endIndex)
  }

  /// Returns the end of the lines of a comment that are further in than its first one.
  private func end(ofComment first: Int) -> Int {
    var end = first + 1
    while end < lines.count, lines[end].hasPrefix("#   ") { end += 1 }
    return end
  }

  /// Returns the lines of a key at the top of the file.
  private func block(_ name: String) -> Range<Int>? {
    guard let start = lines.firstIndex(where: { !$0.hasPrefix(" ") && SettingsText.name(of: $0) == name }) else {
      return nil
    }
    var (end, last) = (start + 1, start + 1)
    while end < lines.count, lines[end].isEmpty || " \t#-".contains(lines[end].first ?? " ") {
      if lines[end].hasPrefix("---") { break }
      end += 1
      if let first = lines[end - 1].first, first != "#" { last = end }
    }
    return start..<last
  }

  private func indent(of line: Int) -> String { String(lines[line].prefix { $0 == " " }) }

  private static func name(of line: String) -> String? {
    let text = line.drop { $0 == " " }
    guard let colon = text.firstIndex(of: ":") else { return nil }
    return text[..<colon].trimmingSuffix(while: { $0 == " " })
  }

  /// Returns the text of a value in YAML.
  private static func scalar(_ value: String) -> String {
    let isPlain =
      value.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || "-_./".utf8.contains(byte)
      } && !value.hasPrefix("-")
      && !["null", "true", "false", "yes", "no", "on", "off", "y", "n"].contains(value.lowercased())
    return isPlain ? value : "'\(value.replacing("'", with: "''"))'"
  }
}

extension Substring {
  fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> String {
    var text = self
    while let last = text.last, isTrimmed(last) { text.removeLast() }
    return String(text)
  }
}
