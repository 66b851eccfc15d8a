/// The four letters that name a chunk.
struct PNGChunkType: Hashable, ExpressibleByStringLiteral {
  let code: UInt32

  init(code: UInt32) { self.code = code }

  init(stringLiteral text: StaticString) {
    code = text.withUTF8Buffer { $0.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
  }

  var bytes: [UInt8] { code.bigEndianBytes }

  /// A decoder that does not know the chunk may go on without it.
  var isAncillary: Bool { code & 0x2000_0000 != 0 }

  /// All four bytes are ASCII letters, as the format demands.
  var isPlausible: Bool {
    // Clearing the bit of the case leaves capitals.
    let capitals = code & 0xDFDF_DFDF
    return stride(from: 0, through: 24, by: 8).allSatisfy { (0x41...0x5A).contains(capitals >> $0 & 0xFF) }
  }
}

/// One chunk where it stands in its file.
struct PNGChunk {
  let type: PNGChunkType
  /// Of the length field that begins the chunk.
  let offset: UInt64
  /// The chunk's data, cut at the end of the file.
  let payload: Range<UInt64>
  /// False where the file ends before the chunk does.
  let isComplete: Bool

  /// Of length, type, data and checksum, cut at the end of the file.
  var range: Range<UInt64> { offset..<(payload.upperBound + (isComplete ? 4 : 0)) }

  /// A whole chunk with its checksum.
  static func bytes(_ type: PNGChunkType, _ payload: [UInt8]) -> [UInt8] {
    let body = type.bytes + payload
    return UInt32(truncatingIfNeeded: payload.count).bigEndianBytes + body + CRC32.of(body).bigEndianBytes
  }
}
