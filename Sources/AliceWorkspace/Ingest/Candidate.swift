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
  /// The files that belong to it, which get into the library with it. Its record lists them.
  package internal(set) var companions: [PlacedCompanion] = []
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
  /// The archive that holds the file; nil for a file of a folder.
  package var archive: Archive?
  /// What scoring the image left behind.
  package let seen: SeenPicture?

  package init(
    source: BytePath, file: OpenFile, inspection: Inspection, record: AssetRecord, modified: Timestamp,
    beside: FileSidecars = FileSidecars(), texts: [MetadataEntry] = [], isDateGuessed: Bool = false,
    isOwn: Bool = false, isAtOdds: Bool = false, kept: KeptRecord? = nil, destination: BytePath? = nil,
    seen: SeenPicture? = nil
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
    self.seen = seen
  }

  package var id: AssetID { inspection.id }

  /// The asset of which this is a damaged copy. If the library has the asset, the copy adds nothing but the damage.
  var damagedAsset: AssetID? {
    guard inspection.isBroken, let kept, kept.id != id else { return nil }
    return kept.id
  }

  /// An archive, and its stamp when it was read.
  package struct Archive: Sendable, Hashable {
    package let path: BytePath
    package let stamp: FileStamp
  }

  /// The file that holds the source on the disk, which is the archive for a file in one.
  package var origin: (path: BytePath, stamp: FileStamp) {
    archive.map { ($0.path, $0.stamp) } ?? (source, file.stamp)
  }

  /// The texts that are searched; those of the file alone if nothing else was read.
  var searchableTexts: [MetadataEntry] { texts.isEmpty ? inspection.entries : texts }

  /// Whether the file has a recipe, or says that AI made it.
  package var isGenerated: Bool {
    let recipe = record.provenance.recipe
    return record.provenance.generator != nil || recipe.prompt != nil || recipe.model != nil || recipe.seed != nil
      || GenerationClaim.isMade(in: texts)
  }

  /// What is missing or damaged in the file; nil if it is whole.
  package var damage: Refusal? { Refusal(damage: inspection.problems) }
}

extension Refusal {
  /// Returns nil if none of the problems concerns what the file shows.
  init?(damage problems: [StructuralProblem]) {
    if problems.contains(.truncated) || problems.contains(.missingEnd) {
      self = .truncated
    } else if problems.contains(.missingImage) {
      self = .noImage
    } else if problems.contains(.badChecksum) {
      self = .badChecksum
    } else if problems.contains(.badLength) || problems.contains(.badOrder) {
      self = .badStructure
    } else {
      return nil
    }
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
  /// The folder in which the file is the only one of its name, so that it has no sidecars there; nil if that is not known.
  package var aloneIn: ListedFolder?
  /// The file in its archive; nil for a file of a folder. The stamp is that of the archive then.
  package var archived: ArchivedFile?

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
    aloneIn = found.aloneIn
    project = OfferedFile.project(of: found.relative)
  }

  package init(_ archived: ArchivedFile) {
    path = archived.path
    stamp = archived.archive.stamp
    project = OfferedFile.project(of: archived.relative)
    self.archived = archived
  }

  private static func project(of relative: BytePath) -> String? {
    let folders = relative.bytes.split(separator: UInt8(ascii: "/"))
    // The folder that an asset has to itself is no project.
    guard let first = folders.first, CompanionFolder.owner(of: BytePath(bytes: Array(first))) == nil else { return nil }
    return folders.count > 1 ? BytePath(bytes: Array(folders[0])).description : nil
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

  /// Returns whether this copy has metadata that the other one lacks.
  package func adds(to other: Candidate) -> Bool {
    let record = other.recordOfSource
    return record.merging(recordOfSource) != record
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

  /// The sidecars that belong to this source only: `NAME.EXT.xmp` and the like, and the others unless a second media file
  /// shares the name.
  package var ownSidecars: [FileSidecars.Member] {
    let sidecars = beside.sidecars
    guard !sidecars.isEmpty, RecipeSidecars.isShared(source) else { return sidecars }
    let whole = source.adding(suffix: ".").bytes
    return sidecars.filter { $0.file.path.bytes.starts(with: whole) }
  }
}
