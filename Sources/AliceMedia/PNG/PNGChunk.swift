import AliceNumbers

/// The four letters that name a chunk type.
struct PNGChunkType: Hashable, ExpressibleByStringLiteral {
  let code: UInt32

  init(code: UInt32) { self.code = code }

  init(stringLiteral text: StaticString) {
    code = text.withUTF8Buffer { $0.prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
  }

  var bytes: [UInt8] { code.bigEndianBytes }

  /// Whether a decoder that does not know the chunk may ignore it.
  var isAncillary: Bool { code & 0x2000_0000 != 0 }

  /// Whether all four bytes are ASCII letters, as the format demands.
  var isPlausible: Bool {
    // Clearing bit 5 turns lower-case letters into capitals.
    let capitals = code & 0xDFDF_DFDF
    return stride(from: 0, through: 24, by: 8).allSatisfy { (0x41...0x5A).contains(capitals >> $0 & 0xFF) }
  }
}

/// One chunk with its position in the file.
struct PNGChunk {
  let type: PNGChunkType
  /// The offset of the chunk's length field.
  let offset: UInt64
  /// The range of the data, clipped to the file.
  let payload: Range<UInt64>
  /// Whether the file contains the whole chunk.
  let isComplete: Bool

  /// The range of length, type, data and checksum, clipped to the file.
  var range: Range<UInt64> { offset..<(payload.upperBound + (isComplete ? 4 : 0)) }

  /// Returns a complete chunk with its checksum.
  static func bytes(_ type: PNGChunkType, _ payload: [UInt8]) -> [UInt8] {
    let body = type.bytes + payload
    return UInt32(truncatingIfNeeded: payload.count).bigEndianBytes + body + CRC32.of(body).bigEndianBytes
  }
}
