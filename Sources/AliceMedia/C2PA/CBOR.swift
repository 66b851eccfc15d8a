import AliceModel
import AliceNumbers

/// Decodes CBOR (RFC 8949), the encoding of Content Credentials, to JSON.
///
/// Byte strings become null, tags are replaced by their content, and scalar keys are converted to text.
struct CBOR {
  private static let depthLimit = 32
  /// The maximum number of values in one document.
  private static let countLimit = 100_000

  private let bytes: ArraySlice<UInt8>
  private var at: Int
  private var left = CBOR.countLimit

  /// Decodes the first value in `bytes`; returns nil if it is damaged, too deep, or has too many values.
  static func value(in bytes: ArraySlice<UInt8>) -> JSONValue? {
    var reader = CBOR(bytes)
    return reader.value(depth: 0)
  }

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  /// The major type of a value (three bits), and the number that the other five bits encode, alone or with the
  /// following bytes.
  private struct Head {
    let kind: UInt8
    let info: UInt8
    /// The number; nil for an indefinite length.
    let number: UInt64?
  }

  private mutating func head() -> Head? {
    guard at < bytes.endIndex else { return nil }
    let (kind, info) = (bytes[at] >> 5, bytes[at] & 31)
    at += 1
    switch info {
    case 0..<24: return Head(kind: kind, info: info, number: UInt64(info))
    case 24...27:
      let size = 1 << Int(info - 24)
      guard size <= bytes.endIndex - at else { return nil }
      defer { at += size }
      return Head(kind: kind, info: info, number: bytes[at..<(at + size)].reduce(0) { $0 << 8 | UInt64($1) })
    case 31: return Head(kind: kind, info: info, number: nil)
    default: return nil
    }
  }

  private mutating func value(depth: Int) -> JSONValue? {
    guard depth < CBOR.depthLimit, left > 0, let head = head() else { return nil }
    left -= 1
    switch head.kind {
    case 0: return head.number.map { .number(JSONNumber($0)) }
    case 1: return head.number.map { .number($0 < 1 << 63 ? JSONNumber(-1 - Int64($0)) : JSONNumber(Int64.min)) }
    case 2: return string(head) == nil ? nil : .null
    case 3: return string(head).map { .string(String(decoding: $0, as: UTF8.self)) }
    case 4: return array(head, depth: depth)
    case 5: return object(head, depth: depth)
    case 6: return head.number == nil ? nil : value(depth: depth + 1)
    default: return simple(head)
    }
  }

  /// Reads a string of definite length, or the chunks of an indefinite one up to the break.
  private mutating func string(_ head: Head) -> [UInt8]? {
    if let count = head.number { return take(count).map(Array.init) }
    var whole: [UInt8] = []
    while let piece = self.head(), left > 0 {
      left -= 1
      if piece.kind == 7, piece.info == 31 { return whole }
      guard piece.kind == head.kind, let count = piece.number, let bytes = take(count) else { return nil }
      whole += bytes
    }
    return nil
  }

  private mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
    guard count <= UInt64(bytes.endIndex - at) else { return nil }
    defer { at += Int(count) }
    return bytes[at..<(at + Int(count))]
  }

  /// Skips the break that ends an item of indefinite length; returns whether there was one.
  private mutating func takesBreak() -> Bool {
    guard at < bytes.endIndex, bytes[at] == 0xFF else { return false }
    at += 1
    return true
  }

  private mutating func array(_ head: Head, depth: Int) -> JSONValue? {
    // Each element has at least one byte.
    if let count = head.number, count > UInt64(bytes.endIndex - at) { return nil }
    var elements: [JSONValue] = []
    while head.number.map({ UInt64(elements.count) < $0 }) ?? !takesBreak() {
      guard let element = value(depth: depth + 1) else { return nil }
      elements.append(element)
    }
    return .array(elements)
  }

  private mutating func object(_ head: Head, depth: Int) -> JSONValue? {
    if let count = head.number, count > UInt64(bytes.endIndex - at) / 2 { return nil }
    var object: JSONObject = [:]
    var count: UInt64 = 0
    while head.number.map({ count < $0 }) ?? !takesBreak() {
      guard let key = value(depth: depth + 1), let member = value(depth: depth + 1) else { return nil }
      if let name = key.scalarText { object[name] = member }
      count += 1
    }
    return .object(object)
  }

  private func simple(_ head: Head) -> JSONValue? {
    guard let number = head.number else { return nil }
    switch head.info {
    case 20: return false
    case 21: return true
    case 25: return JSONValue(CBOR.half(UInt16(truncatingIfNeeded: number)))
    case 26: return JSONValue(Double(Float(bitPattern: UInt32(truncatingIfNeeded: number))))
    case 27: return JSONValue(Double(bitPattern: number))
    default: return .null
    }
  }

  /// Decodes a 16-bit float. `Float16` is not available on every platform.
  private static func half(_ bits: UInt16) -> Double {
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 0x3FF))
    let size: Double =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
      }
    return bits >> 15 == 1 ? -size : size
  }
}
