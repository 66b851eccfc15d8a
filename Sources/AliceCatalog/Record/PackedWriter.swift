import AliceModel
import AliceNumbers
import Foundation

/// Writes JSON in a compact binary form: names that records often have are numbers, and numbers, ids and times are
/// binary.
///
/// It needs about a quarter of the text. `PackedReader` returns an equal value, with the same digits of numbers and the
/// same order of members.
struct PackedWriter {
  private(set) var bytes: [UInt8] = []

  static func data(_ value: JSONValue) -> Data {
    var writer = PackedWriter()
    writer.bytes.reserveCapacity(256)
    writer.write(value)
    return Data(writer.bytes)
  }

  private mutating func write(_ value: JSONValue) {
    switch value {
    case .null: put(.null)
    case .bool(let value): put(value ? .yes : .no)
    case .number(let number): write(number: number.literal)
    case .string(let text): write(text: text)
    case .array(let values):
      put(.array)
      put(UInt64(values.count))
      for value in values { write(value) }
    case .object(let object):
      put(.object)
      put(UInt64(object.count))
      for (key, value) in object {
        if let number = PackedNames.keyNumbers[key], PackedNames.keys[number].utf8.elementsEqual(key.utf8) {
          put(UInt64(number) << 1 | 1)
        } else {
          put(UInt64(key.utf8.count) << 1)
          bytes += key.utf8
        }
        write(value)
      }
    }
  }

  private mutating func write(number literal: String) {
    if let whole = PackedDigits.whole(literal) {
      put(.whole)
      put(whole)
    } else if let decimal = PackedDigits.decimal(literal) {
      put(.decimal)
      put(decimal)
    } else {
      put(.literal)
      put(text: literal)
    }
  }

  private mutating func write(text: String) {
    let count = text.utf8.count
    if let number = PackedNames.textNumbers[text], PackedNames.texts[number].utf8.elementsEqual(text.utf8) {
      put(.knownText)
      put(UInt64(number))
    } else if let whole = PackedDigits.whole(text) {
      put(.digitText)
      put(whole)
    } else if let decimal = PackedDigits.decimal(text) {
      put(.decimalText)
      put(decimal)
    } else if (20...40).contains(count), let time = PackedDigits.time(text) {
      put(.timeText)
      put(PackedDigits.zigzag(time.milliseconds))
      put(PackedDigits.zigzag(Int64(time.offsetMinutes)))
    } else if count >= 8, let digest = PackedDigits.hex(text) {
      put(.hexText)
      put(UInt64(digest.count))
      bytes += digest
    } else {
      put(.text)
      put(text: text)
    }
  }

  private mutating func put(_ tag: PackedTag) { bytes.append(tag.rawValue) }

  private mutating func put(text: String) {
    put(UInt64(text.utf8.count))
    bytes += text.utf8
  }

  private mutating func put(_ decimal: (places: UInt8, digits: UInt64)) {
    bytes.append(decimal.places)
    put(decimal.digits)
  }

  /// Seven bits a byte, the lowest first; the highest bit says that more follow.
  private mutating func put(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

/// The texts that are packed as numbers; each returns nil for a text that would not read back as it was.
enum PackedDigits {
  static func whole(_ text: String) -> UInt64? {
    guard let first = text.utf8.first, (0x30...0x39).contains(first), text.utf8.count <= 20,
      first != 0x30 || text.utf8.count == 1, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return UInt64(text)
  }

  /// Reads `0.025` as three places of 25.
  static func decimal(_ text: String) -> (places: UInt8, digits: UInt64)? {
    guard let first = text.utf8.first, (0x30...0x39).contains(first), (3...20).contains(text.utf8.count) else {
      return nil
    }
    var digits: UInt64 = 0
    var places: UInt8?
    for byte in text.utf8 {
      if byte == UInt8(ascii: "."), places == nil {
        places = 0
      } else {
        guard (0x30...0x39).contains(byte) else { return nil }
        let (product, isOver) = digits.multipliedReportingOverflow(by: 10)
        let (sum, isOverToo) = product.addingReportingOverflow(UInt64(byte - 0x30))
        guard !isOver, !isOverToo else { return nil }
        digits = sum
        places = places.map { $0 + 1 }
      }
    }
    guard let places, places > 0, self.text(places: places, digits: digits) == text else { return nil }
    return (places, digits)
  }

  static func text(places: UInt8, digits: UInt64) -> String {
    let all = String(digits)
    let padded = String(repeating: "0", count: max(0, Int(places) + 1 - all.utf8.count)) + all
    let point = padded.index(padded.endIndex, offsetBy: -Int(places))
    return padded[..<point] + "." + padded[point...]
  }

  static func time(_ text: String) -> Timestamp? {
    guard text.utf8.first.map({ (0x30...0x39).contains($0) }) == true,
      text.utf8.dropFirst(10).first == UInt8(ascii: "T"),
      let time = Timestamp(text), time.description == text
    else { return nil }
    return time
  }

  static func hex(_ text: String) -> [UInt8]? {
    guard text.utf8.count.isMultiple(of: 2) else { return nil }
    var digest: [UInt8] = []
    var high: UInt8?
    for byte in text.utf8 {
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x61...0x66: digit = byte - 0x57
      default: return nil
      }
      if let first = high {
        digest.append(first << 4 | digit)
        high = nil
      } else {
        high = digit
      }
    }
    return digest
  }

  static func zigzag(_ number: Int64) -> UInt64 { UInt64(bitPattern: number << 1 ^ number >> 63) }
  static func unzigzag(_ number: UInt64) -> Int64 { Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1) }
}
