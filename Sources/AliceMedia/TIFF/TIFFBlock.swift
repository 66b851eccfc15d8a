import AliceModel
import AliceNumbers

/// Collects the texts, dates and small numbers of a TIFF file as a small EXIF block, so that one reader serves both.
struct TIFFBlock {
  private static let fieldLimit: UInt64 = 8 << 20
  private static let sumLimit = 16 << 20
  /// The places of images, and metadata that has another reader: sub-directories, strips, tiles, XMP, IPTC, Photoshop's
  /// resources and layers, and profiles.
  private static let excluded: Set<UInt16> = [
    273, 279, 324, 325, 330, 320, 347, 513, 514, 700, 33_723, 34_377, 34_675, 37_724, 0xCD41, EXIFTag.exifDirectory,
    EXIFTag.gpsDirectory, EXIFTag.interopDirectory,
  ]

  private typealias Value = (tag: UInt16, type: UInt16, bytes: [UInt8])

  let isBigEndian: Bool
  /// Whether fields were left out because they are too large.
  private(set) var isCut = false
  private var held = 0

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  mutating func bytes(
    first: [TIFFField], exif: [TIFFField], from reader: inout TIFFReader
  ) throws(MediaError) -> [UInt8] {
    var values = try self.values(of: first, from: &reader)
    let inner = try self.values(of: exif, from: &reader)
    let header = Array((isBigEndian ? "MM" : "II").utf8) + number(UInt16(42)) + number(UInt32(8))
    guard !inner.isEmpty else { return header + directory(values, at: 8) }
    values.append((EXIFTag.exifDirectory, 4, number(UInt32(0))))
    let place = 8 + directory(values, at: 8).count
    values[values.count - 1].bytes = number(UInt32(place))
    return header + directory(values, at: 8) + directory(inner, at: place)
  }

  private mutating func values(
    of fields: [TIFFField], from reader: inout TIFFReader
  ) throws(MediaError) -> [Value] {
    var values: [Value] = []
    for field in fields.prefix(4096) where !TIFFBlock.excluded.contains(field.tag) && field.size > 0 {
      guard let bytes = try reader.value(of: field, limit: TIFFBlock.fieldLimit),
        held + bytes.count <= TIFFBlock.sumLimit
      else {
        isCut = true
        continue
      }
      held += bytes.count
      values.append((field.tag, field.type, Array(bytes)))
    }
    return values
  }

  private func directory(_ values: [Value], at offset: Int) -> [UInt8] {
    var entries = number(UInt16(values.count))
    var rest: [UInt8] = []
    let start = offset + 2 + 12 * values.count + 4
    for value in values {
      entries += number(value.tag) + number(value.type) + number(UInt32(value.bytes.count / size(of: value.type)))
      if value.bytes.count <= 4 {
        entries += value.bytes + Array(repeating: 0, count: 4 - value.bytes.count)
      } else {
        entries += number(UInt32(start + rest.count))
        rest += value.bytes
      }
    }
    return entries + [0, 0, 0, 0] + rest
  }

  private func size(of type: UInt16) -> Int {
    switch type {
    case 3, 8: 2
    case 4, 9, 11, 13: 4
    case 5, 10, 12: 8
    default: 1
    }
  }

  private func number(_ value: some FixedWidthInteger) -> [UInt8] {
    isBigEndian ? value.bigEndianBytes : value.littleEndianBytes
  }
}
