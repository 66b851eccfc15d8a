package import AliceLibrary
package import AliceMedia

/// A file that was looked at and may become an asset: what it shows, and all that is known of it.
package struct Candidate: Sendable {
  /// Where it was found.
  package let source: BytePath
  /// Open while the candidate lives, so that what was looked at is what will be copied.
  package let file: OpenFile
  package let inspection: Inspection
  package var record: AssetRecord
  /// The mtime that the copy gets.
  package let modified: Timestamp
  /// What stands beside the source and travels with it.
  package var beside = FileSidecars()
  /// Every text that was found: in the file, in its pixels and beside it.
  package var texts: [MetadataEntry] = []
  /// The date is that of the file's last change: a copy may have another.
  package var isDateGuessed = false
  /// Alice has written into it, or beside it.
  package var isOwn = false
  /// See `MetadataResolver.isAtOdds`.
  package var isAtOdds = false
  /// Where a plan wants it; nil leaves that to the layout.
  package var destination: BytePath?

  package init(
    source: BytePath, file: OpenFile, inspection: Inspection, record: AssetRecord, modified: Timestamp,
    beside: FileSidecars = FileSidecars(), texts: [MetadataEntry] = [], isDateGuessed: Bool = false,
    isOwn: Bool = false, isAtOdds: Bool = false, destination: BytePath? = nil
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
    self.destination = destination
  }

  package var id: AssetID { inspection.id }
}

/// What looking at one file came to.
package enum Examined: Sendable {
  case candidate(Candidate)
  case refused(BytePath, Refusal)
  /// Somebody is writing to it.
  case busy(OfferedFile)
  /// The task was cancelled: nothing is known of the file.
  case stopped
}

/// A file that is offered to the library.
package struct OfferedFile: Sendable {
  package let path: BytePath
  package let stamp: FileStamp
  /// The folder right under the source that it lies in.
  package var project: String?
  /// Where a plan wants it to lie, and as what.
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

  /// What it adds to an asset that is known: not how this one file lay on the disk.
  var recordOfSource: AssetRecord {
    var record = record.ofSource
    if isDateGuessed { record.provenance.created = nil }
    return record
  }

  /// What an earlier record of the asset, the file of which is gone, says besides; it counts as the older word.
  func record(with known: AssetRecord) -> AssetRecord {
    var own = recordOfSource
    own.project = record.project
    own.originalName = record.originalName
    var joined = known.merging(own)
    // By this an undo tells what this run placed from what was there.
    joined.added = record.added
    return joined
  }

  /// What stands beside the source for its sake alone: `NAME.EXT.xmp`, and the others where no second file has the name.
  package var ownSidecars: [FileSidecars.Member] {
    let sidecars = beside.sidecars
    guard !sidecars.isEmpty, RecipeSidecars.isShared(source) else { return sidecars }
    return sidecars.filter { $0.file.path == source.adding(suffix: ".xmp") }
  }
}
