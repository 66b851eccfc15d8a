import AliceNumbers

/// One entry of a TIFF directory with its uninterpreted value.
struct EXIFField: Sendable {
  var tag: UInt16
  var type: UInt16
  /// The index of the entry in the block.
  var entry: Int
  /// The bytes of the value that the block contains.
  var value: ArraySlice<UInt8>

  /// Whether the type is ASCII, or the UTF-8 of EXIF 3.
  var isText: Bool { type == 2 || type == 129 }
}

/// Reads the directories of a TIFF block, and checks every number in it.
struct EXIFBlockReader {
  let bytes: [UInt8]
  /// The offset of the TIFF header, after an optional `Exif\0\0`.
  let start: Int
  let isBigEndian: Bool

  /// Returns nil if the bytes do not begin with a TIFF header.
  init?(_ bytes: [UInt8]) {
    start = bytes.starts(with: "Exif\0\0".utf8) ? 6 : 0
    let header = bytes.dropFirst(start).prefix(4)
    guard header.elementsEqual([0x4D, 0x4D, 0, 42]) || header.elementsEqual([0x49, 0x49, 42, 0]) else { return nil }
    self.bytes = bytes
    isBigEndian = header.first == 0x4D
  }

  /// Reads a number in the byte order of the block; returns nil beyond the end. `offset` counts from the TIFF header.
  func number(at offset: Int, bytes count: Int) -> Int? {
    guard let slice = slice(at: offset, count: count), slice.count == count else { return nil }
    return EXIFBlockReader.number(slice, isBigEndian: isBigEndian)
  }

  /// Returns the part of the range that the block contains.
  func slice(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
    guard offset >= 0, count >= 0, offset <= bytes.count - start else { return nil }
    let first = start + offset
    return bytes[first..<(first + min(count, bytes.count - first))]
  }

  /// Returns the fields of the directory at `offset`, and the offset of the next directory. Fields beyond the end of
  /// the block are omitted.
  func directory(at offset: Int) -> (fields: [EXIFField], next: Int?)? {
    guard let count = number(at: offset, bytes: 2) else { return nil }
    let fields = (0..<count).lazy.prefix { slice(at: offset + 2 + $0 * 12, count: 12)?.count == 12 }
      .compactMap { field(at: offset + 2 + $0 * 12) }
    return (Array(fields), number(at: offset + 2 + count * 12, bytes: 4))
  }

  private func field(at offset: Int) -> EXIFField? {
    guard let tag = number(at: offset, bytes: 2), let type = number(at: offset + 2, bytes: 2),
      let count = number(at: offset + 4, bytes: 4)
    else { return nil }
    // A component has at most 8 bytes, and the count 32 bits, so this cannot overflow.
    let size = count * EXIFBlockReader.size(ofType: type)
    let place = size <= 4 ? offset + 8 : number(at: offset + 8, bytes: 4)
    guard let place, let value = slice(at: place, count: size) else { return nil }
    return EXIFField(tag: UInt16(tag), type: UInt16(type), entry: start + offset, value: value)
  }

  /// Returns the numbers of an integer field, at most `limit`.
  func numbers(in field: EXIFField, limit: Int) -> [Int] {
    guard let size = [3: 2, 4: 4, 13: 4][field.type] else { return [] }
    return (0..<max(0, min(field.value.count / size, limit))).map { index in
      let number = field.value.dropFirst(index * size).prefix(size)
      return EXIFBlockReader.number(number, isBigEndian: isBigEndian)
    }
  }

  static func number(_ bytes: ArraySlice<UInt8>, isBigEndian: Bool) -> Int {
    (isBigEndian ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | Int($1) }
  }

  private static func size(ofType type: Int) -> Int {
    switch type {
    case 3, 8: 2
    case 4, 9, 11, 13: 4
    case 5, 10, 12: 8
    default: 1
    }
  }
}
