import AliceLibrary
import AliceMedia

/// A file that was looked at and may become an asset: what it shows, and all that is known of it.
struct Candidate: Sendable {
  /// Where it was found.
  let source: BytePath
  /// Open while the candidate lives, so that what was looked at is what will be copied.
  let file: OpenFile
  let inspection: Inspection
  var record: AssetRecord
  /// The mtime that the copy gets.
  let modified: Timestamp
  /// What stands beside the source and travels with it.
  var beside = Surroundings()
  /// Every text that was found: in the file, in its pixels and beside it.
  var texts: [MetadataEntry] = []
  /// The date is that of the file's last change: a copy may have another.
  var isDateGuessed = false
  /// Alice has written into it, or beside it.
  var isOwn = false
  /// See `Reading.isAtOdds`.
  var isAtOdds = false
  /// Where a plan wants it; nil leaves that to the layout.
  var destination: BytePath?

  var id: AssetID { inspection.id }
}

/// What looking at one file came to.
enum Examined: Sendable {
  case candidate(Candidate)
  case refused(BytePath, Refusal)
  /// Somebody is writing to it.
  case busy(OfferedFile)
  /// The task was cancelled: nothing is known of the file.
  case stopped
}

/// A file that is offered to the library.
struct OfferedFile: Sendable {
  let path: BytePath
  let stamp: FileStamp
  /// The folder right under the source that it lies in.
  var project: String?
  /// Where a plan wants it to lie, and as what.
  var planned: Planned?

  struct Planned: Sendable {
    let id: AssetID
    let destination: BytePath?
  }
}

extension OfferedFile {
  init(_ found: FoundFile) {
    path = found.path
    stamp = found.stamp
    let folders = found.relative.bytes.split(separator: UInt8(ascii: "/"))
    project = folders.count > 1 ? BytePath(bytes: Array(folders[0])).description : nil
  }
}

extension Candidate {
  func asset(at path: BytePath) -> Asset { Asset(id: id, path: path, facts: inspection.facts, record: record) }

  /// What it adds to an asset that is known: not how this one file lay on the disk.
  var recordOfSource: AssetRecord {
    var record = record.ofSource
    if isDateGuessed { record.provenance.created = nil }
    return record
  }

  /// What stands beside the source for its sake alone: `NAME.EXT.xmp`, and the others where no second file has the name.
  var ownNeighbours: [Surroundings.Neighbour] {
    let neighbours = beside.neighbours
    guard !neighbours.isEmpty, Companions.isShared(source) else { return neighbours }
    return neighbours.filter { $0.file.path == source.adding(suffix: ".xmp") }
  }
}
