import AliceLibrary
import AliceWorkspace

/// A part of undoing a step: `UndoPlanner` decides it, a dry run shows it, `UndoExecutor` carries it out.
enum UndoAction: Sendable, Hashable {
  /// A file that came into the library goes, with what stands beside it.
  case takeAway(BytePath, AssetID, FileStamp)
  /// A source is made again from a file of the library, which has this stamp. `isNew` false: it stands there already, perhaps
  /// without what stood beside it.
  case bringBack(RemovedSource, FileStamp, isNew: Bool)
  /// A file, which has this stamp, and its sidecar get their former contents.
  case putBack(RewrittenStep, FileStamp, file: UndoDepth, sidecar: UndoDepth)
  /// A file goes from `to` back to `from`.
  case moveBack(Move)
  case set(LibrarySettings)
  /// What an undo that was cut off left beside a file that it took away goes, too; a sidecar only where it is expected.
  case clear(BytePath, sidecar: FileStamp?)
  /// The catalog has an asset whose file is gone.
  case forget(AssetID)
  /// The catalog does not have this file as it is.
  case record(BytePath)
  case leaveAlone(BytePath, reason: String)

  static func leaveAlone(_ path: BytePath, _ error: any Error) -> UndoAction {
    .leaveAlone(path, reason: UndoAction.reason(error))
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case LibraryError.changed, LibraryError.missing: "it was changed since"
    case LibraryError.occupied: "another file stands there now"
    case AliceError.settingsLost: "how the library is laid out is lost"
    default: "\(error)"
    }
  }
}

/// How far back a file is that a step wrote to.
enum UndoDepth: Sendable, Hashable {
  /// As the step left it.
  case left
  /// As it was before the step: an undo that was cut off put it back.
  case former
  /// As it was before an earlier step of the operation: that undo came further.
  case earlier
}

extension Undoer.Report {
  /// Tells of an action that was done, or that would be.
  mutating func note(_ action: UndoAction) {
    switch action {
    case .takeAway(let path, _, _): undone.append(path)
    case .bringBack(let removed, _, let isNew): if isNew { restored.append(removed.source) }
    case .putBack(let step, _, let file, let sidecar): if file == .left || sidecar == .left { undone.append(step.path) }
    case .moveBack(let move): undone.append(move.from)
    case .leaveAlone(let path, let reason): refused.append(.init(path: path, reason: reason))
    case .set, .clear, .forget, .record: break
    }
  }
}
