import AliceModel
import AliceNumbers

/// Reads a file from front to back through a buffer, so that walking thousands of small parts costs few reads.
///
/// It is not generic, because the dynamic call occurs only once per 64 KiB.
struct ByteWindow {
  static let readAhead = 64 << 10
  /// The size of the buffer if the image data is skipped.
  private static let shortReadAhead = 512

  let source: any RandomAccessBytes
  /// Whether the identity is computed. If only the metadata is read, nothing is hashed, and the image data is skipped.
  let identifies: Bool
  /// The size of the file in bytes.
  let count: UInt64
  private var buffer: [UInt8] = []
  private var start: UInt64 = 0

  init(_ source: some RandomAccessBytes) {
    self.source = (source as? MetadataOnly)?.source ?? source
    identifies = !(source is MetadataOnly)
    count = source.byteCount
  }

  /// Returns `wanted` bytes from `offset` on, or fewer at the end of the file. Never allocates more than the size of
  /// the file.
  mutating func bytes(at offset: UInt64, count wanted: Int) throws(MediaError) -> ArraySlice<UInt8> {
    guard wanted > 0, offset < count else { return [] }
    let wanted = Int(min(UInt64(wanted), count - offset))
    if offset < start || offset - start > UInt64(buffer.count)
      || UInt64(buffer.count) - (offset - start) < UInt64(wanted)
    {
      let size = Int(
        min(UInt64(max(wanted, identifies ? ByteWindow.readAhead : ByteWindow.shortReadAhead)), count - offset))
      buffer = try ByteWindow.read(source, at: offset, count: size)
      start = offset
    }
    let first = Int(offset - start)
    return buffer[first..<min(first + wanted, buffer.count)]
  }

  /// Returns the bytes of `range`, clipped to the file, and keeps none of them: a part of many megabytes is then in memory
  /// only once.
  func whole(_ range: Range<UInt64>) throws(MediaError) -> [UInt8] {
    guard !range.isEmpty, range.lowerBound < count else { return [] }
    let size = min(range.upperBound, count) - range.lowerBound
    return try ByteWindow.read(source, at: range.lowerBound, count: Int(size))
  }

  /// Returns as much of `range` as one buffer holds, for streaming over long ranges; empty only at the end of the file.
  mutating func piece(of range: Range<UInt64>) throws(MediaError) -> ArraySlice<UInt8> {
    guard range.lowerBound >= start, range.lowerBound - start < UInt64(buffer.count) else {
      let size = min(range.upperBound - range.lowerBound, UInt64(ByteWindow.readAhead))
      return try bytes(at: range.lowerBound, count: Int(size))
    }
    let first = Int(range.lowerBound - start)
    let last = min(UInt64(buffer.count), UInt64(first) + (range.upperBound - range.lowerBound))
    return buffer[first..<Int(last)]
  }

  private static func read(
    _ source: any RandomAccessBytes, at offset: UInt64, count: Int
  ) throws(MediaError) -> [UInt8] {
    do { return try source.read(at: offset, count: count) } catch { throw .unreadable(offset: offset) }
  }
}

/// Marks a file of which only the metadata is read.
struct MetadataOnly: RandomAccessBytes {
  let source: any RandomAccessBytes

  init(_ source: some RandomAccessBytes) { self.source = source }

  var byteCount: UInt64 { source.byteCount }
  var holeByteCount: UInt64 { source.holeByteCount }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] { try source.read(at: offset, count: count) }
}
