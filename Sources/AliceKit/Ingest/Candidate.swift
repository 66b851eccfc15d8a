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
  /// The text of a sidecar beside the source.
  var sidecar: [UInt8]?
  /// The mtime that the copy gets.
  let modified: Timestamp

  var id: AssetID { inspection.id }
}

/// What looking at one file came to.
enum Examined: Sendable {
  case candidate(Candidate)
  case refused(BytePath, Refusal)
}
