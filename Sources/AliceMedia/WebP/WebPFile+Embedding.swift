import AliceModel
import AliceNumbers

extension WebPFile {
  /// Writes EXIF and XMP at the end of the RIFF, and converts a simple file to an extended one.
  ///
  /// Returns nil if the file would exceed RIFF's size limit. The chunks that alice wrote before and the merged XMP
  /// packet are removed; everything else is copied byte for byte, except the RIFF size and the flags of VP8X.
  static func embed(_ metadata: MetadataSet, into bytes: some RandomAccessBytes) throws(MediaError) -> Splice? {
    var parts = try WebPParts(bytes, replacedBy: metadata)
    var new: [UInt8] = []
    if case .write(let block) = metadata.exif {
      parts.canvas.flags |= WebPCanvas.exif
      new += RIFFChunk.bytes("EXIF", block)
    }
    parts.canvas.flags |= WebPCanvas.xmp
    if !parts.isPacketKept { new += RIFFChunk.bytes("XMP ", metadata.xmp) }
    let canvas = RIFFChunk.bytes("VP8X", parts.canvas.bytes)
    let size = 4 + UInt64(canvas.count) + parts.kept.byteCount + UInt64(new.count)
    guard let riffSize = UInt32(exactly: size), riffSize < UInt32.max - 9 else { return nil }
    var splice = Splice()
    splice.append(Array("RIFF".utf8) + riffSize.littleEndianBytes + Array("WEBP".utf8) + canvas)
    splice.append(parts.kept)
    splice.append(new)
    splice.append(source: parts.trailer)
    return splice
  }
}

/// The chunks of a WebP without those that are replaced, and the matching content of its VP8X chunk.
private struct WebPParts {
  var canvas = WebPCanvas(flags: 0, width: 1, height: 1)
  private(set) var kept = Splice()
  private(set) var trailer: Range<UInt64> = 0..<0
  /// Whether the new packet is in `kept`: before further packets, because readers take the first.
  private(set) var isPacketKept = false
  private var hasFurtherPackets = false
  private let metadata: MetadataSet
  private var hasPacket: Bool
  private var isExtended = false

  init(_ bytes: some RandomAccessBytes, replacedBy metadata: MetadataSet) throws(MediaError) {
    self.metadata = metadata
    hasPacket = metadata.replacedXMP == nil
    hasFurtherPackets = try WebPParts.countPackets(bytes) > 1
    var walker = try RIFFWalker(bytes)
    while let chunk = try walker.next() {
      if chunk.name == "VP8X", !isExtended {
        guard let found = WebPCanvas(try walker.window.bytes(at: chunk.payload.lowerBound, count: 10)) else {
          throw .notEmbeddable
        }
        canvas = WebPCanvas(
          flags: found.flags & ~(WebPCanvas.exif | WebPCanvas.xmp) | canvas.flags, width: found.width,
          height: found.height)
        isExtended = true
      } else {
        try take(chunk, window: &walker.window)
      }
    }
    trailer = walker.end..<walker.window.count
  }

  private static func countPackets(_ bytes: some RandomAccessBytes) throws(MediaError) -> Int {
    var walker = try RIFFWalker(bytes)
    var count = 0
    while let chunk = try walker.next() { count += chunk.name == "XMP " ? 1 : 0 }
    return count
  }

  private mutating func take(_ chunk: RIFFChunk, window: inout ByteWindow) throws(MediaError) {
    switch chunk.name {
    case "EXIF":
      if case .write = metadata.exif { return }
      canvas.flags |= WebPCanvas.exif
      if try amend(chunk, window: &window) { return }
    case "XMP ":
      if try isReplaced(chunk, window: &window) {
        isPacketKept = hasFurtherPackets
        if isPacketKept { kept.append(RIFFChunk.bytes("XMP ", metadata.xmp)) }
        return
      }
      if try amend(chunk, window: &window) { return }
    case "ICCP": canvas.flags |= WebPCanvas.colorProfile
    case "ALPH": canvas.flags |= WebPCanvas.alpha
    case "VP8 ", "VP8L": try describe(chunk, window: &window)
    default: break
    }
    kept.append(source: chunk.offset..<chunk.end)
    // The last chunk may lack the padding of an odd size.
    if (chunk.end - chunk.offset) % 2 == 1 { kept.append([0]) }
  }

  /// Writes the verdict into the fields of another program's EXIF or XMP; returns whether it has such fields.
  private mutating func amend(_ chunk: RIFFChunk, window: inout ByteWindow) throws(MediaError) -> Bool {
    let size = chunk.end - chunk.offset
    guard size <= UInt64(WebPFile.metadataLimit) else { return false }
    let old = try window.bytes(at: chunk.offset, count: Int(size))
    let block = Array(old.dropFirst(8).prefix(Int(chunk.payload.upperBound - chunk.payload.lowerBound)))
    let limit = WebPFile.metadataLimit
    let new =
      chunk.name == "XMP " ? metadata.amended(xmp: block, limit: limit) : metadata.amended(exif: block, limit: limit)
    guard let new else { return false }
    kept.append(RIFFChunk.bytes(chunk.name, new), over: chunk.offset..<chunk.end, of: old)
    return true
  }

  private mutating func describe(_ chunk: RIFFChunk, window: inout ByteWindow) throws(MediaError) {
    guard !isExtended,
      let frame = WebPFrame(chunk.name, try window.bytes(at: chunk.payload.lowerBound, count: 10))
    else { return }
    let flags = canvas.flags | (frame.hasAlpha ? WebPCanvas.alpha : 0)
    canvas = WebPCanvas(flags: flags, width: frame.width, height: frame.height)
  }

  private mutating func isReplaced(_ chunk: RIFFChunk, window: inout ByteWindow) throws(MediaError) -> Bool {
    let size = chunk.payload.upperBound - chunk.payload.lowerBound
    guard !hasPacket, size == UInt64(metadata.replacedXMP?.count ?? 0),
      try window.bytes(at: chunk.payload.lowerBound, count: Int(size)).elementsEqual(metadata.replacedXMP ?? [])
    else { return false }
    hasPacket = true
    return true
  }
}
