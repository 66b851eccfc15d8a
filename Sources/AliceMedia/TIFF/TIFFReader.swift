import AliceModel
import AliceNumbers

/// A field of a directory, with the place of its value in the file.
struct TIFFField {
  let tag: UInt16
  let type: UInt16
  /// The range of the value, which may reach beyond the end of the file.
  let range: Range<UInt64>

  var size: UInt64 { range.upperBound - range.lowerBound }
}

/// Reads the directories of a TIFF file, of which only the needed parts are in memory.
struct TIFFReader {
  /// The maximum number of fields of all directories, because directories may overlap.
  private static let fieldLimit = 1 << 20
  /// The maximum number of numbers in one field.
  private static let numberLimit: UInt64 = 1 << 20

  var window: ByteWindow
  let isBigEndian: Bool
  /// The offset of the first directory.
  let first: UInt64
  private var fieldsLeft = fieldLimit

  /// Returns nil if there is no TIFF header.
  init?(_ bytes: some RandomAccessBytes) throws(MediaError) {
    window = ByteWindow(bytes)
    let head = Array(try window.bytes(at: 0, count: 8))
    guard head.count == 8 else { return nil }
    isBigEndian = head[0] == 0x4D
    first = TIFFReader.number(head[4...], isBigEndian: isBigEndian)
  }

  /// Returns the fields of the directory at `offset` and the offset of the next one, which is zero after the last; nil
  /// if the directory does not fit into the file.
  mutating func directory(at offset: UInt64) throws(MediaError) -> (fields: [TIFFField], next: UInt64)? {
    guard offset >= 8, offset < window.count else { return nil }
    let head = try window.bytes(at: offset, count: 2)
    guard head.count == 2 else { return nil }
    let count = Int(number(head))
    guard count > 0, count <= fieldsLeft else { return nil }
    fieldsLeft -= count
    let bytes = try window.bytes(at: offset + 2, count: 12 * count + 4)
    guard bytes.count == 12 * count + 4 else { return nil }
    let fields = (0..<count).map { index in
      let entry = bytes.dropFirst(12 * index).prefix(12)
      // A component has at most eight bytes, and the count 32 bits.
      let size = number(entry.dropFirst(4).prefix(4)) * TIFFReader.size(ofType: number(entry.dropFirst(2).prefix(2)))
      let place = size <= 4 ? offset + 2 + UInt64(12 * index + 8) : number(entry.dropFirst(8))
      return TIFFField(
        tag: UInt16(number(entry.prefix(2))), type: UInt16(number(entry.dropFirst(2).prefix(2))),
        range: place..<(place + size))
    }
    return (fields, number(bytes.suffix(4)))
  }

  /// Returns the value; nil if it is larger than `limit`, or not in the file.
  mutating func value(of field: TIFFField, limit: UInt64) throws(MediaError) -> ArraySlice<UInt8>? {
    guard field.size <= limit, field.range.upperBound <= window.count else { return nil }
    return try window.bytes(at: field.range.lowerBound, count: Int(field.size))
  }

  /// Returns the numbers of a field of 16-bit or 32-bit numbers.
  mutating func numbers(of field: TIFFField) throws(MediaError) -> [UInt64]? {
    let width = Int(TIFFReader.size(ofType: UInt64(field.type)))
    guard [3, 4, 13].contains(field.type),
      let bytes = try value(of: field, limit: TIFFReader.numberLimit * UInt64(width))
    else { return nil }
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: width).map {
      number(bytes[$0..<min($0 + width, bytes.endIndex)])
    }
  }

  /// Returns the first number of such a field, however many there are.
  mutating func firstNumber(of field: TIFFField) throws(MediaError) -> UInt64? {
    let width = TIFFReader.size(ofType: UInt64(field.type))
    guard [3, 4, 13].contains(field.type), field.size >= width, field.range.upperBound <= window.count else {
      return nil
    }
    return number(try window.bytes(at: field.range.lowerBound, count: Int(width)))
  }

  private func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { TIFFReader.number(bytes, isBigEndian: isBigEndian) }

  private static func number(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> UInt64 {
    isBigEndian ? bytes.reduce(0) { $0 << 8 | UInt64($1) } : bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func size(ofType type: UInt64) -> UInt64 {
    switch type {
    case 3, 8: 2
    case 4, 9, 11, 13: 4
    case 5, 10, 12: 8
    default: 1
    }
  }
}
