import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Undoes one step after another, each as the planner decides it at that moment, and updates the catalog.
struct UndoExecutor {
  private let workspace: Workspace
  private var planner: UndoPlanner
  private let log: OperationLog
  private(set) var report: UndoReport
  private var gone: [AssetID] = []
  private var touched: Set<BytePath> = []
  /// The assets whose unchanged files were moved back.
  private var movedBack: [AssetID: Placed] = [:]

  /// The number of files after which the catalog is updated, so that a cancelled run does not have to update it for all
  /// files.
  private static let mostPending = 128

  init(_ planner: UndoPlanner, in workspace: Workspace, log: OperationLog, report: UndoReport) {
    self.workspace = workspace
    self.planner = planner
    self.log = log
    self.report = report
  }

  /// Undoes a step; does nothing once the task is cancelled.
  mutating func undo(_ step: OperationStep) throws {
    guard !report.isStopped, !Task.isCancelled else { return report.isStopped = true }
    if touched.count + gone.count >= UndoExecutor.mostPending { try finish() }
    let actions = try planner.actions(for: step)
    // A read that failed because of the cancellation proves nothing about the file.
    guard !Task.isCancelled else { return report.isStopped = true }
    for action in actions {
      do {
        try carryOut(action)
        report.note(action)
      } catch {
        return refuse(action, error)
      }
    }
  }

  private mutating func refuse(_ action: UndoAction, _ error: any Error) {
    guard !Task.isCancelled else { return report.isStopped = true }
    if case .bringBack(let removed, _, _) = action { planner.needed.insert(removed.path) }
    if let path = action.path { report.note(.leaveAlone(path, error)) }
  }

  /// Updates the catalog with what was undone so far, even in a cancelled task.
  mutating func finish() throws {
    // An asset whose file was removed may have another file, which is recorded already.
    let known = try workspace.catalog.assets(gone)
    let present = workspace.library.arePresent(gone.map { known[$0]?.path ?? "" })
    try workspace.catalog.remove(zip(gone, present).compactMap { id, isThere in isThere ? nil : id })
    let moved = try movedBack.compactMap { id, placed in
      try workspace.catalog.memory(of: id).map { CatalogEntry(moved: $0, to: placed) }
    }
    try workspace.catalog.record(moved)
    try workspace.catalog.record(touched.compactMap { workspace.reader.asset(at: $0) })
    (gone, touched, movedBack) = ([], [], [:])
  }

  private mutating func carryOut(_ action: UndoAction) throws {
    switch action {
    case .takeAway(let path, let id, let stamp):
      try workspace.library.removePlaced(path, expecting: stamp)
      gone.append(id)
      touched.remove(path)
    case .bringBack(let removed, let stamp, _):
      for item in removed.restorations(expecting: stamp) { _ = try workspace.library.restoreSource(item) }
    case .putBack(let step, let stamp, let file, let sidecar):
      touched.insert(step.path)
      try putBack(step, stamp, file)
      if let change = step.sidecar { try putBack(change, sidecar, beside: step.path) }
    case .moveBack(let move):
      let placed = try workspace.library.move(from: move.to, to: move.from)
      if touched.remove(move.to) != nil { touched.insert(move.from) } else { movedBack[move.id] = placed }
    case .restore(let move):
      guard let deletion = try workspace.journal().deletion(at: move.to) else { throw LibraryError.missing(move.to) }
      _ = try Trash(workspace).bringBack(deletion, to: move.from)
    case .set(let settings): try workspace.change(settings: settings)
    case .clear(let path, let sidecar): try workspace.library.removeRest(of: path, sidecar: sidecar)
    case .forget(let id): gone.append(id)
    case .record(let path): touched.insert(path)
    case .leaveAlone: break
    }
  }

  private mutating func putBack(_ step: RewrittenStep, _ stamp: FileStamp, _ depth: UndoDepth) throws {
    guard let content = step.content else { return }
    switch depth {
    case .left:
      let back = try workspace.library.restoreInPlace(
        step.path, expecting: stamp, splice: content, modifiedNanoseconds: step.before.modifiedNanoseconds)
      try note(step.before, isNow: back.stamp)
    case .former: try note(step.before, isNow: stamp)
    case .earlier: break
    }
  }

  private mutating func putBack(_ change: RewrittenSidecar, _ depth: UndoDepth, beside path: BytePath) throws {
    guard depth != .earlier else { return }
    if depth == .left {
      try workspace.library.restoreSidecar(
        for: path, to: change.before, modifiedNanoseconds: change.beforeFile?.modifiedNanoseconds)
    }
    guard let before = change.beforeFile, let now = planner.outlook.sidecarStamp(of: path) else { return }
    try note(before, isNow: now)
  }

  private mutating func note(_ was: FileStamp, isNow stamp: FileStamp) throws {
    if let step = planner.replaced.note(was, isNow: stamp) { try log.append([step]) }
  }
}

extension UndoAction {
  /// The file that is reported if the action fails.
  fileprivate var path: BytePath? {
    switch self {
    case .takeAway(let path, _, _), .clear(let path, _), .record(let path), .leaveAlone(let path, _): path
    case .bringBack(let removed, _, _): removed.source
    case .putBack(let step, _, _, _): step.path
    case .moveBack(let move): move.to
    case .restore(let move): move.from
    case .set: "settings.json"
    case .forget: nil
    }
  }
}
