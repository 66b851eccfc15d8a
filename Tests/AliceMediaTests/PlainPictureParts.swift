import AliceModel
import AliceTestSupport

/// BMP and TIFF files for tests, made apart from the code under test.
enum PlainPictureParts {
  private static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// A BMP of 24 bits with rows of this byte.
  static func bmp(width: Int = 6, height: Int = 4, fill: UInt8 = 9, lines: Int? = nil) -> [UInt8] {
    let pixels = [UInt8](repeating: fill, count: (width * 24 + 31) / 32 * 4 * (lines ?? abs(height)))
    let info =
      little(40, 4) + little(width, 4) + little(height, 4) + [1, 0, 24, 0] + little(0, 4) + little(pixels.count, 4)
      + [UInt8](repeating: 0, count: 16)
    return Array("BM".utf8) + little(54 + pixels.count, 4) + [0, 0, 0, 0] + little(54, 4) + info + pixels
  }

  typealias Field = (tag: UInt16, type: UInt16, bytes: [UInt8])

  /// A TIFF of grey pixels in two strips of two rows, with further fields; the directory comes first or last.
  struct TIFFPicture {
    var isBigEndian = false
    var width = 6
    var pixels: [[UInt8]] = [[UInt8](repeating: 7, count: 12), [UInt8](repeating: 8, count: 12)]
    var fields: [Field] = []
    var exif: [Field] = []
    var isDirectoryFirst = false
    /// The offset of the next directory; nil for none.
    var next: Int?

    func number(_ value: Int, _ count: Int) -> [UInt8] {
      let bytes = little(value, count)
      return isBigEndian ? bytes.reversed() : bytes
    }

    private func short(_ tag: UInt16, _ value: Int) -> Field { (tag, 3, number(value, 2)) }

    var bytes: [UInt8] {
      let strips = pixels.flatMap { $0 }
      var body: [UInt8] = []
      var (stripsAt, directoryAt) = (8, 8 + strips.count)
      // The size of a directory does not depend on what it points at.
      if isDirectoryFirst {
        directoryAt = 8
        stripsAt = 8 + directories(at: 8, strips: 0).count
        body = directories(at: 8, strips: stripsAt) + strips
      } else {
        body = strips + directories(at: directoryAt, strips: stripsAt)
      }
      return (isBigEndian ? Array("MM".utf8) : Array("II".utf8)) + number(42, 2) + number(directoryAt, 4) + body
    }

    private func directories(at offset: Int, strips: Int) -> [UInt8] {
      let offsets = pixels.indices.map { strips + pixels[..<$0].reduce(0) { $0 + $1.count } }
      let own: [Field] = [
        short(256, width), short(257, 4), short(258, 8), short(259, 1), short(262, 1), short(277, 1), short(278, 2),
        (273, 4, offsets.flatMap { number($0, 4) }), (279, 4, pixels.flatMap { number($0.count, 4) }),
      ]
      var all = own + fields
      if exif.isEmpty { return directory(all, at: offset, next: next ?? 0) }
      all.append((0x8769, 4, number(0, 4)))
      let place = offset + directory(all, at: offset, next: 0).count
      all[all.count - 1].bytes = number(place, 4)
      return directory(all, at: offset, next: next ?? 0) + directory(exif, at: place, next: 0)
    }

    private func directory(_ fields: [Field], at offset: Int, next: Int) -> [UInt8] {
      let fields = fields.sorted { $0.tag < $1.tag }
      let sizes: [UInt16: Int] = [3: 2, 4: 4, 13: 4]
      var (entries, values) = (number(fields.count, 2), [UInt8]())
      for field in fields {
        entries += number(Int(field.tag), 2) + number(Int(field.type), 2)
        entries += number(field.bytes.count / (sizes[field.type] ?? 1), 4)
        if field.bytes.count <= 4 {
          entries += field.bytes + [UInt8](repeating: 0, count: 4 - field.bytes.count)
        } else {
          entries += number(offset + 2 + 12 * fields.count + 4 + values.count, 4)
          values += field.bytes
        }
      }
      return entries + number(next, 4) + values
    }
  }

  /// M4A, or a film without a track for pictures: `ftyp` of this brand, `moov` with tracks of these kinds, `mdat`.
  static func movie(brand: String, tracks: [String], _ userData: [UInt8] = []) -> [UInt8] {
    func header(_ name: String) -> [UInt8] {
      BoxParts.box(name, [UInt8](repeating: 0, count: 12) + bigEndian(1000) + bigEndian(2500))
    }
    let boxes = tracks.map { kind in
      let handler = BoxParts.box(
        "hdlr", [UInt8](repeating: 0, count: 8) + Array(kind.utf8) + .init(repeating: 0, count: 13))
      let table = BoxParts.box("stbl", BoxParts.box("stsz", [0, 0, 0, 0] + bigEndian(4) + bigEndian(1)))
      return BoxParts.box("trak", BoxParts.box("mdia", header("mdhd") + handler + BoxParts.box("minf", table)))
    }
    let moov = BoxParts.box("moov", header("mvhd") + boxes.flatMap { $0 } + userData)
    return BoxParts.box("ftyp", Array((brand + "\0\0\0\0").utf8)) + BoxParts.box("mdat", [1, 2, 3, 4]) + moov
  }
}
