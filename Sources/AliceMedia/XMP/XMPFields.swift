import AliceModel

/// The values of one asset that alice writes into XMP.
struct XMPFields: Sendable {
  var record: AssetRecord
  var id: AssetID
  /// Whether XMP holds alice's document; some containers have a better place for it.
  var includesRecordJSON: Bool
  /// Whether the note is also written as `exif:UserComment`. Some readers of recipes take it for EXIF's comment, which
  /// holds the recipe in JPEG and WebP.
  var mirrorsNote = false
  /// The record before the change that is being written, if it is known; what the user took away from it goes, whoever
  /// wrote it.
  var former: AssetRecord?
}

/// The contents of a packet.
struct XMPContents: Sendable {
  /// Every text of every property, in document order. The container is `xmp`, and the keys have the usual prefixes
  /// whatever the packet uses: `dc:description`, `xmpMM:DerivedFrom/stRef:documentID`. Lists yield one entry per item.
  var entries: [MetadataEntry] = []
  /// The value of `xmp:Rating`: -1 (rejected) to 5.
  var rating: Int?
  /// The stars of `MicrosoftPhoto:Rating`, a percentage.
  var percentStars: Int?
  var acdseeStars: Int?
  var isWrittenByAlice = false
  /// Whether alice wrote a rating, and whether she wrote tags.
  var hasOwnRating = false
  var hasOwnTags = false
  /// The pick; see `XMPPick.pick`.
  var pick: Pick??
  /// See `XMPTags.tags`.
  var tags: [String]?
  var recordJSON: String?
  var dates: [Timestamp] = []
  /// The time of the last change; the best there is where no program recorded when the picture was made.
  var modified: Timestamp?
  /// `dc:description` in its default language.
  var description: String?
  /// `dc:title` in its default language.
  var title: String?
  /// ACDSee's notes, which digiKam reads and writes, too.
  var note: String?
  /// IPTC's digital source type.
  var source: DigitalSource?
}
