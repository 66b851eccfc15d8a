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

  /// Of the packet that alice writes, in bytes; larger ones belong into a sidecar.
  static let limit = 8 << 20

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
    let isOurs = record.provenance.generator == .alice
    infotext = isOurs ? Infotext.serialize(record, facts: inspection.facts) : nil
    let block = isOurs ? OwnEXIF(record, inspection: inspection, xmp: packet, infotext: infotext) : nil
    exif = block.map { .write($0.bytes) } ?? .keep
  }
}
