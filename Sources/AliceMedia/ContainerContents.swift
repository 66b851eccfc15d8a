import AliceModel

/// What a walker found in one file; `MediaFile` makes an `Inspection` of it.
///
/// Offsets needed for writing stay in the container's own types: embedding walks the file again.
struct ContainerContents: Sendable {
  var format: MediaFormat
  /// The identity of the picture, as `docs/file-format.md` tells. Every walker sets it; nil only while it walks.
  var digest: AssetID?
  /// In pixels, as stored.
  var width: Int?
  var height: Int?
  /// In seconds; nil for still pictures.
  var duration: Double?
  /// The container's own texts in file order, without those of `xmp` and `exif`.
  var entries: [MetadataEntry] = []
  /// The first XMP packet.
  var xmp: [UInt8]?
  /// More XMP that belongs to the packet: JPEG's extended XMP.
  var extendedXMP: [UInt8]?
  /// The first TIFF block, without `Exif\0\0`.
  var exif: [UInt8]?
  /// Alice's own document, where the container has a place for it outside XMP.
  var recordJSON: String?
  /// The container's own date, which counts where EXIF and XMP have none.
  var created: Timestamp?
  /// Holds a C2PA manifest.
  var signed = false
  /// The boxes of the C2PA manifests.
  var manifestStore: [UInt8]?
  /// An MP4 in fragments.
  var fragmented = false
  /// The structure is not understood well enough to write into it.
  var damaged = false
  private(set) var problems: [StructuralProblem] = []

  init(format: MediaFormat, digest: AssetID? = nil) {
    self.format = format
    self.digest = digest
  }

  /// How much is believed of one file: entries, and bytes of text in them.
  static let entryLimit = 10_000
  static let textLimit = 32 << 20

  /// Of the C2PA manifests, in bytes.
  static let manifestLimit = 8 << 20

  /// How many bytes of text may still be added.
  private(set) var textBudget = ContainerContents.textLimit

  /// Each problem is told once.
  mutating func note(_ problem: StructuralProblem) {
    if !problems.contains(problem) { problems.append(problem) }
  }

  mutating func add(_ entry: MetadataEntry) {
    guard entries.count < ContainerContents.entryLimit else { return note(.tooManyParts) }
    guard entry.text.utf8.count <= textBudget else { return note(.textTooLarge) }
    textBudget -= entry.text.utf8.count
    entries.append(entry)
  }
}
