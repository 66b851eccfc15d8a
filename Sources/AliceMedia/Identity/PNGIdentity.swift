import AliceModel
import AliceNumbers

/// Computes `alice:png:1`: header, palette, transparency, the concatenated IDAT stream, and the animation's chunks.
///
/// The division of the stream into IDAT chunks is irrelevant, as are all other chunks.
struct PNGIdentity: ~Copyable {
  private var digest = SHA256Digest(domain: "alice:png:1")
  /// The number of bytes of the IDAT stream so far; nil outside of one.
  private var streamed: UInt64?

  static func covers(_ type: PNGChunkType) -> Bool {
    switch type {
    case "IDAT", "IHDR", "PLTE", "tRNS", "acTL", "fcTL", "fdAT": true
    default: false
    }
  }

  /// Adds a chunk; returns false if its checksum is wrong. A truncated chunk has none, which the walker reports.
  mutating func add(_ chunk: PNGChunk, window: inout ByteWindow) throws(MediaError) -> Bool {
    let size = chunk.payload.upperBound - chunk.payload.lowerBound
    if chunk.type == "IDAT" {
      if streamed == nil { digest.update(chunk.type.code) }
      streamed = (streamed ?? 0) + size
    } else {
      endStream()
      digest.update(chunk.type.code)
      digest.update(size)
    }
    guard window.identifies else { return true }
    var crc = CRC32()
    crc.update(chunk.type.code)
    try digest.update(chunk.payload, of: &window) { crc.update($0) }
    guard chunk.isComplete else { return true }
    return try window.bytes(at: chunk.payload.upperBound, count: 4).bigEndian32(at: 0) == crc.value
  }

  mutating func add(restOf window: inout ByteWindow, from offset: UInt64) throws(MediaError) {
    endStream()
    try digest.update(restOf: &window, from: offset)
  }

  /// The length terminates the stream, so that no two different sequences of chunks yield the same bytes.
  private mutating func endStream() {
    if let length = streamed { digest.update(length) }
    streamed = nil
  }

  mutating func finish() throws(MediaError) -> AssetID {
    endStream()
    return try digest.finish()
  }
}
