/// PNG files put together byte by byte: with transparency, palettes, or headers that lie.
struct HandmadePNG {
  var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// `colour` is PNG's colour type: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
  init(width: UInt32, height: UInt32, depth: UInt8 = 8, colour: UInt8) {
    add("IHDR", big(width) + big(height) + [depth, colour, 0, 0, 0])
  }

  mutating func add(_ type: String, _ data: [UInt8]) {
    let typed = Array(type.utf8) + data
    bytes += big(UInt32(data.count)) + typed + big(crc(typed))
  }

  /// Deflate blocks that are stored, not compressed; each scanline begins with its filter, 0.
  mutating func addPixels(_ scanlines: [[UInt8]]) {
    var raw: [UInt8] = []
    for line in scanlines { raw += [0] + line }
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: raw.count, by: 0xFFFF) {
      let block = raw[start..<min(start + 0xFFFF, raw.count)]
      let length = UInt16(block.count)
      stream += [block.endIndex == raw.count ? 1 : 0, UInt8(length & 255), UInt8(length >> 8)]
      stream += [UInt8(~length & 255), UInt8(~length >> 8)] + block
    }
    add("IDAT", stream + big(adler(raw)))
  }

  private func big(_ number: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }

  private func crc(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320 }
    }
    return ~sum
  }

  private func adler(_ bytes: [UInt8]) -> UInt32 {
    let (low, high) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let low = (sums.0 + UInt32(byte)) % 65521
      return (low, (sums.1 + low) % 65521)
    }
    return high << 16 | low
  }
}
