import AliceModel
import AliceNumbers

extension JPEGFile {
  /// Returns the image up to its first EOI, with its colours and its orientation.
  ///
  /// `infotext` is the only text in the new file. Throws `notEmbeddable` if there is no EOI, for segments outside the
  /// standard, and if the text is larger than a segment.
  static func strip(_ bytes: some RandomAccessBytes, infotext: String? = nil) throws(MediaError) -> Splice {
    let orientation = try EXIFBlock.orientation(of: inspect(bytes).exif)
    var walker = JPEGWalker(bytes)
    var picture = JPEGPicture()
    while !picture.hasEnded, let segment = try walker.next() { try picture.take(segment, in: &walker) }
    guard picture.hasEnded, picture.hasScan, walker.problem == nil else { throw .notEmbeddable }
    var splice = picture.head
    if let block = EXIFBlock.build(orientation: orientation, userComment: infotext) {
      guard block.count <= exifLimit else { throw .notEmbeddable }
      splice.append(segment(exifPrefix + block))
    }
    splice.append(picture.rest)
    return splice
  }
}

/// The image data of a JPEG, split at the position of EXIF.
private struct JPEGPicture {
  private(set) var head = Splice()
  private(set) var rest = Splice()
  private(set) var hasScan = false
  private(set) var hasEnded = false
  private var hasJFIF = false
  private var hasAdobe = false

  init() { head.append(source: 0..<2) }

  mutating func take(_ segment: JPEGSegment, in walker: inout JPEGWalker) throws(MediaError) {
    if let application = segment.application { return try take(application, segment, in: &walker.window) }
    switch segment.marker {
    case JPEGSegment.comment: return
    case JPEGSegment.endOfImage: hasEnded = true
    case JPEGSegment.startOfScan:
      hasScan = true
      try walker.skipScan { _ in }
      return rest.append(source: segment.range.lowerBound..<walker.position)
    // These are frames, tables, restarts, the number of lines, and TEM.
    case 0x01, 0xC0...0xD7, 0xDB...0xDF: break
    default: throw .notEmbeddable
    }
    rest.append(source: segment.range)
  }

  private mutating func take(
    _ application: Int, _ segment: JPEGSegment, in window: inout ByteWindow
  ) throws(MediaError) {
    let name = try window.bytes(at: segment.payload.lowerBound, count: 16)
    switch application {
    case 0 where name.starts(with: "JFIF\0".utf8) && !hasJFIF:
      hasJFIF = true
      try takeHeader(segment, of: 14, in: &window)
    case 2 where name.starts(with: "ICC_PROFILE\0".utf8): rest.append(source: segment.range)
    case 14 where name.starts(with: "Adobe".utf8):
      guard !hasAdobe else { throw .notEmbeddable }
      hasAdobe = true
      try takeHeader(segment, of: 12, in: &window)
    default: break
    }
  }

  /// Copies a header without the bytes after its first `size`: they are a thumbnail, whose dimensions are the last two
  /// bytes of JFIF.
  private mutating func takeHeader(
    _ segment: JPEGSegment, of size: Int, in window: inout ByteWindow
  ) throws(MediaError) {
    let isFirst = segment.application == 0 && rest.pieces.isEmpty
    var kept = Splice()
    if segment.payload.upperBound - segment.payload.lowerBound <= UInt64(size) {
      kept.append(source: segment.range)
    } else {
      let body = Array(try window.bytes(at: segment.payload.lowerBound, count: size))
      let sides: [UInt8] = segment.application == 0 ? [0, 0] : []
      kept.append(
        [0xFF, segment.marker] + UInt16(clamping: size + 2).bigEndianBytes + body.dropLast(sides.count) + sides)
    }
    if isFirst { head.append(kept) } else { rest.append(kept) }
  }
}
