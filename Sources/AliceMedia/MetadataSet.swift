import AliceModel

/// What is to be written into one file, before it is known how the container holds it.
struct MetadataSet: Sendable {
  /// What happens to the file's EXIF.
  enum EXIF: Sendable {
    /// As it is; also where there is none.
    case keep
    /// Takes the place of alice's own block, or is the first.
    case write([UInt8])
  }

  /// Of the packet and of the document that alice writes, in bytes: what is larger would not be read back.
  static let limit = (8 << 20) - 1024

  /// The whole packet, the foreign one merged into it.
  let xmp: [UInt8]
  /// The packet that `xmp` takes the place of.
  let replacedXMP: [UInt8]?
  /// The document for containers that hold it outside XMP.
  let recordJSON: String
  let exif: EXIF
  /// For programs that read AUTOMATIC1111's text; nil for what alice did not make.
  let infotext: String?

  /// Nil where it would be too much, or where the foreign XMP cannot be read and so cannot be merged.
  init?(_ record: AssetRecord, inspection: Inspection) {
    let format = inspection.format
    let fields = XMPFields(record: record, id: inspection.id, includesRecordJSON: format != .png)
    guard let packet = XMPPacket.merging(fields, into: inspection.xmp), packet.count <= MetadataSet.limit else {
      return nil
    }
    recordJSON = record.embeddedJSON(id: inspection.id).canonicalText
    guard recordJSON.utf8.count <= MetadataSet.limit else { return nil }
    xmp = packet
    replacedXMP = inspection.xmp
    infotext = MetadataSet.infotext(of: record, facts: inspection.facts)
    let block = infotext.flatMap { OwnEXIF(record, inspection: inspection, xmp: packet, infotext: $0) }
    exif = block.map { .write($0.bytes) } ?? .keep
  }

  /// Nil for what alice did not make.
  static func infotext(of record: AssetRecord, facts: FileFacts) -> String? {
    record.provenance.generator == .alice ? Infotext.serialize(record, facts: facts) : nil
  }
}
