import AliceModel
import AliceNumbers

extension PNGFile {
  /// Returns the chunks of the image and its colours, and nothing after them. The orientation is kept.
  ///
  /// `infotext` is the only text in the new file. Throws `notEmbeddable` for truncated files, and for non-standard
  /// critical chunks.
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

/// The image chunks of a PNG, split at the position of texts.
private struct PNGPicture {
  private(set) var head = Splice()
  private(set) var rest = Splice()
  private(set) var hasImage = false

  /// The chunks that define how to interpret the pixels, with their maximum sizes: a larger one contains something
  /// else.
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
