import AliceModel
import AliceTestSupport

/// Pictures with hidden texts for tests, made apart from the code under test.
struct StealthParts {
  var width = 40
  var height = 30
  var channels = 4

  /// What stands in the bits: name, length in bits, text.
  static func message(_ name: String, _ payload: [UInt8], claiming length: Int? = nil) -> [UInt8] {
    Array(name.utf8) + bigEndian(UInt32(length ?? payload.count * 8)) + payload
  }

  static func gzip(_ bytes: [UInt8]) -> [UInt8] {
    let deflated = ZlibStream.stored(bytes).dropFirst(2).dropLast(4)
    return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + deflated
      + bigEndian(Checksum.crc32(bytes)).reversed()
      + bigEndian(UInt32(bytes.count)).reversed()
  }

  /// Rows of random colours with `message` in the lowest bits of `samples`, down the columns.
  func pixels(_ message: [UInt8], in samples: [Int]) -> [UInt8] {
    var random = SplitMix64(seed: 7)
    var pixels = (0..<(width * height * channels)).map { _ in UInt8.random(in: 0...255, using: &random) }
    let bits = message.flatMap { byte in (0..<8).map { byte >> (7 - UInt8($0)) & 1 } }
    for (index, bit) in bits.enumerated() {
      let pixel = index / samples.count
      let at = ((pixel % height) * width + pixel / height) * channels + samples[index % samples.count]
      pixels[at] = pixels[at] & 0xFE | bit
    }
    return pixels
  }

  /// A PNG whose rows take turns with all five filters; the stream is cut into chunks of `piece` bytes.
  func png(_ pixels: [UInt8], piece: Int = 1_000, interlaced: Bool = false) -> [UInt8] {
    let rows = stride(from: 0, to: pixels.count, by: width * channels).map {
      Array(pixels[$0..<($0 + width * channels)])
    }
    let none = [UInt8](repeating: 0, count: width * channels)
    let lines = rows.enumerated().flatMap { index, row in
      filtered(row, below: index == 0 ? none : rows[index - 1], by: index % 5)
    }
    let stream = ZlibStream.stored(lines)
    let header =
      bigEndian(UInt32(width)) + bigEndian(UInt32(height))
      + [8, channels == 4 ? 6 : 2, 0, 0, interlaced ? 1 : 0]
    let data = stride(from: 0, to: stream.count, by: piece).flatMap {
      HandmadePNG.chunk("IDAT", Array(stream[$0..<min($0 + piece, stream.count)]))
    }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + HandmadePNG.chunk("IHDR", header) + data
      + HandmadePNG.chunk("IEND", [])
  }

  /// As the PNG specification defines the filters, section 9.
  private func filtered(_ row: [UInt8], below above: [UInt8], by filter: Int) -> [UInt8] {
    [UInt8(filter)]
      + row.indices.map { at in
        let left = at < channels ? 0 : Int(row[at - channels])
        let corner = at < channels ? 0 : Int(above[at - channels])
        let up = Int(above[at])
        let guess = left + up - corner
        let paeth = [left, up, corner].min { abs(guess - $0) < abs(guess - $1) } ?? 0
        let predicted = [0, left, up, (left + up) / 2, paeth][filter]
        return row[at] &- UInt8(predicted)
      }
  }
}
