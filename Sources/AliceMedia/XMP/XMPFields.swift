import AliceModel

/// The values of one asset that alice writes into XMP.
struct XMPFields: Sendable {
  var record: AssetRecord
  var id: AssetID
  /// Whether XMP holds alice's document; some containers have a better place for it.
  var includesRecordJSON: Bool
}

/// The contents of a packet.
struct XMPContents: Sendable {
  /// Every text of every property, in document order. The container is `xmp`, and the keys have the usual prefixes
  /// whatever the packet uses: `dc:description`, `xmpMM:DerivedFrom/stRef:documentID`. Lists yield one entry per item.
  var entries: [MetadataEntry] = []
  /// The value of `xmp:Rating`: -1 (rejected) to 5.
  var rating: Int?
  /// The pick; see `XMPPick.pick`.
  var pick: Pick??
  /// `dc:subject`, else digiKam's tags, else Lightroom's. Empty instead of nil if another program removed the tags that
  /// alice wrote.
  var tags: [String]?
  var recordJSON: String?
  var dates: [Timestamp] = []
  /// `dc:description` in its default language.
  var description: String?
}
