package import AliceModel

/// What was written about a picture, and what its headers tell.
package struct MediaHeader: Sendable {
  package let facts: FileFacts
  /// Every text that was found: the container's own in file order, then EXIF's, then XMP's.
  package let entries: [MetadataEntry]
  /// What alice embedded, with what other programs have changed in the XMP since; see `Reconciliation`.
  package let record: AssetRecord?
  /// The id that stands in alice's document. Where it is not the picture's, another program has changed the picture since.
  package let recordID: AssetID?
  /// EXIF's 1 to 8; 1 where there is none.
  package let orientation: Int
  /// The date that other programs embedded: EXIF's, else XMP's, else the container's.
  package let created: Timestamp?
  package let problems: [StructuralProblem]
  /// The rating that the file's XMP carries, whoever gave it; a rejection (-1) or 0 is none.
  package let rating: Rating?
  /// The tags that the file's XMP carries, whoever gave them.
  package let tags: [String]
  /// What of alice's `record` is another program's word.
  package let changed: ChangedVerdict
}

/// All that one look at a file's bytes tells.
package struct Inspection: Sendable {
  /// Why metadata must stand beside the file and not in it.
  package enum SidecarReason: String, Sendable, Hashable {
    /// A C2PA manifest covers every byte.
    case signed
    /// An MP4 in fragments.
    case fragmented
    /// Alice cannot write into files of this format.
    case format
    /// The structure is broken, so that a changed file could be worse than the old one.
    case damaged
  }

  package let header: MediaHeader
  /// The picture's identity, computed from these bytes.
  package let id: AssetID
  /// The raw XMP packet.
  package let xmp: [UInt8]?
  /// The raw TIFF block, without `Exif\0\0`.
  package let exif: [UInt8]?
  /// Nil where metadata can be embedded.
  package let sidecarReason: SidecarReason?

  package var canEmbed: Bool { sidecarReason == nil }

  package var format: MediaFormat { header.facts.format }
  package var facts: FileFacts { header.facts }
  package var entries: [MetadataEntry] { header.entries }
  package var record: AssetRecord? { header.record }
  package var recordID: AssetID? { header.recordID }
  package var orientation: Int { header.orientation }
  package var created: Timestamp? { header.created }
  package var problems: [StructuralProblem] { header.problems }
  package var rating: Rating? { header.rating }
  package var tags: [String] { header.tags }
  package var changed: ChangedVerdict { header.changed }
}

/// How a record gets to stand with its file.
package enum Embedding: Sendable, Hashable {
  /// The new file, made of pieces of the old one.
  case splice(Splice)
  /// The bytes for `NAME.EXT.xmp`; the file itself must not be touched.
  case sidecar([UInt8])
}
