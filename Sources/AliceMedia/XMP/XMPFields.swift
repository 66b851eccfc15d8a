import AliceModel

/// What alice says in XMP about one asset.
struct XMPFields: Sendable {
  var record: AssetRecord
  var id: AssetID
  /// False where the container has a better place for alice's document.
  var includesRecordJSON: Bool
}

/// What a packet says.
struct XMPContents: Sendable {
  /// Every text of every property, in document order: container `xmp`, keys like `dc:description` and
  /// `xmpMM:DerivedFrom/stRef:documentID` whatever prefixes the packet chose. Lists give one entry for each item.
  var entries: [MetadataEntry] = []
  /// `xmp:Rating` as it stands: -1 (rejected) to 5.
  var rating: Int?
  /// `dc:subject`, else digiKam's tags, else Lightroom's. Empty, not nil, where another program took out the tags that
  /// alice wrote.
  var tags: [String]?
  var recordJSON: String?
  var created: Timestamp?
  /// `dc:description` in its default language.
  var description: String?
}
