package import AliceModel

/// Inspects files of any format and embeds metadata into them.
package enum MediaFile {
  /// Inspects the bytes. The file's name is irrelevant, and no input makes this trap, hang or exhaust memory.
  ///
  /// `offsetMinutes` applies to dates in the file that have no offset. With `told`, every file is accepted: one of a
  /// format without a reader, too. Without it, that throws `unrecognised`.
  package static func inspect(
    _ bytes: some RandomAccessBytes, offsetMinutes: Int, told: ToldFormat? = nil
  ) throws(MediaError) -> Inspection {
    try Inspection(
      contents(of: bytes, told), byteCount: bytes.byteCount, offsetMinutes: offsetMinutes,
      toldExtension: told?.fileExtension)
  }

  /// Reads the metadata without the image data, so it neither computes the identity nor checks whether the file is
  /// complete.
  package static func header(
    _ bytes: some RandomAccessBytes, offsetMinutes: Int, told: ToldFormat? = nil
  ) throws(MediaError) -> MediaHeader {
    try MediaHeader(contents(of: MetadataOnly(bytes), told), byteCount: bytes.byteCount, offsetMinutes: offsetMinutes)
  }

  /// Embeds `record` into the file that `inspection` describes, or returns a sidecar if nothing may be written into it.
  ///
  /// `sidecar` is the existing sidecar; what other programs wrote there is kept. `former` is the record before the
  /// change, if it is known: a rating and tags that were taken away from it go from the fields of all programs.
  package static func embed(
    _ record: AssetRecord, into bytes: some RandomAccessBytes, inspection: Inspection, sidecar: [UInt8]? = nil,
    former: AssetRecord? = nil
  ) throws(MediaError) -> Embedding {
    if inspection.canEmbed, let splice = try splice(record, into: bytes, inspection: inspection, former) {
      return .splice(splice)
    }
    return .sidecar(XMPSidecar.make(record, id: inspection.id, existing: sidecar, former: former))
  }

  /// A format with a reader that the bytes only seem to have is believed unless another one was told.
  private static func contents(
    of bytes: some RandomAccessBytes, _ told: ToldFormat?
  ) throws(MediaError) -> ContainerContents {
    guard let told else { return try contents(of: bytes) }
    try checkHoles(in: bytes)
    do throws(MediaError) {
      if try !isHeadless(bytes, told) { return try contents(of: bytes) }
    } catch {
      switch error {
      case .unrecognised: break
      case .malformed where told.format.map { !$0.isReadable } ?? false: break
      default: throw error
      }
    }
    return try GeneralFile.inspect(bytes, told: told)
  }

  /// Whether the bytes are samples without a header, whose first ones may be the short signature of another format.
  private static func isHeadless(_ bytes: some RandomAccessBytes, _ told: ToldFormat) throws(MediaError) -> Bool {
    guard let format = told.format, [.pcm, .mulaw, .alaw].contains(format) else { return false }
    switch try kind(of: bytes) {
    case .mp3, .jxl, .bmp, .tiff: return true
    default: return false
    }
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
    case .bmp: try BMPFile.inspect(bytes)
    case .tiff: try TIFFFile.inspect(bytes)
    case .flac: try FLACFile.inspect(bytes)
    case .mp3: try MP3File.inspect(bytes)
    case .ogg: try OggFile.inspect(bytes)
    case .wav: try WAVFile.inspect(bytes)
    }
  }

  /// The number of bytes that identify every container.
  private static let headSize = 32
  /// The maximum size of the holes of a file in bytes. The identity covers them as zeros, and a file costs no disk to have
  /// so many of them that reading takes hours. What was written has no limit.
  private static let holeLimit: UInt64 = 1 << 30

  private static func checkHoles(in bytes: some RandomAccessBytes) throws(MediaError) {
    if bytes.holeByteCount > holeLimit { throw .sparse }
  }

  /// Returns whether a file that begins with these bytes may be of a format that alice reads.
  package static func canBegin(with head: [UInt8]) -> Bool { ContainerKind(head: head[...]) != nil }

  static func kind(of bytes: some RandomAccessBytes) throws(MediaError) -> ContainerKind {
    let head: [UInt8]
    do { head = try bytes.read(at: 0, count: headSize) } catch { throw .unreadable(offset: 0) }
    guard !head.isEmpty else { throw .empty }
    guard let kind = ContainerKind(head: head[...]) else { throw .unrecognised }
    try checkHoles(in: bytes)
    return kind
  }

  /// Returns nil if the file has no room for the metadata, or contains something that cannot be merged with it.
  private static func splice(
    _ record: AssetRecord, into bytes: some RandomAccessBytes, inspection: Inspection, _ former: AssetRecord?
  ) throws(MediaError) -> Splice? {
    do {
      if [.mp4, .mov, .m4a].contains(inspection.format) {
        let infotext = MetadataSet.infotext(of: record, facts: inspection.facts)
        return try ISOBMFF.embed(record, id: inspection.id, infotext: infotext, former: former, into: bytes)
      }
      guard let metadata = MetadataSet(record, inspection: inspection, former: former) else { return nil }
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
