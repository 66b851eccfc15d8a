/// One entry of a TIFF directory, its value not yet interpreted.
struct EXIFField: Sendable {
  var tag: UInt16
  var type: UInt16
  /// The bytes of the value that are really there.
  var value: ArraySlice<UInt8>

  /// ASCII, and the UTF-8 of EXIF 3.
  var isText: Bool { type == 2 || type == 129 }
}

/// A TIFF block and the means to read its directories without believing a single number in it.
struct EXIFBlockReader {
  let bytes: [UInt8]
  /// Where the TIFF header begins: behind `Exif\0\0`, if that is there.
  let start: Int
  let isBigEndian: Bool

  /// Nil for what does not begin with a TIFF header.
  init?(_ bytes: [UInt8]) {
    start = bytes.starts(with: "Exif\0\0".utf8) ? 6 : 0
    let header = bytes.dropFirst(start).prefix(4)
    guard header.elementsEqual([0x4D, 0x4D, 0, 42]) || header.elementsEqual([0x49, 0x49, 42, 0]) else { return nil }
    self.bytes = bytes
    isBigEndian = header.first == 0x4D
  }

  /// Big- or little-endian, as the block says; nil beyond the end. `offset` counts from the TIFF header.
  func number(at offset: Int, bytes count: Int) -> Int? {
    guard let slice = slice(at: offset, count: count), slice.count == count else { return nil }
    return EXIFBlockReader.number(slice, isBigEndian: isBigEndian)
  }

  /// What there is of the range.
  func slice(at offset: Int, count: Int) -> ArraySlice<UInt8>? {
    guard offset >= 0, count >= 0, offset <= bytes.count - start else { return nil }
    let first = start + offset
    return bytes[first..<(first + min(count, bytes.count - first))]
  }

  /// The fields of the directory at `offset` and where the next one is; what lies beyond the end of the block is left
  /// out.
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
    // At most 8 bytes each and a count of 32 bits: no overflow.
    let size = count * EXIFBlockReader.size(ofType: type)
    let place = size <= 4 ? offset + 8 : number(at: offset + 8, bytes: 4)
    guard let place, let value = slice(at: place, count: size) else { return nil }
    return EXIFField(tag: UInt16(tag), type: UInt16(type), value: value)
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
