import AliceLibrary
import AliceWorkspace

/// A part of undoing a step: `UndoPlanner` decides it, a dry run shows it, `UndoExecutor` carries it out.
enum UndoAction: Sendable, Hashable {
  /// Removes a file that was placed in the library, with its sidecars.
  case takeAway(BytePath, AssetID, FileStamp)
  /// Restores a source from a file of the library, which has this stamp. If `isNew` is false, the source exists,
  /// perhaps without its sidecars.
  case bringBack(RemovedSource, FileStamp, isNew: Bool)
  /// Restores the former content of a file, which has this stamp, and of its sidecar.
  case putBack(RewrittenStep, FileStamp, file: UndoDepth, sidecar: UndoDepth)
  /// Moves a file from `to` back to `from`.
  case moveBack(Move)
  /// Moves a file from the trash, at `to`, back to `from`.
  case restore(Move)
  case set(LibrarySettings)
  /// Removes the sidecars that an interrupted undo left of a removed file; an XMP sidecar only if it is expected.
  case clear(BytePath, sidecar: FileStamp?)
  /// Removes an asset from the catalog whose file is gone.
  case forget(AssetID)
  /// Records a file that the catalog does not have in its present state.
  case record(BytePath)
  case leaveAlone(BytePath, reason: String)

  /// Whether a file changes, or the catalog loses a row. The others find again what an earlier undo did.
  var isEffective: Bool {
    switch self {
    case .takeAway, .moveBack, .restore, .set, .forget: true
    case .bringBack(_, _, let isNew): isNew
    case .putBack(_, _, let file, let sidecar): file == .left || sidecar == .left
    case .clear(_, let sidecar): sidecar != nil
    case .record, .leaveAlone: false
    }
  }

  static func leaveAlone(_ path: BytePath, _ error: any Error) -> UndoAction {
    .leaveAlone(path, reason: UndoAction.reason(error))
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case LibraryError.changed, LibraryError.missing: "it was changed since"
    case LibraryError.occupied: "another file is there now"
    case AliceError.settingsLost: "the layout of the library is lost"
    default: "\(error)"
    }
  }
}

/// How far a file that a step wrote to is restored.
enum UndoDepth: Sendable, Hashable {
  /// The file is as the step left it.
  case left
  /// The file is as it was before the step: an interrupted undo restored it.
  case former
  /// The file is as it was before an earlier step of the operation: the interrupted undo had got further.
  case earlier
}

extension UndoReport {
  /// Adds an action that was done, or that would be done, to the report.
  mutating func note(_ action: UndoAction) {
    switch action {
    case .takeAway(let path, _, _): undone.append(path)
    case .bringBack(let removed, _, let isNew): if isNew { restored.append(removed.source) }
    case .putBack(let step, _, let file, let sidecar): if file == .left || sidecar == .left { undone.append(step.path) }
    case .moveBack(let move), .restore(let move): undone.append(move.from)
    case .leaveAlone(let path, let reason): refused.append(.init(path: path, reason: reason))
    case .set, .clear, .forget, .record: break
    }
  }
}
