package import AliceModel

/// What a sidecar says about the file beside it.
package struct SidecarContents: Sendable {
  /// Alice's document with what other programs changed since: rating, tags. Nil where alice did not write the sidecar.
  package var record: AssetRecord?
  /// The id of the asset that alice wrote it for.
  package var recordID: AssetID?
  package var rating: Rating?
  package var tags: [String]
  /// What is not alice's word.
  package var changed: ChangedVerdict
  /// Every text of every property; see `XMPContents`.
  package var entries: [MetadataEntry]
}

/// `NAME.EXT.xmp`: the XMP of a file that must not be touched, in the form that Lightroom, digiKam, darktable and
/// exiftool read.
package enum XMPSidecar {
  /// The whole file. Properties that other programs left in `existing` stay.
  ///
  /// An `existing` file that cannot be read as XMP is kept too, in Base64 as `alice:previousSidecar`.
  package static func make(_ record: AssetRecord, id: AssetID, existing: [UInt8]?) -> [UInt8] {
    let fields = XMPFields(record: record, id: id, includesRecordJSON: true)
    if let packet = XMPPacket.merging(fields, into: existing) { return packet }
    return XMPPacket.packet(fields, beside: existing ?? [])
  }

  package static func read(_ bytes: [UInt8]) -> SidecarContents {
    let contents = XMPPacket.contents(of: bytes)
    let json = contents.recordJSON.flatMap { try? JSONValue(parsing: $0, limits: .lenient) }
    let written = json.flatMap { AssetRecord(embeddedJSON: $0) }
    let record = written.map { Reconciliation.record($0, with: contents) }
    let rating = contents.rating.flatMap { Rating($0) }
    let tags = contents.tags ?? []
    return SidecarContents(
      record: record, recordID: json?["id"]?.stringValue.flatMap { AssetID(hex: $0) }, rating: rating, tags: tags,
      changed: record.map { ChangedVerdict(of: written, to: $0) }
        ?? ChangedVerdict(rating: rating != nil, tags: !tags.isEmpty),
      entries: contents.entries)
  }
}
