import AliceNumbers

/// The reason why a text is not JSON, with its position.
public enum JSONError: Error, Hashable, Sendable {
  case unexpected(offset: Int)
  case endOfText
  case tooDeep(offset: Int)
  case tooLarge
  /// The caller gave the parsing up.
  case stopped
}

extension JSONValue {
  /// The limits beyond which a document is rejected.
  public struct Limits: Sendable {
    public var depth: Int
    public var bytes: Int
    /// Whether Python's bare `NaN`, `Infinity` and `-Infinity` count as null, and NUL bytes after the document are
    /// ignored.
    public var lenient: Bool
    /// Whether null takes the place of what lies deeper than `depth`, instead of an error.
    package var cutsDepth = false
    /// Asked every few thousand values and strings, whether the result is still wanted.
    package var isStopped: (@Sendable () -> Bool)?

    public init(depth: Int = 256, bytes: Int = 64 << 20, lenient: Bool = false) {
      self.depth = depth
      self.bytes = bytes
      self.lenient = lenient
    }

    public static let strict = Limits()
    /// The limits for metadata that other programs wrote.
    public static let lenient = Limits(lenient: true)
  }

  public init(parsing text: String, limits: Limits = .strict) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }

  /// Replaces ill-formed UTF-8 inside strings by U+FFFD, and throws on everything else that is not JSON.
  public init(parsing bytes: [UInt8], limits: Limits = .strict) throws(JSONError) {
    self = try ParsedJSON(bytes, limits: limits).value
  }
}

/// A document, and whether it is whole.
package struct ParsedJSON: Sendable {
  package let value: JSONValue
  /// Whether something was nested too deeply, and null stands in its place.
  package let isCut: Bool

  package init(_ bytes: [UInt8], limits: JSONValue.Limits) throws(JSONError) {
    guard bytes.count <= limits.bytes else { throw .tooLarge }
    var parser = JSONParser(bytes: bytes, limits: limits)
    value = try parser.document()
    isCut = parser.isCut
  }
}

struct JSONParser {
  let bytes: [UInt8]
  let limits: JSONValue.Limits
  private(set) var isCut = false
  private var at = 0
  private var untilAsked = JSONParser.askedEvery

  private static let askedEvery = 4096

  init(bytes: [UInt8], limits: JSONValue.Limits) {
    self.bytes = bytes
    self.limits = limits
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    if limits.lenient { while at < bytes.count, bytes[at] == 0 { at += 1 } }
    guard at == bytes.count else { throw .unexpected(offset: at) }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    try ask()
    skipSpace()
    guard at < bytes.count else { throw .endOfText }
    guard depth < limits.depth else { return try tooDeep() }
    switch bytes[at] {
    case UInt8(ascii: "{"): return .object(try object(depth: depth))
    case UInt8(ascii: "["): return .array(try array(depth: depth))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "N") where limits.lenient: return try word("NaN", .null)
    case UInt8(ascii: "I") where limits.lenient: return try word("Infinity", .null)
    case UInt8(ascii: "-") where limits.lenient && at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: "I"):
      return try word("-Infinity", .null)
    default: return try number()
    }
  }

  private mutating func ask() throws(JSONError) {
    untilAsked -= 1
    guard untilAsked <= 0 else { return }
    untilAsked = JSONParser.askedEvery
    if limits.isStopped?() == true { throw .stopped }
  }

  /// Skips a value without recursion. Of what it holds, only strings and brackets are checked.
  private mutating func tooDeep() throws(JSONError) -> JSONValue {
    guard limits.cutsDepth else { throw .tooDeep(offset: at) }
    isCut = true
    var open: [UInt8] = []
    repeat {
      try ask()
      skipSpace()
      guard at < bytes.count else { throw .endOfText }
      switch bytes[at] {
      case UInt8(ascii: "\""):
        _ = try string()
        continue
      case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
      case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard open.popLast() == bytes[at] else { throw .unexpected(offset: at) }
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard !open.isEmpty else { throw .unexpected(offset: at) }
      default:
        while at + 1 < bytes.count, JSONParser.isScalarByte(bytes[at + 1]) { at += 1 }
      }
      at += 1
    } while !open.isEmpty
    return .null
  }

  private static func isScalarByte(_ byte: UInt8) -> Bool {
    isNumberByte(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
    at += 1
    var object = JSONObject()
    skipSpace()
    if take(UInt8(ascii: "}")) { return object }
    while true {
      skipSpace()
      guard at < bytes.count else { throw .endOfText }
      guard bytes[at] == UInt8(ascii: "\"") else { throw .unexpected(offset: at) }
      let key = try string()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      object[key] = try value(depth: depth + 1)
      skipSpace()
      if take(UInt8(ascii: "}")) { return object }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
    at += 1
    var array: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return array }
    while true {
      array.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return array }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func string() throws(JSONError) -> String {
    at += 1
    let start = at
    while at < bytes.count, bytes[at] != UInt8(ascii: "\""), bytes[at] != UInt8(ascii: "\\") {
      guard bytes[at] >= 0x20 || limits.lenient else { throw .unexpected(offset: at) }
      at += 1
    }
    guard at < bytes.count else { throw .endOfText }
    if bytes[at] == UInt8(ascii: "\"") {
      defer { at += 1 }
      return String(decoding: bytes[start..<at], as: UTF8.self)
    }
    return try stringWithEscapes(from: start)
  }

  private mutating func stringWithEscapes(from start: Int) throws(JSONError) -> String {
    var text = Array(bytes[start..<at])
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): try escape(into: &text)
      case 0..<0x20 where !limits.lenient: throw .unexpected(offset: at - 1)
      default: text.append(byte)
      }
    }
    throw .endOfText
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard at < bytes.count else { throw .endOfText }
    let byte = bytes[at]
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try unicodeScalar()).utf8))
    default: throw .unexpected(offset: at - 1)
    }
  }

  /// Reads the scalar after `\u` and joins surrogate pairs; a lone surrogate becomes U+FFFD.
  private mutating func unicodeScalar() throws(JSONError) -> Unicode.Scalar {
    let high = try fourHexDigits()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u")
    else { return "\u{FFFD}" }
    let resume = at
    at += 2
    let low = try fourHexDigits()
    guard low >= 0xDC00, low <= 0xDFFF, let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    else {
      at = resume
      return "\u{FFFD}"
    }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONError) -> UInt32 {
    guard bytes.count - at >= 4 else { throw .endOfText }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else { throw .unexpected(offset: at) }
      value = value << 4 | UInt32(digit)
      at += 1
    }
    return value
  }

  private mutating func number() throws(JSONError) -> JSONValue {
    let start = at
    while at < bytes.count, JSONParser.isNumberByte(bytes[at]) { at += 1 }
    guard let number = JSONNumber(literal: String(decoding: bytes[start..<at], as: UTF8.self)) else {
      throw start < bytes.count ? .unexpected(offset: start) : .endOfText
    }
    return .number(number)
  }

  private static func isNumberByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let text = Array("\(word)".utf8)
    guard bytes[at...].starts(with: text) else { throw .unexpected(offset: at) }
    at += text.count
    return value
  }

  private mutating func skipSpace() {
    while at < bytes.count, JSONParser.isSpace(bytes[at]) { at += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(JSONError) {
    guard at < bytes.count else { throw .endOfText }
    guard take(byte) else { throw .unexpected(offset: at) }
  }
}
