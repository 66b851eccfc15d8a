import AliceModel

extension JPEGFile {
  /// Of the payloads of one segment, in bytes: what remains of 65,533 after the name.
  static let exifLimit = 65_527
  static let xmpLimit = 65_502

  /// Writes after APP0: EXIF, then XMP. Nil where the packet is larger than a segment.
  ///
  /// What alice wrote before and the XMP packet that was merged go; everything else stays byte for byte.
  static func embed(_ metadata: MetadataSet, into bytes: some RandomAccessBytes) throws(MediaError) -> Splice? {
    guard metadata.xmp.count <= xmpLimit else { return nil }
    var parts = try JPEGParts(bytes, replacedBy: metadata)
    var new: [UInt8] = []
    if case .write(let block) = metadata.exif { new += segment(exifPrefix + block) }
    new += segment(xmpPrefix + metadata.xmp)
    parts.head.append(new)
    parts.head.append(parts.rest)
    return parts.head
  }

  /// An APP1 segment.
  static func segment(_ payload: [UInt8]) -> [UInt8] {
    [0xFF, 0xE1] + UInt16(clamping: payload.count + 2).bigEndianBytes + payload
  }
}

/// A JPEG cut where alice's segments belong, without those that they replace.
private struct JPEGParts {
  var head = Splice()
  var rest = Splice()
  private let metadata: MetadataSet
  private var hasPacket: Bool

  init(_ bytes: some RandomAccessBytes, replacedBy metadata: MetadataSet) throws(MediaError) {
    self.metadata = metadata
    hasPacket = metadata.replacedXMP == nil
    var walker = JPEGWalker(bytes)
    head.append(source: 0..<2)
    var isHead = true
    while let segment = try walker.next() {
      if segment.marker == JPEGSegment.startOfScan {
        rest.append(source: segment.range.lowerBound..<walker.window.count)
        return
      }
      let size = Int(segment.payload.upperBound - segment.payload.lowerBound)
      let payload = segment.application == 1 ? try walker.window.bytes(at: segment.payload.lowerBound, count: size) : []
      if replaces(payload) { continue }
      // A foreign EXIF block that stands first keeps its place.
      isHead = isHead && (segment.application == 0 || payload.starts(with: JPEGFile.exifPrefix))
      if isHead { head.append(source: segment.range) } else { rest.append(source: segment.range) }
    }
    throw .notEmbeddable
  }

  private mutating func replaces(_ payload: ArraySlice<UInt8>) -> Bool {
    if payload.starts(with: JPEGFile.exifPrefix), case .write = metadata.exif { return true }
    guard !hasPacket, payload.starts(with: JPEGFile.xmpPrefix),
      payload.dropFirst(JPEGFile.xmpPrefix.count).elementsEqual(metadata.replacedXMP ?? [])
    else { return false }
    hasPacket = true
    return true
  }
}
