import AliceModel
import AliceNumbers
import Foundation

/// Reads what `PackedWriter` writes. Bytes of a damaged file give nil, never more values than bytes.
struct PackedReader {
  private static let deepest = 512

  private let bytes: [UInt8]
  private var at = 0

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  static func value(_ data: Data) -> JSONValue? {
    var reader = PackedReader([UInt8](data))
    guard let value = reader.value(depth: 0), reader.at == reader.bytes.count else { return nil }
    return value
  }

  /// Returns one member of a packed object, without reading those after it.
  static func member(_ name: String, of data: Data) -> JSONValue? {
    var reader = PackedReader([UInt8](data))
    guard reader.next() == PackedTag.object.rawValue, let count = reader.count() else { return nil }
    for _ in 0..<count {
      guard let key = reader.key(), let value = reader.value(depth: 1) else { return nil }
      if key == name { return value }
    }
    return nil
  }

  private mutating func value(depth: Int) -> JSONValue? {
    guard depth <= PackedReader.deepest, let byte = next(), let tag = PackedTag(rawValue: byte) else { return nil }
    switch tag {
    case .null: return .null
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .array: return array(depth: depth)
    case .object: return object(depth: depth)
    case .whole: return number().map { .number(JSONNumber($0)) }
    case .decimal: return decimal().flatMap { JSONNumber(literal: $0) }.map(JSONValue.number)
    case .literal: return text().flatMap { JSONNumber(literal: $0) }.map(JSONValue.number)
    case .text, .knownText, .digitText, .hexText, .timeText, .decimalText: return text(tag).map(JSONValue.string)
    }
  }

  private mutating func array(depth: Int) -> JSONValue? {
    guard let count = count() else { return nil }
    var values: [JSONValue] = []
    // Each array within an array can claim all of the bytes that are left.
    values.reserveCapacity(min(count, 16))
    for _ in 0..<count {
      guard let value = value(depth: depth + 1) else { return nil }
      values.append(value)
    }
    return .array(values)
  }

  private mutating func object(depth: Int) -> JSONValue? {
    guard let count = count() else { return nil }
    var object = JSONObject()
    for _ in 0..<count {
      guard let key = key(), let value = value(depth: depth + 1) else { return nil }
      object[key] = value
    }
    return .object(object)
  }

  private mutating func key() -> String? {
    guard let number = number() else { return nil }
    guard number & 1 == 1 else { return text(of: number >> 1) }
    let known = Int(clamping: number >> 1)
    return known < PackedNames.keys.count ? PackedNames.keys[known] : nil
  }

  private mutating func text(_ tag: PackedTag) -> String? {
    switch tag {
    case .knownText:
      guard let known = number().map({ Int(clamping: $0) }), known < PackedNames.texts.count else { return nil }
      return PackedNames.texts[known]
    case .digitText: return number().map { String($0) }
    case .decimalText: return decimal()
    case .hexText:
      guard let count = count() else { return nil }
      let digits = Array("0123456789abcdef".utf8)
      let hex = bytes[at..<(at + count)].flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
      at += count
      return String(decoding: hex, as: UTF8.self)
    case .timeText:
      guard let milliseconds = number().map(PackedDigits.unzigzag), let offset = number().map(PackedDigits.unzigzag)
      else {
        return nil
      }
      return Timestamp(milliseconds: milliseconds, offsetMinutes: Int(clamping: offset)).description
    default: return text()
    }
  }

  private mutating func decimal() -> String? {
    guard let places = next(), (1...20).contains(places), let digits = number() else { return nil }
    return PackedDigits.text(places: places, digits: digits)
  }

  private mutating func text() -> String? { number().flatMap { text(of: $0) } }

  private mutating func text(of count: UInt64) -> String? {
    guard count <= UInt64(bytes.count - at) else { return nil }
    defer { at += Int(count) }
    return String(decoding: bytes[at..<(at + Int(count))], as: UTF8.self)
  }

  /// Returns a number of values that the rest of the bytes can hold.
  private mutating func count() -> Int? {
    guard let number = number(), number <= UInt64(bytes.count - at) else { return nil }
    return Int(number)
  }

  private mutating func number() -> UInt64? {
    var number: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = next() else { return nil }
      guard shift < 63 || byte <= 1 else { return nil }
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    return nil
  }

  private mutating func next() -> UInt8? {
    guard at < bytes.count else { return nil }
    defer { at += 1 }
    return bytes[at]
  }
}
