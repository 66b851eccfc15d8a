package import AliceModel

/// The contents of a sidecar.
package struct SidecarContents: Sendable {
  /// Alice's record with the rating, pick, tags, title and note that other programs have changed since; nil if alice did not write the
  /// sidecar.
  package var record: AssetRecord?
  /// The id of the asset for which alice wrote the sidecar.
  package var recordID: AssetID?
  package var rating: Rating?
  package var pick: Pick?
  package var tags: [String]
  package var title: String?
  package var note: String?
  package var disclosure: DigitalSource?
  /// The values that another program has changed.
  package var changed: ChangedVerdict
  /// Every text of every property; see `XMPContents`.
  package var entries: [MetadataEntry]
}

/// `NAME.EXT.xmp`, the XMP of a file that must not be changed, in the form that Lightroom, digiKam, darktable and
/// exiftool read.
package enum XMPSidecar {
  /// Returns the whole sidecar. Properties of other programs in `existing` are kept.
  ///
  /// `former` is the record before the change, if it is known: what was taken away from it goes from every field. If
  /// `existing` cannot be read as XMP, it is kept in Base64 as `alice:previousSidecar`.
  package static func make(
    _ record: AssetRecord, id: AssetID, existing: [UInt8]?, former: AssetRecord? = nil
  ) -> [UInt8] {
    let fields = XMPFields(record: record, id: id, includesRecordJSON: true, mirrorsNote: true, former: former)
    if let packet = XMPPacket.merging(fields, into: existing) { return packet }
    return XMPPacket.packet(fields, keeping: existing ?? [])
  }

  package static func read(_ bytes: [UInt8]) -> SidecarContents {
    let contents = XMPPacket.contents(of: bytes)
    let json = contents.recordJSON.flatMap { try? JSONValue(parsing: $0, limits: .lenient) }
    let written = json.flatMap { AssetRecord(embeddedJSON: $0) }
    let found = FoundVerdict(xmp: contents)
    let record = written.map { Reconciliation.record($0, with: found) }
    let rating = found.rating.flatMap { Rating($0) }
    let pick = found.pick ?? nil
    let tags = found.tags ?? []
    return SidecarContents(
      record: record, recordID: json?["id"]?.stringValue.flatMap { AssetID(hex: $0) }, rating: rating, pick: pick,
      tags: tags, title: found.title, note: found.note, disclosure: found.source,
      changed: record.map { ChangedVerdict(of: written, to: $0) } ?? ChangedVerdict(new: found),
      entries: contents.entries)
  }
}
