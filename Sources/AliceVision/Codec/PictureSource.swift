import AliceModel
import AliceNumbers

/// Reads a file from front to back through a buffer, so that walking many small parts costs few reads.
struct PictureSource {
  private static let readAhead = 64 << 10
  private static let pieceSize: UInt64 = 1 << 20

  /// The size of the file in bytes.
  let count: UInt64
  private let source: any RandomAccessBytes
  private var buffer: [UInt8] = []
  private var start: UInt64 = 0

  init(_ source: some RandomAccessBytes) {
    self.source = source
    count = source.byteCount
  }

  /// Returns `wanted` bytes from `offset` on, or fewer at the end of the file.
  mutating func bytes(at offset: UInt64, count wanted: Int) throws(VisionError) -> ArraySlice<UInt8> {
    guard offset < count, wanted > 0 else { return [] }
    let wanted = Int(min(UInt64(wanted), count - offset))
    let isHeld = offset >= start && offset - start <= UInt64(buffer.count)
    if !isHeld || UInt64(buffer.count) - (offset - start) < UInt64(wanted) {
      let size = Int(min(UInt64(max(wanted, PictureSource.readAhead)), count - offset))
      do { buffer = try source.read(at: offset, count: size) } catch { throw .unreadable(offset: offset) }
      start = offset
    }
    let first = Int(offset - start)
    return buffer[first..<min(first + wanted, buffer.count)]
  }

  /// Appends `range`, clipped to the file, to `bytes` piece by piece, so that it is not held twice.
  mutating func append(_ range: Range<UInt64>, to bytes: inout [UInt8]) throws(VisionError) {
    var at = range.lowerBound
    while at < range.upperBound {
      let piece = try self.bytes(at: at, count: Int(min(range.upperBound - at, PictureSource.pieceSize)))
      guard !piece.isEmpty else { return }
      bytes += piece
      at += UInt64(piece.count)
    }
  }
}

extension ArraySlice<UInt8> {
  /// Reads `count` bytes from the slice's `index` on as one number. The bytes must exist.
  func bigEndian(_ index: Int, _ count: Int) -> Int {
    self[(startIndex + index)..<(startIndex + index + count)].reduce(0) { $0 << 8 | Int($1) }
  }

  func littleEndian(_ index: Int, _ count: Int) -> Int {
    self[(startIndex + index)..<(startIndex + index + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
