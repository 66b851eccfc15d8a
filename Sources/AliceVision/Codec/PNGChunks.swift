import AliceNumbers

/// Walks the chunks of a PNG after IHDR, up to IEND; later bytes are ignored.
struct PNGChunks {
  struct Chunk {
    let name: String
    /// The length, the name, the content and the checksum, clipped to the file.
    let range: Range<UInt64>
    let isWhole: Bool
    /// Whether a decoder may ignore the chunk if it does not know it.
    let isAncillary: Bool

    /// The content of a whole chunk.
    var content: Range<UInt64> { range.lowerBound + 8..<range.upperBound - 4 }
  }

  var source: PictureSource
  private(set) var hasEnd = false
  private var at = UInt64(PNGPlan.headSize)

  init(_ source: PictureSource) { self.source = source }

  /// Returns nil at IEND, and where the file ends.
  mutating func next() throws(VisionError) -> Chunk? {
    guard !hasEnd, at <= source.count, source.count - at >= 12 else { return nil }
    let head = try source.bytes(at: at, count: 8)
    guard head.count == 8 else { return nil }
    let name = String(decoding: head.dropFirst(4), as: UTF8.self)
    hasEnd = name == "IEND"
    guard !hasEnd else { return nil }
    let (size, start) = (UInt64(head.bigEndian(0, 4)) + 12, at)
    let isWhole = size <= source.count - start
    at = isWhole ? start + size : source.count
    return Chunk(name: name, range: start..<at, isWhole: isWhole, isAncillary: head.bigEndian(4, 1) & 0x20 != 0)
  }
}
