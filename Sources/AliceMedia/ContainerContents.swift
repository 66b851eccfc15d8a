import AliceModel
import AliceNumbers

/// What a walker finds in one file; `MediaFile` turns it into an `Inspection`.
///
/// Offsets that writing needs stay in the container's own types, because embedding walks the file again.
struct ContainerContents: Sendable {
  var format: MediaFormat
  /// The identity of the image, as `docs/file-format.md` defines it. Every walker sets it; it is nil only during the
  /// walk.
  var digest: AssetID?
  /// The width in pixels as stored.
  var width: Int?
  var height: Int?
  /// The duration in seconds; nil for still images.
  var duration: Double?
  /// The container's own texts in file order, without those of `xmp` and `exif`.
  var entries: [MetadataEntry] = []
  /// The first XMP packet.
  var xmp: [UInt8]?
  /// Further packets, which fill what the first lacks: JPEG's extended XMP, then other packets in file order.
  var moreXMP: [[UInt8]] = []
  /// The first TIFF block, without `Exif\0\0`.
  var exif: [UInt8]?
  /// Further blocks in file order, which fill what the first lacks.
  var moreEXIF: [[UInt8]] = []
  /// Alice's own document, if the container stores it outside XMP.
  var recordJSON: String?
  /// The container's own date, which applies if EXIF and XMP have none.
  var created: Timestamp?
  /// When the container says that it was changed last; this applies if even the file's name has no date.
  var modified: Timestamp?
  /// Whether the file holds a C2PA manifest.
  var signed = false
  /// The C2PA manifest store.
  var manifestStore: [UInt8]?
  /// Whether the file is a fragmented MP4.
  var fragmented = false
  /// Whether the structure is too unclear to write into the file.
  var damaged = false
  private(set) var problems: [StructuralProblem] = []

  init(format: MediaFormat, digest: AssetID? = nil) {
    self.format = format
    self.digest = digest
  }

  /// The maximum number of entries of one file, and of bytes in their texts.
  static let entryLimit = 10_000
  static let textLimit = 32 << 20

  /// The maximum size of the C2PA manifest store in bytes.
  static let manifestLimit = 8 << 20

  /// The number of bytes of text that may still be added.
  private(set) var textBudget = ContainerContents.textLimit

  /// Records a problem once.
  mutating func note(_ problem: StructuralProblem) {
    if !problems.contains(problem) { problems.append(problem) }
  }

  /// Adds the texts of IPTC, in Photoshop's resources or bare.
  mutating func add(iptc bytes: [UInt8]) {
    let blocks = bytes.starts(with: "8BIM".utf8) ? PhotoshopResources.iim(in: bytes) : [bytes]
    for entry in blocks.flatMap(IIM.entries) { add(entry) }
  }

  mutating func add(_ entry: MetadataEntry) {
    guard entries.count < ContainerContents.entryLimit else { return note(.tooManyParts) }
    guard entry.text.utf8.count <= textBudget else { return note(.textTooLarge) }
    textBudget -= entry.text.utf8.count
    entries.append(entry)
  }
}
