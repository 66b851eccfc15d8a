/// zlib streams for tests, made from the definition of the format (RFC 1950 and 1951).
enum ContainerDeflate {
  /// Uncompressed blocks.
  static func stored(_ bytes: [UInt8]) -> [UInt8] {
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
    return stream + ContainerParts.bigEndian(adler(bytes))
  }

  /// At least `count` spaces in a thousandth of the room: one literal, then matches of 258 bytes at distance 1.
  static func bomb(_ count: Int) -> [UInt8] {
    // A fixed-code block: literal 0x20 is 8 bits (0x50), length 258 is code 285 (8 bits, 0b11000101), distance 1 is 5 zeros.
    var writer = BitWriter()
    writer.write(0b1, 1)
    writer.write(0b01, 2)
    writer.writeCode(0x30 + 0x20, 8)
    for _ in 0..<(count / 258 + 1) {
      writer.writeCode(0b1100_0101, 8)
      writer.writeCode(0, 5)
    }
    writer.writeCode(0, 7)
    return [0x78, 0x01] + writer.finish() + [0, 0, 0, 0]
  }

  private static func adler(_ bytes: [UInt8]) -> UInt32 {
    var (first, second): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      first = (first + UInt32(byte)) % 65521
      second = (second + first) % 65521
    }
    return second << 16 | first
  }
}

private struct BitWriter {
  private var bytes: [UInt8] = []
  private var current: UInt64 = 0
  private var count = 0

  /// Low bit first, as numbers are written.
  mutating func write(_ value: UInt64, _ length: Int) {
    current |= value << count
    count += length
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: current))
      current >>= 8
      count -= 8
    }
  }

  /// High bit first, as Huffman codes are written.
  mutating func writeCode(_ code: UInt64, _ length: Int) {
    for bit in stride(from: length - 1, through: 0, by: -1) { write(code >> bit & 1, 1) }
  }

  mutating func finish() -> [UInt8] {
    if count > 0 { write(0, 8 - count) }
    return bytes
  }
}
