import AliceModel
import AliceTestSupport

/// Takes films apart and makes pieces of them, apart from the code under test.
enum BoxParts {
  static let xmpType: [UInt8] = [
    0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8, 0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC,
  ]
  static let signedType: [UInt8] = [
    0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C, 0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81,
  ]

  static func box(_ type: String, _ payload: [UInt8]) -> [UInt8] {
    bigEndian(UInt32(payload.count + 8)) + Array(type.utf8) + payload
  }

  static func top(_ file: [UInt8]) -> [(type: String, range: Range<Int>)] {
    var boxes: [(type: String, range: Range<Int>)] = []
    var at = 0
    while at + 8 <= file.count {
      let size = file[at..<(at + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = size == 0 ? file.count : at + size
      boxes.append((String(decoding: file[(at + 4)..<(at + 8)], as: UTF8.self), at..<end))
      at = max(end, at + 8)
    }
    return boxes
  }

  /// The fixture, whose `moov` comes second, with `moov` at its end and the offsets in it made to fit.
  static func withHeaderLast(_ file: [UInt8]) -> [UInt8] {
    guard let moov = top(file).first(where: { $0.type == "moov" })?.range else { return file }
    return Array(file[..<moov.lowerBound]) + Array(file[moov.upperBound...])
      + shifted(file[moov], by: -moov.count)
  }

  /// The same bytes with all that `stco` says moved.
  static func shifted(_ bytes: ArraySlice<UInt8>, by distance: Int) -> [UInt8] {
    var bytes = Array(bytes)
    let name = Array("stco".utf8)
    for at in 4..<max(4, bytes.count - 12) where bytes[at..<(at + 4)].elementsEqual(name) {
      let count = bytes[(at + 8)..<(at + 12)].reduce(0) { $0 << 8 | Int($1) }
      for entry in 0..<count {
        let place = (at + 12 + 4 * entry)..<(at + 16 + 4 * entry)
        let offset = bytes[place].reduce(0) { $0 << 8 | Int($1) } + distance
        bytes.replaceSubrange(place, with: bigEndian(UInt32(offset)))
      }
    }
    return bytes
  }
}
