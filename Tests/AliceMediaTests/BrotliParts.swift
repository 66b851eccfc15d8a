/// Brotli streams for tests, made apart from the code under test (RFC 7932).
struct BrotliParts {
  private var bytes: [UInt8] = []
  private var filled = 8

  /// Writes bits, the lowest first.
  private mutating func put(_ value: Int, _ count: Int) {
    for bit in 0..<count {
      if filled == 8 { (bytes, filled) = (bytes + [0], 0) }
      bytes[bytes.count - 1] |= UInt8(value >> bit & 1) << UInt8(filled)
      filled += 1
    }
  }

  /// A stream of blocks without compression.
  static func stored(_ content: [UInt8]) -> [UInt8] {
    var stream = BrotliParts()
    stream.put(0, 1)
    for start in stride(from: 0, to: content.count, by: 65_536) {
      let block = content[start..<min(start + 65_536, content.count)]
      stream.put(0, 1)
      stream.put(0, 2)
      stream.put(block.count - 1, 16)
      stream.put(1, 1)
      stream.bytes += block
      stream.filled = 8
    }
    stream.put(3, 2)
    return stream.bytes
  }

  /// A few bytes that become this many times 16 MiB of the letter a.
  static func bomb(_ count: Int) -> [UInt8] {
    var stream = BrotliParts()
    stream.put(0, 1)
    for _ in 0..<count {
      // Not the last block, a length of 24 bits, compressed, one type of each kind of block.
      stream.put(0, 1)
      stream.put(2, 2)
      stream.put(0xFF_FFFF, 24)
      stream.put(0, 1)
      stream.put(0, 3)
      // No postfix and no direct distances, context mode 0, one tree each.
      stream.put(0, 6)
      stream.put(0, 2)
      stream.put(0, 2)
      // Codes with one symbol: a, an insertion of any length, a distance.
      for (symbol, bits) in [(0x61, 8), (504, 10), (0, 6)] {
        stream.put(1, 2)
        stream.put(0, 2)
        stream.put(symbol, bits)
      }
      // The longest insertion begins at 22,594.
      stream.put((1 << 24) - 22_594, 24)
    }
    stream.put(3, 2)
    return stream.bytes
  }
}
