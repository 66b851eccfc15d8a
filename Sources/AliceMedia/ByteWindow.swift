import AliceModel

/// Reads a file front to back through a buffer, so that walking thousands of small parts costs few reads.
///
/// Not generic: the cost of the protocol is one call for 64 KiB.
struct ByteWindow {
  static let readAhead = 64 << 10
  /// Where the picture itself is passed over.
  private static let shortReadAhead = 512

  let source: any RandomAccessBytes
  /// False where only what was written about the picture is wanted: then nothing is digested, and its bytes are not read.
  let identifies: Bool
  /// Of the file, in bytes.
  let count: UInt64
  private var buffer: [UInt8] = []
  private var start: UInt64 = 0

  init(_ source: some RandomAccessBytes) {
    self.source = (source as? MetadataOnly)?.source ?? source
    identifies = !(source is MetadataOnly)
    count = source.byteCount
  }

  /// The bytes from `offset` on: `wanted` of them, or fewer where the file ends. Never allocates beyond the file's size.
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

  /// As much of `range` as one buffer holds, at least one byte where the file has any there: for streaming over long ranges.
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

/// A file of which only the metadata is wanted.
struct MetadataOnly: RandomAccessBytes {
  let source: any RandomAccessBytes

  init(_ source: some RandomAccessBytes) { self.source = source }

  var byteCount: UInt64 { source.byteCount }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] { try source.read(at: offset, count: count) }
}
