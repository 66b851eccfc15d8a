/// PNG files built byte by byte, independent of the code under test: noise, palettes, or false headers.
package struct HandmadePNG {
  package private(set) var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// `colour` is PNG's colour type: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.
  package init(width: UInt32, height: UInt32, depth: UInt8 = 8, colour: UInt8) {
    add("IHDR", bigEndian(width) + bigEndian(height) + [depth, colour, 0, 0, 0])
  }

  package mutating func add(_ type: String, _ data: [UInt8]) { bytes += HandmadePNG.chunk(type, data) }

  /// Adds the pixels without compression; each scanline begins with its filter, 0.
  package mutating func addPixels(_ scanlines: [[UInt8]]) {
    add("IDAT", ZlibStream.stored(scanlines.flatMap { [0] + $0 }))
  }

  package static func chunk(_ type: String, _ payload: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + payload
    return bigEndian(UInt32(payload.count)) + body + bigEndian(Checksum.crc32(body))
  }
}

/// Checksums, from their definitions in RFC 1950 and the PNG specification.
package enum Checksum {
  package static func crc32(_ bytes: [UInt8]) -> UInt32 {
    table.withUnsafeBufferPointer { table in
      ~bytes.reduce(~0) { value, byte in table[Int((value ^ UInt32(byte)) & 255)] ^ (value >> 8) }
    }
  }

  package static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }
}

package func bigEndian(_ value: UInt32) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}
