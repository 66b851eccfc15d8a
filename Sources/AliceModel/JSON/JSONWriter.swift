extension JSONValue {
  /// One line, members in their order.
  public var text: String { render(indent: nil, canonical: false) }

  /// One line, members ordered by name: equal values have equal texts.
  public var canonicalText: String { render(indent: nil, canonical: true) }

  /// Indented by two spaces, for people.
  public var prettyText: String { render(indent: 0, canonical: false) }

  private func render(indent: Int?, canonical: Bool) -> String {
    var writer = JSONWriter(canonical: canonical)
    writer.write(self, indent: indent)
    return writer.text
  }
}

private struct JSONWriter {
  let canonical: Bool
  var text = ""

  init(canonical: Bool) { self.canonical = canonical }

  mutating func write(_ value: JSONValue, indent: Int?) {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .number(let number): text += number.literal
    case .string(let string): write(string)
    case .array(let array): write(array, indent: indent)
    case .object(let object): write(canonical ? object.sorted : object, indent: indent)
    }
  }

  private mutating func write(_ array: [JSONValue], indent: Int?) {
    guard !array.isEmpty else { return text += "[]" }
    text += "["
    for (index, element) in array.enumerated() {
      if index > 0 { text += "," }
      newLine(indent.map { $0 + 1 })
      write(element, indent: indent.map { $0 + 1 })
    }
    newLine(indent)
    text += "]"
  }

  private mutating func write(_ object: JSONObject, indent: Int?) {
    guard !object.isEmpty else { return text += "{}" }
    text += "{"
    for (index, member) in object.enumerated() {
      if index > 0 { text += "," }
      newLine(indent.map { $0 + 1 })
      write(member.key)
      text += indent == nil ? ":" : ": "
      write(member.value, indent: indent.map { $0 + 1 })
    }
    newLine(indent)
    text += "}"
  }

  private mutating func newLine(_ indent: Int?) {
    guard let indent else { return }
    text += "\n" + String(repeating: "  ", count: indent)
  }

  private mutating func write(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // C1 controls and DEL as well: a terminal obeys them.
      case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}": text += escape(scalar)
      case "\u{2028}", "\u{2029}": text += escape(scalar)
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  private func escape(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
  }
}
