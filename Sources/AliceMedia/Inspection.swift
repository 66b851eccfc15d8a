package import AliceModel

/// The metadata of a file, and the facts from its headers.
package struct MediaHeader: Sendable {
  package let facts: FileFacts
  /// All texts of the file: the container's own in file order, then EXIF's, then XMP's.
  package let entries: [MetadataEntry]
  /// The record that alice embedded, with the changes that other programs have made to the XMP since; see
  /// `Reconciliation`.
  package let record: AssetRecord?
  /// The id in alice's document. If it differs from the image's id, another program has changed the image since.
  package let recordID: AssetID?
  /// EXIF's orientation from 1 to 8; 1 if there is none.
  package let orientation: Int
  /// The dates that other programs embedded, the best first: EXIF's, XMP's, the container's.
  package let dates: [Timestamp]
  /// When the file was changed last, as the container says.
  package let modified: Timestamp?
  package let problems: [StructuralProblem]
  /// The rating in the file's XMP or EXIF, whoever gave it; nil for 0 and for a rejection (-1).
  package let rating: Rating?
  /// The pick in the file's XMP, whoever made it.
  package let pick: Pick?
  /// The tags in the file's XMP, EXIF and IPTC, whoever gave them.
  package let tags: [String]
  /// The title and the note in the file's XMP, whoever wrote them.
  package let title: String?
  package let note: String?
  /// How the file says it was made: in XMP, else in its manifest.
  package let disclosure: DigitalSource?
  /// The values of alice's `record` that another program has changed.
  package let changed: ChangedVerdict

  package var created: Timestamp? { dates.first }
}

/// The result of inspecting the bytes of a file.
package struct Inspection: Sendable {
  /// The reason why metadata must be written to a sidecar instead of the file.
  package enum SidecarReason: String, Sendable, Hashable {
    /// A C2PA manifest covers every byte.
    case signed
    /// The file is a fragmented MP4.
    case fragmented
    /// Alice cannot write into files of this format.
    case format
    /// The structure is damaged, so that a change could make the file worse.
    case damaged
  }

  package let header: MediaHeader
  /// The identity of the image, computed from these bytes.
  package let id: AssetID
  /// The raw XMP packet.
  package let xmp: [UInt8]?
  /// The raw TIFF block, without `Exif\0\0`.
  package let exif: [UInt8]?
  /// Whether the structure is damaged in a way that no program writes on purpose.
  package let isBroken: Bool
  /// The reason to write a sidecar; nil if metadata can be embedded.
  package let sidecarReason: SidecarReason?
  /// The extension that the file was told to have, if it is safe to use.
  package let toldExtension: String?

  package var canEmbed: Bool { sidecarReason == nil }

  /// Whether the file holds a record that alice wrote for this very image.
  package var holdsOwnRecord: Bool { record != nil && recordID == id }

  package var format: MediaFormat { header.facts.format }
  /// The extension that the file gets in a library, without a dot.
  package var fileExtension: String { format.fileExtension(told: toldExtension) }
  package var facts: FileFacts { header.facts }
  package var entries: [MetadataEntry] { header.entries }
  package var record: AssetRecord? { header.record }
  package var recordID: AssetID? { header.recordID }
  package var orientation: Int { header.orientation }
  package var created: Timestamp? { header.created }
  package var problems: [StructuralProblem] { header.problems }
  package var rating: Rating? { header.rating }
  package var pick: Pick? { header.pick }
  package var tags: [String] { header.tags }
  package var title: String? { header.title }
  package var note: String? { header.note }
  package var disclosure: DigitalSource? { header.disclosure }
  package var changed: ChangedVerdict { header.changed }
}

/// The result of embedding a record.
package enum Embedding: Sendable, Hashable {
  /// The new file as a splice of the old one.
  case splice(Splice)
  /// The bytes of `NAME.EXT.xmp`; the file itself must not be changed.
  case sidecar([UInt8])
}
