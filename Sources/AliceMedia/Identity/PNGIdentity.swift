import AliceModel

/// `alice:png:1`: the header, palette, transparency, the stream of IDAT as one, and the animation's chunks.
///
/// How the stream is cut into IDAT chunks makes no difference, nor does any other chunk, wherever it stands.
struct PNGIdentity: ~Copyable {
  private var digest = SHA256Digest(domain: "alice:png:1")
  /// The bytes of the IDAT stream so far; nil outside of one.
  private var streamed: UInt64?

  static func covers(_ type: PNGChunkType) -> Bool {
    switch type {
    case "IDAT", "IHDR", "PLTE", "tRNS", "acTL", "fcTL", "fdAT": true
    default: false
    }
  }

  /// False where the chunk's checksum is wrong. A chunk that is cut off has none, which the walker tells.
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

  /// The length closes the stream, so that no two sequences of chunks give the same bytes.
  private mutating func endStream() {
    if let length = streamed { digest.update(length) }
    streamed = nil
  }

  mutating func finish() throws(MediaError) -> AssetID {
    endStream()
    return try digest.finish()
  }
}
