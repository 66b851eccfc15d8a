import AliceModel

extension PNGFile {
  /// The chunks that make the picture and its colours, and nothing behind them. A turned picture stays turned.
  ///
  /// `infotext` is the only text that the new file then has. Throws `notEmbeddable` for what is cut off, and for critical
  /// chunks of no standard.
  static func strip(_ bytes: some RandomAccessBytes, infotext: String? = nil) throws(MediaError) -> Splice {
    let orientation = try EXIFBlock.orientation(of: inspect(bytes).exif)
    var walker = PNGWalker(bytes)
    var picture = PNGPicture()
    while !walker.hasEnded, let chunk = try walker.next() { try picture.take(chunk) }
    guard walker.hasEnded, picture.hasImage else { throw .notEmbeddable }
    var splice = picture.head
    if let infotext { splice.append(PNGText.chunk(keyword: PNGText.infotextKeyword, text: infotext)) }
    if let block = EXIFBlock.build(orientation: orientation) { splice.append(PNGChunk.bytes("eXIf", block)) }
    splice.append(picture.rest)
    splice.append(PNGChunk.bytes("IEND", []))
    return splice
  }
}

/// What of a PNG is picture, cut where texts belong.
private struct PNGPicture {
  private(set) var head = Splice()
  private(set) var rest = Splice()
  private(set) var hasImage = false

  /// The chunks that say how the pixels are meant, and how large they may be: what is larger holds something else.
  private static let colors: [PNGChunkType: UInt64] = [
    "bKGD": 6, "cHRM": 32, "cICP": 4, "cLLI": 8, "cLLi": 8, "gAMA": 4, "hIST": 512, "iCCP": 32 << 20, "mDCV": 24,
    "mDCv": 24, "pHYs": 9, "sBIT": 4, "sPLT": 1 << 20, "sRGB": 1,
  ]

  mutating func take(_ chunk: PNGChunk) throws(MediaError) {
    guard chunk.isComplete || chunk.type == "IEND" else { throw .notEmbeddable }
    switch chunk.type {
    case "IEND": return
    case "IHDR" where head.pieces.isEmpty: head.append(source: 0..<chunk.range.upperBound)
    default:
      guard try isPicture(chunk) else { return }
      hasImage = hasImage || chunk.type == "IDAT"
      rest.append(source: chunk.range)
    }
  }

  private func isPicture(_ chunk: PNGChunk) throws(MediaError) -> Bool {
    if PNGIdentity.covers(chunk.type) { return true }
    guard chunk.type.isAncillary else { throw .notEmbeddable }
    guard let limit = PNGPicture.colors[chunk.type] else { return false }
    return chunk.payload.upperBound - chunk.payload.lowerBound <= limit
  }
}
