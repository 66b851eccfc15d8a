package import AliceLibrary
package import AliceMedia

/// An examined file that may become an asset: its content and all that is known about it.
package struct Candidate: Sendable {
  /// The path at which the file was found.
  package let source: BytePath
  /// The file, kept open while the candidate lives, so that the bytes that were examined are the bytes that are copied.
  package let file: OpenFile
  package let inspection: Inspection
  package var record: AssetRecord
  /// The modification time that the copy gets.
  package let modified: Timestamp
  /// The sidecars of the source, which are copied with it.
  package var beside = FileSidecars()
  /// Every text that was found: in the file, in its pixels and in its sidecars.
  package var texts: [MetadataEntry] = []
  /// Whether the date is only that of the file's last change; a copy may have another.
  var isDateGuessed = false
  /// Whether alice has written into the file or its sidecar.
  package var isOwn = false
  /// Whether file and sidecar disagree; see `MetadataResolver.isAtOdds`.
  var isAtOdds = false
  /// What alice wrote into the file or its sidecar.
  var kept: KeptRecord?
  /// The path that a plan requires; nil if the layout decides.
  package var destination: BytePath?
  /// The thumbnail that scoring the image left behind.
  package let thumbnail: Thumbnail?

  package init(
    source: BytePath, file: OpenFile, inspection: Inspection, record: AssetRecord, modified: Timestamp,
    beside: FileSidecars = FileSidecars(), texts: [MetadataEntry] = [], isDateGuessed: Bool = false,
    isOwn: Bool = false, isAtOdds: Bool = false, kept: KeptRecord? = nil, destination: BytePath? = nil,
    thumbnail: Thumbnail? = nil
  ) {
    self.source = source
    self.file = file
    self.inspection = inspection
    self.record = record
    self.modified = modified
    self.beside = beside
    self.texts = texts
    self.isDateGuessed = isDateGuessed
    self.isOwn = isOwn
    self.isAtOdds = isAtOdds
    self.kept = kept
    self.destination = destination
    self.thumbnail = thumbnail
  }

  package var id: AssetID { inspection.id }

  /// The asset of which this is a damaged copy. If the library has the asset, the copy adds nothing but the damage.
  var damagedAsset: AssetID? {
    guard inspection.isBroken, let kept, kept.id != id else { return nil }
    return kept.id
  }
}

/// The result of examining one file.
package enum Examined: Sendable {
  case candidate(Candidate)
  case refused(BytePath, Refusal)
  /// Another program is writing to the file.
  case busy(OfferedFile)
  /// The task was cancelled, so nothing is known of the file.
  case stopped
}

/// A file that is offered for ingest.
package struct OfferedFile: Sendable {
  package let path: BytePath
  package let stamp: FileStamp
  /// The name of the top-level folder of the source that contains the file.
  package var project: String?
  /// The identity and the path that a plan requires.
  package var planned: Planned?

  package init(path: BytePath, stamp: FileStamp, project: String? = nil, planned: Planned? = nil) {
    self.path = path
    self.stamp = stamp
    self.project = project
    self.planned = planned
  }

  package struct Planned: Sendable {
    let id: AssetID
    let destination: BytePath?

    package init(id: AssetID, destination: BytePath?) {
      self.id = id
      self.destination = destination
    }
  }
}

extension OfferedFile {
  package init(_ found: FoundFile) {
    path = found.path
    stamp = found.stamp
    let folders = found.relative.bytes.split(separator: UInt8(ascii: "/"))
    project = folders.count > 1 ? BytePath(bytes: Array(folders[0])).description : nil
  }
}

extension Candidate {
  package func asset(at path: BytePath) -> Asset { Asset(id: id, path: path, facts: inspection.facts, record: record) }

  /// The record without the facts about this one copy of the file; it is merged into the record of a known asset.
  var recordOfSource: AssetRecord {
    var record = record.ofSource
    if isDateGuessed { record.provenance.created = nil }
    return record
  }

  /// Returns the record merged with an earlier record of the asset whose file is gone; on conflict the earlier one
  /// counts as older.
  func record(with known: AssetRecord) -> AssetRecord {
    var own = recordOfSource
    own.project = record.project
    own.originalName = record.originalName
    var joined = known.merging(own)
    // Undo uses this date to distinguish the files that the run placed from those that existed before.
    joined.added = record.added
    return joined
  }

  /// The sidecars that belong to this source only: `NAME.EXT.xmp`, and the others unless a second media file shares the
  /// name.
  package var ownSidecars: [FileSidecars.Member] {
    let sidecars = beside.sidecars
    guard !sidecars.isEmpty, RecipeSidecars.isShared(source) else { return sidecars }
    return sidecars.filter { $0.file.path == source.adding(suffix: ".xmp") }
  }
}
