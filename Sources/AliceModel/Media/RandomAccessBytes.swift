/// Bytes that can be read at any place: a file, or an array in memory.
///
/// Parsers take this instead of a path, so that they have no effects of their own and a video of gigabytes costs no memory.
package protocol RandomAccessBytes: Sendable {
  /// In bytes.
  var byteCount: UInt64 { get }

  /// Exactly `count` bytes from `offset` on, fewer only where the end comes first.
  ///
  /// Throws what the medium throws, say on a bad sector. Never traps: a range beyond the end is empty.
  func read(at offset: UInt64, count: Int) throws -> [UInt8]
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
