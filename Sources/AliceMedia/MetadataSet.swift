import AliceModel
import AliceNumbers

/// The metadata to write into one file, independent of the container.
struct MetadataSet: Sendable {
  /// The change to the file's EXIF.
  enum EXIF: Sendable {
    /// Leaves the EXIF as it is, or absent, but for the verdict in its fields.
    case keep
    /// Replaces alice's own block, or adds the first one.
    case write([UInt8])
  }

  /// The maximum size in bytes of the packet and of the document that alice writes; a larger one would not be read
  /// back.
  static let limit = (8 << 20) - 1024

  /// The whole packet, with the foreign one merged into it.
  let xmp: [UInt8]
  /// The packet that `xmp` replaces.
  let replacedXMP: [UInt8]?
  /// The document, for containers that store it outside XMP.
  let recordJSON: String
  let exif: EXIF
  /// The text for programs that read AUTOMATIC1111's format; nil if alice did not generate the file.
  let infotext: String?
  /// What the fields of EXIF and IPTC must say that other programs wrote.
  let verdict: VerdictChange

  /// Returns nil if the metadata is too large, or if the foreign XMP is unreadable and so cannot be merged.
  ///
  /// `former` is the record before the change, if it is known.
  init?(_ record: AssetRecord, inspection: Inspection, former: AssetRecord? = nil) {
    let isPNG = inspection.format == .png
    let fields = XMPFields(
      record: record, id: inspection.id, includesRecordJSON: !isPNG, mirrorsNote: isPNG, former: former)
    guard let (packet, verdict) = XMPPacket.merged(fields, into: inspection.xmp), packet.count <= MetadataSet.limit
    else { return nil }
    self.verdict = verdict
    recordJSON = record.embeddedJSON(id: inspection.id).canonicalText
    guard recordJSON.utf8.count <= MetadataSet.limit else { return nil }
    xmp = packet
    replacedXMP = inspection.xmp
    infotext = MetadataSet.infotext(of: record, facts: inspection.facts)
    let block = infotext.flatMap { OwnEXIF(record, inspection: inspection, xmp: packet, infotext: $0) }
    exif = block.map { .write($0.bytes) } ?? .keep
  }

  /// Returns another program's block of EXIF with the verdict in its fields; nil if it stays as it is.
  func amended(exif block: [UInt8], limit: Int) -> [UInt8]? {
    guard case .keep = exif else { return nil }
    return EXIFBlock.amended(block, by: verdict, limit: limit)
  }

  /// Returns a further packet of XMP with the verdict in its fields; nil if it stays as it is.
  func amended(xmp packet: [UInt8], limit: Int) -> [UInt8]? {
    XMPPacket.amended(packet, by: verdict, like: xmp, limit: limit)
  }

  /// Returns IPTC with the tags in its keywords, in Photoshop's resources or bare; nil if it stays as it is.
  func amended(iptc bytes: [UInt8], limit: Int) -> [UInt8]? {
    bytes.starts(with: "8BIM".utf8)
      ? PhotoshopResources.amended(bytes, by: verdict.tags, limit: limit) : IIM.amended(bytes, by: verdict.tags)
  }

  /// Returns nil if alice did not generate the file.
  static func infotext(of record: AssetRecord, facts: FileFacts) -> String? {
    record.provenance.generator == .alice ? Infotext.serialize(record, facts: facts) : nil
  }
}
