import AliceModel
import AliceNumbers

/// Reads WebP; `docs/file-format.md` describes what alice writes.
enum WebPFile {
  /// The chunks that make up the image.
  static let pictureChunks: Set<String> = ["VP8 ", "VP8L", "ALPH", "ANIM", "ANMF"]
  /// The maximum size of an EXIF or XMP chunk in bytes.
  static let metadataLimit = 32 << 20

  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var inspector = try WebPInspector(bytes)
    return try inspector.inspect()
  }
}

/// Reads one WebP in a single pass from front to back.
///
/// The identity is `alice:webp:1`: name, size and payload of the image chunks, and the canvas of animations.
private struct WebPInspector: ~Copyable {
  private var walker: RIFFWalker
  private var contents = ContainerContents(format: .webp)
  private var digest = SHA256Digest(domain: "alice:webp:1")
  private var hasPicture = false

  init(_ bytes: some RandomAccessBytes) throws(MediaError) { walker = try RIFFWalker(bytes) }

  mutating func inspect() throws(MediaError) -> ContainerContents {
    if walker.problem == .badLength { throw .malformed(.webp, offset: 4) }
    while let chunk = try walker.next() {
      switch chunk.name {
      case "VP8X": try readCanvas(chunk)
      case "EXIF": try readExif(chunk)
      case "XMP ": try readXMP(chunk)
      case "C2PA": try readManifests(chunk)
      case _ where WebPFile.pictureChunks.contains(chunk.name): try readPicture(chunk)
      default: break
      }
    }
    try conclude()
    contents.digest = try digest.finish()
    return contents
  }

  private mutating func readCanvas(_ chunk: RIFFChunk) throws(MediaError) {
    let payload = try walker.window.bytes(at: chunk.payload.lowerBound, count: 10)
    guard let header = WebPCanvas(payload), contents.width == nil else { return }
    contents.width = header.width
    contents.height = header.height
    // The canvas of a still image equals its frame, and a simple file has none; hashing it would make the digest depend
    // on metadata.
    if header.isAnimated { digest.update(Array(payload[(payload.startIndex + 4)...])) }
  }

  private mutating func readPicture(_ chunk: RIFFChunk) throws(MediaError) {
    hasPicture = hasPicture || chunk.name != "ANIM"
    try readFrame(chunk)
    digest.update(Array(chunk.name.utf8))
    digest.update(chunk.payload.upperBound - chunk.payload.lowerBound)
    try digest.update(chunk.payload, of: &walker.window)
  }

  private mutating func readFrame(_ chunk: RIFFChunk) throws(MediaError) {
    let head = try walker.window.bytes(at: chunk.payload.lowerBound, count: 16)
    if chunk.name == "ANMF", let last = head.littleEndian32(at: 12) {
      // The duration is in milliseconds, in 24 bits.
      contents.duration = (contents.duration ?? 0) + Double(last & 0xFF_FFFF) / 1000
    }
    guard contents.width == nil, let frame = WebPFrame(chunk.name, head) else { return }
    contents.width = frame.width
    contents.height = frame.height
  }

  private mutating func readExif(_ chunk: RIFFChunk) throws(MediaError) {
    guard contents.exif == nil, let block = try payload(chunk) else { return }
    let prefixed = block.starts(with: JPEGFile.exifPrefix)
    contents.exif = Array(block.dropFirst(prefixed ? JPEGFile.exifPrefix.count : 0))
  }

  private mutating func readXMP(_ chunk: RIFFChunk) throws(MediaError) {
    guard contents.xmp == nil, let packet = try payload(chunk) else { return }
    contents.xmp = Array(packet)
  }

  private mutating func readManifests(_ chunk: RIFFChunk) throws(MediaError) {
    contents.signed = true
    guard contents.manifestStore == nil,
      chunk.payload.upperBound - chunk.payload.lowerBound <= UInt64(ContainerContents.manifestLimit)
    else { return }
    contents.manifestStore = try payload(chunk).map(Array.init)
  }

  /// Returns nil if the chunk exceeds the limit.
  private mutating func payload(_ chunk: RIFFChunk) throws(MediaError) -> ArraySlice<UInt8>? {
    let size = chunk.payload.upperBound - chunk.payload.lowerBound
    guard size <= UInt64(WebPFile.metadataLimit) else {
      contents.note(.textTooLarge)
      return nil
    }
    return try walker.window.bytes(at: chunk.payload.lowerBound, count: Int(size))
  }

  private mutating func conclude() throws(MediaError) {
    if let problem = walker.problem { contents.note(problem) }
    if !hasPicture || contents.width == nil { contents.note(.missingImage) }
    contents.damaged = !contents.problems.isEmpty
    if walker.problem != nil { try digest.update(restOf: &walker.window, from: walker.position) }
    if !hasPicture { try digest.update(restOf: &walker.window, from: 0) }
    if walker.end < walker.window.count { contents.note(.trailingBytes) }
  }
}
