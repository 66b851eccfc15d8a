import AliceNumbers

extension JSONValue {
  /// The document on one line, with its members in their order.
  public var text: String { render(indent: nil, canonical: false) }

  /// The document on one line, with members ordered by name: equal values have equal texts.
  public var canonicalText: String { render(indent: nil, canonical: true) }

  /// The document indented by two spaces.
  public var prettyText: String { render(indent: 0, canonical: false) }

  private func render(indent: Int?, canonical: Bool) -> String {
    var writer = JSONWriter(canonical: canonical)
    writer.write(self, indent: indent)
    return writer.text
  }
}

/// Appends UTF-8 bytes, because most of the output is ASCII that is copied unchanged.
private struct JSONWriter {
  let canonical: Bool
  private var bytes: [UInt8] = []

  init(canonical: Bool) {
    self.canonical = canonical
    bytes.reserveCapacity(512)
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func write(_ value: JSONValue, indent: Int?) {
    switch value {
    case .null: put("null")
    case .bool(let value): put(value ? "true" : "false")
    case .number(let number): bytes.append(contentsOf: number.literal.utf8)
    case .string(let string): write(string)
    case .array(let array): write(array, indent: indent)
    case .object(let object): write(canonical ? object.sorted : object, indent: indent)
    }
  }

  private mutating func put(_ text: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private mutating func write(_ array: [JSONValue], indent: Int?) {
    guard !array.isEmpty else { return put("[]") }
    put("[")
    for (index, element) in array.enumerated() {
      if index > 0 { put(",") }
      newLine(indent.map { $0 + 1 })
      write(element, indent: indent.map { $0 + 1 })
    }
    newLine(indent)
    put("]")
  }

  private mutating func write(_ object: JSONObject, indent: Int?) {
    guard !object.isEmpty else { return put("{}") }
    put("{")
    for (index, member) in object.enumerated() {
      if index > 0 { put(",") }
      newLine(indent.map { $0 + 1 })
      write(member.key)
      indent == nil ? put(":") : put(": ")
      write(member.value, indent: indent.map { $0 + 1 })
    }
    newLine(indent)
    put("}")
  }

  private mutating func newLine(_ indent: Int?) {
    guard let indent else { return }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * indent))
  }

  private mutating func write(_ string: String) {
    put("\"")
    var string = string
    let isPlain = string.withUTF8 { text in
      guard text.allSatisfy(JSONWriter.isPlain) else { return false }
      bytes.append(contentsOf: text)
      return true
    }
    if !isPlain { for scalar in string.unicodeScalars { write(scalar) } }
    put("\"")
  }

  /// Returns whether a byte is ASCII that needs no escaping.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private mutating func write(_ scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": put("\\\"")
    case "\\": put("\\\\")
    case "\n": put("\\n")
    case "\r": put("\\r")
    case "\t": put("\\t")
    // C1 controls and DEL are escaped too, because a terminal interprets them.
    case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{2028}", "\u{2029}": escape(scalar)
    default: UTF8.encode(scalar).map { bytes.append(contentsOf: $0) }
    }
  }

  private mutating func escape(_ scalar: Unicode.Scalar) {
    let hex = String(scalar.value, radix: 16)
    bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - hex.count) + hex).utf8)
  }
}
