/// zlib streams for tests, built from the definition of the format (RFC 1950 and 1951).
package enum ZlibStream {
  /// Returns a stream of uncompressed blocks.
  package static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var at = 0
    repeat {
      let piece = bytes[at..<min(at + 0xFFFF, bytes.count)]
      at += piece.count
      let length = UInt16(piece.count)
      stream += [
        at == bytes.count ? 1 : 0, UInt8(length & 0xFF), UInt8(length >> 8), UInt8(~length & 0xFF), UInt8(~length >> 8),
      ]
      stream += piece
    } while at < bytes.count
    return stream + bigEndian(Checksum.adler32(bytes))
  }

  /// Returns a stream of at least `count` bytes, all of them `byte` (below 144), in a thousandth of the space: one
  /// literal, then matches of 258 bytes at distance 1.
  package static func bomb(_ count: Int, of byte: UInt8 = 0x20) -> [UInt8] {
    // A fixed-code block: a literal below 144 is 8 bits from 0x30 on, length 258 is code 285 (8 bits, 0b11000101), distance
    // 1 is 5 zeros.
    var writer = BitWriter()
    writer.write(0b1, 1)
    writer.write(0b01, 2)
    writer.writeCode(0x30 + UInt64(byte), 8)
    for _ in 0..<(count / 258 + 1) {
      writer.writeCode(0b1100_0101, 8)
      writer.writeCode(0, 5)
    }
    writer.writeCode(0, 7)
    // The Adler-32 of `length` equal bytes.
    let length = UInt64(count / 258 + 1) * 258 + 1
    let sums = [(length + UInt64(byte) * (length * (length + 1) / 2)) % 65_521, (1 + length * UInt64(byte)) % 65_521]
    return [0x78, 0x01] + writer.finish() + sums.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
  }
}

private struct BitWriter {
  private var bytes: [UInt8] = []
  private var current: UInt64 = 0
  private var count = 0

  /// Appends bits with the low bit first, as numbers are written.
  mutating func write(_ value: UInt64, _ length: Int) {
    current |= value << count
    count += length
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: current))
      current >>= 8
      count -= 8
    }
  }

  /// Appends bits with the high bit first, as Huffman codes are written.
  mutating func writeCode(_ code: UInt64, _ length: Int) {
    for bit in stride(from: length - 1, through: 0, by: -1) { write(code >> bit & 1, 1) }
  }

  mutating func finish() -> [UInt8] {
    if count > 0 { write(0, 8 - count) }
    return bytes
  }
}
