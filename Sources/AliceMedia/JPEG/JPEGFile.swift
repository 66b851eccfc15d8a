import AliceModel
import AliceNumbers

/// Reads JPEG; `docs/file-format.md` describes what alice writes.
enum JPEGFile {
  static let exifPrefix = Array("Exif\0\0".utf8)
  static let xmpPrefix = Array("http://ns.adobe.com/xap/1.0/\0".utf8)
  /// The maximum size of Photoshop's resources in bytes.
  static let resourceLimit = 4 << 20
  static let extensionPrefix = Array("http://ns.adobe.com/xmp/extension/\0".utf8)
  /// The maximum number of EXIF blocks, and of further XMP packets, that are read.
  static let blockLimit = 16

  static func inspect(_ bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    var inspector = JPEGInspector(bytes)
    return try inspector.inspect()
  }
}

/// Reads one JPEG in a single pass up to the end of its first image.
///
/// The identity is `alice:jpeg:1`: all segments except APPn and COM, and the entropy-coded data, up to the first EOI.
private struct JPEGInspector: ~Copyable {
  private var walker: JPEGWalker
  private var contents = ContainerContents(format: .jpeg)
  private var digest = SHA256Digest(domain: "alice:jpeg:1")
  private var exif = JPEGBlocks()
  private var extended = JPEGExtendedXMP()
  private var manifest = JPEGManifest()
  /// Photoshop's resources, which can span several segments.
  private var resources: [UInt8] = []
  private var hasScan = false

  init(_ bytes: some RandomAccessBytes) { walker = JPEGWalker(bytes) }

  mutating func inspect() throws(MediaError) -> ContainerContents {
    var hasEnded = false
    while !hasEnded, !walker.isSkipped, let segment = try walker.next() {
      switch segment.marker {
      case JPEGSegment.endOfImage: hasEnded = true
      case JPEGSegment.comment: try readComment(segment)
      case _ where segment.application != nil: try readApplication(segment)
      default: try readPicture(segment)
      }
    }
    contents.exif = exif.blocks.first
    contents.moreEXIF = Array(exif.blocks.dropFirst())
    if let packet = extended.packet(namedIn: contents.xmp) { contents.moreXMP.insert(packet, at: 0) }
    contents.manifestStore = manifest.store
    contents.add(iptc: resources)
    try conclude(hasEnded: hasEnded || walker.isSkipped)
    contents.digest = try digest.finish()
    return contents
  }

  private mutating func readPicture(_ segment: JPEGSegment) throws(MediaError) {
    digest.update([0xFF, segment.marker])
    digest.update(segment.payload.upperBound - segment.payload.lowerBound)
    try digest.update(segment.payload, of: &walker.window)
    if segment.isFrame, contents.width == nil {
      let frame = try walker.window.bytes(at: segment.payload.lowerBound, count: 5)
      contents.height = frame.bigEndian16(at: 1).flatMap { $0 > 0 ? Int($0) : nil }
      contents.width = frame.bigEndian16(at: 3).flatMap { $0 > 0 ? Int($0) : nil }
    }
    guard segment.marker == JPEGSegment.startOfScan else { return }
    hasScan = true
    try walker.skipScan { digest.update($0) }
  }

  private mutating func conclude(hasEnded: Bool) throws(MediaError) {
    if let problem = walker.problem { contents.note(problem) }
    if !hasScan || contents.width == nil { contents.note(.missingImage) }
    contents.damaged = !hasEnded || !contents.problems.isEmpty
    if !hasScan { try digest.update(restOf: &walker.window, from: 0) }
    if !hasEnded { return try digest.update(restOf: &walker.window, from: walker.position) }
    if !walker.isSkipped, walker.position < walker.window.count { contents.note(.trailingBytes) }
  }
}

extension JPEGInspector {
  private mutating func payload(_ segment: JPEGSegment) throws(MediaError) -> ArraySlice<UInt8> {
    try walker.window.bytes(
      at: segment.payload.lowerBound, count: Int(segment.payload.upperBound - segment.payload.lowerBound))
  }

  /// A comment may begin with a keyword and a NUL, as the `parameters` of stable-diffusion.cpp do.
  private mutating func readComment(_ segment: JPEGSegment) throws(MediaError) {
    var bytes = try payload(segment)
    var key = "Comment"
    if let end = bytes.prefix(80).firstIndex(of: 0), end > bytes.startIndex, end < bytes.endIndex - 1,
      bytes[..<end].allSatisfy({ (0x20..<0x7F).contains($0) })
    {
      key = String(decoding: bytes[..<end], as: UTF8.self)
      bytes = bytes[(end + 1)...]
    }
    let text = ByteText.narrow(bytes)
    contents.add(MetadataEntry(container: "jpeg:com", key: key, text: text))
  }

  private mutating func readApplication(_ segment: JPEGSegment) throws(MediaError) {
    switch segment.application {
    case 1: try readExchange(payload(segment))
    case 11:
      // JUMBF has `JP`, box instance, packet number, box length and `jumb`. Its content is C2PA.
      let bytes = try payload(segment)
      guard bytes.starts(with: Array("JP".utf8)), bytes.dropFirst(12).starts(with: "jumb".utf8) else { return }
      contents.signed = true
      manifest.add(bytes)
    case 13:
      let bytes = try payload(segment)
      guard bytes.starts(with: PhotoshopResources.prefix), resources.count + bytes.count <= JPEGFile.resourceLimit
      else {
        return
      }
      resources += bytes.dropFirst(PhotoshopResources.prefix.count)
    default: break
    }
  }

  private mutating func readExchange(_ payload: ArraySlice<UInt8>) {
    if payload.starts(with: JPEGFile.exifPrefix) {
      exif.add(payload.dropFirst(JPEGFile.exifPrefix.count))
    } else if payload.starts(with: JPEGFile.xmpPrefix) {
      let packet = Array(payload.dropFirst(JPEGFile.xmpPrefix.count))
      if contents.xmp == nil {
        contents.xmp = packet
      } else if contents.moreXMP.count < JPEGFile.blockLimit {
        contents.moreXMP.append(packet)
      }
    } else if payload.starts(with: JPEGFile.extensionPrefix) {
      extended.add(payload.dropFirst(JPEGFile.extensionPrefix.count))
    }
  }
}
