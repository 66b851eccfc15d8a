import AliceModel
import AliceNumbers

extension JPEGFile {
  /// The maximum payload of one segment in bytes: 65,533 minus the length of the name.
  static let exifLimit = 65_527
  static let xmpLimit = 65_502

  /// Writes EXIF, then XMP, after APP0. Returns nil if the packet is larger than a segment.
  ///
  /// The segments that alice wrote before and the merged XMP packet are removed; everything else is copied byte for
  /// byte, but for the verdict in the fields of other programs' metadata.
  static func embed(_ metadata: MetadataSet, into bytes: some RandomAccessBytes) throws(MediaError) -> Splice? {
    guard metadata.xmp.count <= xmpLimit else { return nil }
    var parts = try JPEGParts(bytes, replacedBy: metadata)
    var new: [UInt8] = []
    if case .write(let block) = metadata.exif { new += segment(exifPrefix + block) }
    let packet = parts.extended.flatMap { XMPPacket.naming(extension: $0.newName, in: metadata.xmp) } ?? metadata.xmp
    new += segment(xmpPrefix + packet)
    parts.head.append(new)
    parts.head.append(parts.rest)
    return parts.head
  }

  /// Returns an APP1 segment.
  static func segment(_ payload: [UInt8]) -> [UInt8] {
    [0xFF, 0xE1] + UInt16(clamping: payload.count + 2).bigEndianBytes + payload
  }
}

/// A JPEG without the segments that alice replaces, split at the position of the new ones.
private struct JPEGParts {
  var head = Splice()
  var rest = Splice()
  /// The extended XMP with the verdict in its fields; nil if it stays as it is.
  let extended: JPEGExtendedXMP.Replacement?
  private let metadata: MetadataSet
  private var hasPacket: Bool
  private var hasBlock = false
  private var hasExtended = false
  /// The offsets of EXIF segments that the next ones continue.
  private var continued: Set<UInt64> = []

  init(_ bytes: some RandomAccessBytes, replacedBy metadata: MetadataSet) throws(MediaError) {
    self.metadata = metadata
    hasPacket = metadata.replacedXMP == nil
    extended = try JPEGExtendedXMP.amended(in: bytes, by: metadata)
    if case .keep = metadata.exif { continued = try JPEGParts.continued(in: bytes) }
    var walker = JPEGWalker(bytes)
    head.append(source: 0..<2)
    var isHead = true
    while let segment = try walker.next() {
      if segment.marker == JPEGSegment.startOfScan {
        rest.append(source: segment.range.lowerBound..<walker.window.count)
        return
      }
      let size = Int(segment.payload.upperBound - segment.payload.lowerBound)
      let isRead = segment.application == 1 || segment.application == 13
      let payload = isRead ? try walker.window.bytes(at: segment.payload.lowerBound, count: size) : []
      if replaces(payload) { continue }
      // A foreign EXIF block at the beginning keeps its position.
      isHead = isHead && (segment.application == 0 || payload.starts(with: JPEGFile.exifPrefix))
      let part = amended(segment, payload)
      if isHead { head.append(part) } else { rest.append(part) }
    }
    throw .notEmbeddable
  }

  /// Returns the offsets of the payloads of EXIF segments that are not the end of their block.
  private static func continued(in bytes: some RandomAccessBytes) throws(MediaError) -> Set<UInt64> {
    var walker = JPEGWalker(bytes)
    var found: Set<UInt64> = []
    var last: UInt64?
    while let segment = try walker.next(), segment.marker != JPEGSegment.startOfScan {
      guard segment.application == 1 else { continue }
      let head = try walker.window.bytes(at: segment.payload.lowerBound, count: JPEGFile.exifPrefix.count + 4)
      guard head.starts(with: JPEGFile.exifPrefix) else { continue }
      if let last, !JPEGBlocks.isBeginning(head.dropFirst(JPEGFile.exifPrefix.count)) { found.insert(last) }
      last = segment.payload.lowerBound
    }
    return found
  }

  /// Returns the segment with the verdict in its fields, or as it is.
  private mutating func amended(_ segment: JPEGSegment, _ payload: ArraySlice<UInt8>) -> Splice {
    var splice = Splice()
    if let extended, JPEGExtendedXMP.isPiece(payload, of: extended.oldName) {
      if !hasExtended { splice.append(extended.segments) }
      hasExtended = true
      return splice
    }
    // Where a block goes on in the next segment, nothing may move.
    let exifLimit = continued.contains(segment.payload.lowerBound) ? 0 : JPEGFile.exifLimit
    guard let new = amended(payload, exifLimit: exifLimit) else {
      splice.append(source: segment.range)
      return splice
    }
    let length = segment.payload.lowerBound - 2
    splice.append(source: segment.range.lowerBound..<length)
    if new.count == payload.count {
      splice.append(source: length..<segment.payload.lowerBound)
    } else {
      splice.append(UInt16(clamping: new.count + 2).bigEndianBytes)
    }
    splice.append(new, over: segment.payload, of: payload)
    return splice
  }

  private func amended(_ payload: ArraySlice<UInt8>, exifLimit: Int) -> [UInt8]? {
    for (prefix, limit, amend) in [
      (JPEGFile.exifPrefix, exifLimit, metadata.amended(exif:limit:)),
      (JPEGFile.xmpPrefix, JPEGFile.xmpLimit, metadata.amended(xmp:limit:)),
      (PhotoshopResources.prefix, 65_533 - PhotoshopResources.prefix.count, metadata.amended(iptc:limit:)),
    ] where payload.starts(with: prefix) {
      return amend(Array(payload.dropFirst(prefix.count)), limit).map { prefix + $0 }
    }
    return nil
  }

  private mutating func replaces(_ payload: ArraySlice<UInt8>) -> Bool {
    // Only the first block is alice's; further ones belong to other programs.
    if !hasBlock, payload.starts(with: JPEGFile.exifPrefix), case .write = metadata.exif {
      hasBlock = true
      return true
    }
    guard !hasPacket, payload.starts(with: JPEGFile.xmpPrefix),
      payload.dropFirst(JPEGFile.xmpPrefix.count).elementsEqual(metadata.replacedXMP ?? [])
    else { return false }
    hasPacket = true
    return true
  }
}
