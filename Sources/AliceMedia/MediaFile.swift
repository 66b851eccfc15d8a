package import AliceModel

/// Looks into files and says how to write into them, whatever their format.
package enum MediaFile {
  /// What the bytes tell. The file's name has no say, and no bytes make it trap, hang or fill the memory.
  ///
  /// `offsetMinutes` is the clock of dates in the file that name none.
  package static func inspect(
    _ bytes: some RandomAccessBytes, offsetMinutes: Int
  ) throws(MediaError) -> Inspection {
    try Inspection(contents(of: bytes), byteCount: bytes.byteCount, offsetMinutes: offsetMinutes)
  }

  /// What was written about the picture, without reading the picture: no identity, and no word on whether it is whole.
  package static func header(
    _ bytes: some RandomAccessBytes, offsetMinutes: Int
  ) throws(MediaError) -> MediaHeader {
    try MediaHeader(contents(of: MetadataOnly(bytes)), byteCount: bytes.byteCount, offsetMinutes: offsetMinutes)
  }

  /// How `record` gets to stand with the file of which `inspection` tells: in it, or where nothing may be written, beside it.
  ///
  /// `sidecar` is what stands beside the file already; a new sidecar keeps what other programs say there.
  package static func embed(
    _ record: AssetRecord, into bytes: some RandomAccessBytes, inspection: Inspection, sidecar: [UInt8]? = nil
  ) throws(MediaError) -> Embedding {
    if inspection.canEmbed, let splice = try splice(record, into: bytes, inspection: inspection) {
      return .splice(splice)
    }
    return .sidecar(XMPSidecar.make(record, id: inspection.id, existing: sidecar))
  }

  private static func contents(of bytes: some RandomAccessBytes) throws(MediaError) -> ContainerContents {
    switch try kind(of: bytes) {
    case .png: try PNGFile.inspect(bytes)
    case .jpeg: try JPEGFile.inspect(bytes)
    case .webp: try WebPFile.inspect(bytes)
    case .gif: try GIFFile.inspect(bytes)
    case .matroska: try Matroska.inspect(bytes)
    case .isoBaseMedia: try ISOBMFF.inspect(bytes)
    case .jxl: try JXLFile.inspect(bytes)
    case .flac: try FLACFile.inspect(bytes)
    case .mp3: try MP3File.inspect(bytes)
    case .ogg: try OggFile.inspect(bytes)
    case .wav: try WAVFile.inspect(bytes)
    }
  }

  /// What tells the kind of every container.
  private static let headSize = 12
  /// Of a file, in bytes. What claims more holds nothing but gaps, and would be read for hours.
  private static let sizeLimit: UInt64 = 1 << 40

  static func kind(of bytes: some RandomAccessBytes) throws(MediaError) -> ContainerKind {
    let head: [UInt8]
    do { head = try bytes.read(at: 0, count: headSize) } catch { throw .unreadable(offset: 0) }
    guard !head.isEmpty else { throw .empty }
    guard let kind = ContainerKind(head: head[...]) else { throw .unrecognised }
    guard bytes.byteCount <= sizeLimit else { throw .tooLarge }
    return kind
  }

  /// Nil where the file has no room for what is to be written, or holds what cannot be merged with it.
  private static func splice(
    _ record: AssetRecord, into bytes: some RandomAccessBytes, inspection: Inspection
  ) throws(MediaError) -> Splice? {
    do {
      if inspection.format.kind == .video {
        let infotext = MetadataSet.infotext(of: record, facts: inspection.facts)
        return try ISOBMFF.embed(record, id: inspection.id, infotext: infotext, into: bytes)
      }
      guard let metadata = MetadataSet(record, inspection: inspection) else { return nil }
      return switch inspection.format {
      case .png: try PNGFile.embed(metadata, into: bytes)
      case .jpeg: try JPEGFile.embed(metadata, into: bytes)
      case .webp: try WebPFile.embed(metadata, into: bytes)
      default: nil
      }
    } catch MediaError.notEmbeddable {
      return nil
    }
  }
}
