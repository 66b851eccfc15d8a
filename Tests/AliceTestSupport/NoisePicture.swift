/// A PNG of noise, grey and without compression: takes a scorer its time, and is made in none.
package enum NoisePicture {
  package static func png(side: Int, seed: UInt64) -> [UInt8] {
    var random = SplitMix(state: seed)
    var rows: [UInt8] = []
    for _ in 0..<side {
      rows.append(0)
      for _ in 0..<side { rows.append(UInt8(random.next() >> 56)) }
    }
    let header = bytes(UInt32(side)) + bytes(UInt32(side)) + [8, 0, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  /// A zlib stream of blocks that are stored as they are.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: 0xFFFF) {
      let block = bytes[start..<min(start + 0xFFFF, bytes.count)]
      let length = UInt16(block.count)
      stream.append(start + block.count == bytes.count ? 1 : 0)
      for value in [length, ~length] { stream += [UInt8(truncatingIfNeeded: value), UInt8(value >> 8)] }
      stream += block
    }
    var (low, high) = (1 as UInt32, 0 as UInt32)
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return stream + self.bytes(high << 16 | low)
  }

  private static func chunk(_ name: String, _ payload: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + payload
    var crc = ~(0 as UInt32)
    for byte in body { crc = table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8) }
    return bytes(UInt32(payload.count)) + body + bytes(~crc)
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}

/// Runs `body` in a task that is cancelled already.
package func inCancelledTask<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws
  -> Result
{
  try await Task {
    withUnsafeCurrentTask { $0?.cancel() }
    return try await body()
  }.value
}
