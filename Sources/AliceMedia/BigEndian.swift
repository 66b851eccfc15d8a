import AliceNumbers

/// The byte order of PNG, JPEG and TIFF's `MM`. The functions return nil if the bytes end too early.
extension ArraySlice<UInt8> {
  /// Reads two bytes; `index` counts from the beginning of the slice.
  func bigEndian16(at index: Int) -> UInt16? {
    guard index >= 0, index + 2 <= count else { return nil }
    return UInt16(self[startIndex + index]) << 8 | UInt16(self[startIndex + index + 1])
  }

  /// Reads four bytes; `index` counts from the beginning of the slice.
  func bigEndian32(at index: Int) -> UInt32? {
    guard let high = bigEndian16(at: index), let low = bigEndian16(at: index + 2) else { return nil }
    return UInt32(high) << 16 | UInt32(low)
  }

  /// Reads four bytes; `index` counts from the beginning of the slice.
  func littleEndian32(at index: Int) -> UInt32? { bigEndian32(at: index)?.byteSwapped }
}

extension FixedWidthInteger {
  var bigEndianBytes: [UInt8] {
    (0..<(Self.bitWidth / 8)).map { UInt8(truncatingIfNeeded: self >> (Self.bitWidth - 8 - 8 * $0)) }
  }

  var littleEndianBytes: [UInt8] { byteSwapped.bigEndianBytes }
}
