import AliceNumbers

/// Bytes with random access: a file, or an array in memory.
///
/// Parsers take this instead of a path, so that they have no side effects and a video of gigabytes needs little memory.
package protocol RandomAccessBytes: Sendable {
  /// The number of bytes.
  var byteCount: UInt64 { get }

  /// The number of bytes that were never written and read as zeros, such as the holes of a sparse file.
  var holeByteCount: UInt64 { get }

  /// Returns exactly `count` bytes from `offset` on, or fewer at the end of the bytes.
  ///
  /// Throws the errors of the medium, such as a bad sector. Never traps: a range beyond the end is empty.
  func read(at offset: UInt64, count: Int) throws -> [UInt8]
}

extension RandomAccessBytes {
  package var holeByteCount: UInt64 { 0 }
}

extension Array: RandomAccessBytes where Element == UInt8 {
  package var byteCount: UInt64 { UInt64(count) }

  package func read(at offset: UInt64, count: Int) throws -> [UInt8] {
    guard offset < byteCount, count > 0 else { return [] }
    let start = Int(offset)
    let (end, overflow) = start.addingReportingOverflow(count)
    return Array(self[start..<(overflow ? endIndex : Swift.min(end, endIndex))])
  }
}
