import AliceModel
import AliceNumbers

extension WebPFile {
  /// Returns the chunks of the image with its colours, in the simple form if that suffices. The orientation is kept.
  ///
  /// `infotext` is the only text in the new file. Throws `notEmbeddable` for truncated files.
  static func strip(_ bytes: some RandomAccessBytes, infotext: String? = nil) throws(MediaError) -> Splice {
    let orientation = try EXIFBlock.orientation(of: inspect(bytes).exif)
    var walker = try RIFFWalker(bytes)
    var picture = WebPPicture()
    while let chunk = try walker.next() { try picture.take(chunk, window: &walker.window) }
    guard walker.problem == nil, picture.hasImage else { throw .notEmbeddable }
    let block = EXIFBlock.build(orientation: orientation, userComment: infotext)
    let head = try picture.canvas(withEXIF: block != nil).map { RIFFChunk.bytes("VP8X", $0.bytes) } ?? []
    let tail = block.map { RIFFChunk.bytes("EXIF", $0) } ?? []
    let size = 4 + UInt64(head.count) + picture.kept.byteCount + UInt64(tail.count)
    guard let riffSize = UInt32(exactly: size), riffSize < UInt32.max - 9 else { throw .notEmbeddable }
    var splice = Splice()
    splice.append(Array("RIFF".utf8) + riffSize.littleEndianBytes + Array("WEBP".utf8) + head)
    splice.append(picture.kept)
    splice.append(tail)
    return splice
  }
}

/// The image chunks of a WebP.
private struct WebPPicture {
  private(set) var kept = Splice()
  private(set) var hasImage = false
  private var found: WebPCanvas?
  private var frame: WebPFrame?
  /// The flags of the features that need the extended form.
  private var flags: UInt8 = 0
  private var isExtended = false

  mutating func take(_ chunk: RIFFChunk, window: inout ByteWindow) throws(MediaError) {
    switch chunk.name {
    case "VP8X":
      guard let canvas = WebPCanvas(try window.bytes(at: chunk.payload.lowerBound, count: 10)) else {
        throw .notEmbeddable
      }
      found = found ?? canvas
      return
    case "ICCP":
      guard flags & WebPCanvas.colorProfile == 0 else { return }
      flags |= WebPCanvas.colorProfile
    case "ALPH": flags |= WebPCanvas.alpha
    case "ANIM", "ANMF": isExtended = true
    case "VP8 ", "VP8L":
      let found = WebPFrame(chunk.name, try window.bytes(at: chunk.payload.lowerBound, count: 10))
      frame = frame ?? found
    default: return
    }
    hasImage = hasImage || ["VP8 ", "VP8L", "ANMF"].contains(chunk.name)
    kept.append(source: chunk.offset..<chunk.end)
    // The last chunk may lack the padding of an odd size.
    if (chunk.end - chunk.offset) % 2 == 1 { kept.append([0]) }
  }

  /// Returns nil if the simple form suffices.
  func canvas(withEXIF: Bool) throws(MediaError) -> WebPCanvas? {
    let flags = flags | (withEXIF ? WebPCanvas.exif : 0)
    if let found {
      let isFrame = frame?.width == found.width && frame?.height == found.height
      if flags == 0, !isExtended, isFrame { return nil }
      let stays = found.flags & (WebPCanvas.animation | WebPCanvas.alpha)
      return WebPCanvas(flags: stays | flags, width: found.width, height: found.height)
    }
    guard flags != 0 || isExtended else { return nil }
    guard let frame else { throw .notEmbeddable }
    return WebPCanvas(
      flags: flags | (frame.hasAlpha ? WebPCanvas.alpha : 0), width: frame.width, height: frame.height)
  }
}
