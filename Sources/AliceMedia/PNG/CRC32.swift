import AliceNumbers
import CZlib

/// The checksum of PNG chunks.
struct CRC32 {
  private var state: UInt = 0

  var value: UInt32 { UInt32(truncatingIfNeeded: state) }

  mutating func update(_ bytes: ArraySlice<UInt8>) {
    guard !bytes.isEmpty else { return }
    state = bytes.withUnsafeBufferPointer { UInt(crc32(uLong(state), $0.baseAddress, uInt(clamping: $0.count))) }
  }

  /// Adds four bytes in big-endian order.
  mutating func update(_ value: UInt32) {
    withUnsafeBytes(of: value.bigEndian) { bytes in
      state = UInt(crc32(uLong(state), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), 4))
    }
  }

  static func of(_ bytes: [UInt8]) -> UInt32 {
    var crc = CRC32()
    crc.update(bytes[...])
    return crc.value
  }
}
