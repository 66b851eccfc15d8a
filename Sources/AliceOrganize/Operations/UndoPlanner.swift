import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// Decides what undoing a step comes to, and does nothing. What somebody changed since is left alone, and told.
///
/// Steps are asked for in reverse. What a decision comes to must be done, or assumed by the outlook, before the next one.
struct UndoPlanner {
  var outlook: UndoOutlook
  var replaced: ReplacedStamps
  /// Files that sources of other operations, or sources that could not be brought back, are made of.
  var needed: Set<BytePath>
  /// The operation did not come to its end.
  private let wasCutOff: Bool
  /// An undo of the operation has begun before: some of it may be undone already.
  private let isRepeated: Bool
  /// What the operation itself brought into the library, by its path.
  private let placed: [BytePath: AssetID]
  /// Where the operation took files from, by where it moved them to.
  private let origins: [BytePath: BytePath]
  private let former: FormerContents

  init(
    _ workspace: Workspace, steps: [OperationStep], of state: JournalOperation.State, replaced: ReplacedStamps,
    needed: Set<BytePath>
  ) {
    outlook = UndoOutlook(workspace)
    self.replaced = replaced
    self.needed = needed
    (wasCutOff, isRepeated) = (state == .running, state != .done)
    placed = Dictionary(steps.compactMap { if case .placed(let step) = $0 { (step.path, step.id) } else { nil } }) {
      $1
    }
    origins = Dictionary(steps.compactMap { if case .moved(let move) = $0 { (move.to, move.from) } else { nil } }) {
      $1
    }
    former = FormerContents(steps)
  }

  /// To be done in their order; those that follow one which cannot be done are not done.
  mutating func actions(for step: OperationStep) -> [UndoAction] {
    switch step {
    case .intended(let step): wasCutOff && placed[step.path] == nil ? actions(for: step) : []
    case .placed(let step): actions(for: step)
    case .removed(let removed): bringingBack(removed).actions
    case .rewrote(let step): actions(for: step)
    case .moved(let move): actions(for: move)
    case .settings(let before, let after): actions(for: before, after)
    case .replaced: []
    }
  }

  private func leave(_ path: BytePath, _ reason: String) -> [UndoAction] { [.leaveAlone(path, reason: reason)] }

  private func actions(for before: LibrarySettings, _ after: LibrarySettings) -> [UndoAction] {
    do {
      return try outlook.settings == after ? [.set(before)] : []
    } catch {
      return [.leaveAlone("settings.json", error)]
    }
  }

  private func actions(for move: Move) -> [UndoAction] {
    guard outlook.stamp(of: move.to) != nil else {
      guard isFurtherBack(move.to) else { return leave(move.to, "it is not where it was moved") }
      // An undo that was cut off may have left the catalog behind.
      guard outlook.stamp(of: move.from) != nil else { return forgetting(move.id, at: move.to) }
      return outlook.asset(at: move.from)?.id == move.id ? [.record(move.from)] : []
    }
    guard outlook.asset(at: move.to)?.id == move.id, outlook.canMove(move.to, to: move.from) else {
      return leave(move.to, "another file stands there now")
    }
    return [.moveBack(move)]
  }

  /// True where undoing the operation's earlier steps took the file away from here.
  private func isFurtherBack(_ path: BytePath) -> Bool {
    var (path, seen) = (path, Set<BytePath>())
    while placed[path] == nil {
      guard let origin = origins[path], seen.insert(path).inserted else { return false }
      if outlook.stamp(of: origin) != nil { return true }
      path = origin
    }
    return true
  }

  /// An undo that was cut off took the file away and left its row.
  private func forgetting(_ id: AssetID, at path: BytePath) -> [UndoAction] {
    (try? outlook.workspace.catalog.asset(id))??.path == path ? [.forget(id)] : []
  }
}

/// Files that came into the library, and sources that went.
extension UndoPlanner {
  private static let isOnlyCopy = "its source is gone or was changed, so this is the only copy"
  private static let wasJoined = "a file beside it was changed or added since"

  /// Of a run that was cut off between placing a file and writing that down.
  private func actions(for step: IntendedStep) -> [UndoAction] {
    guard let stamp = outlook.stamp(of: step.path) else { return rest(of: step) }
    guard let found = outlook.asset(at: step.path), found.id == step.id, found.record.added == step.added else {
      return []
    }
    guard found.record.rating == nil, found.record.tags.isEmpty else {
      return leave(step.path, "it was rated or tagged since")
    }
    guard areRecipeSidecarsKnown(of: step.path, besides: step.source) else {
      return leave(step.path, UndoPlanner.wasJoined)
    }
    guard isThere(step.source, step.sourceFile) else { return leave(step.path, UndoPlanner.isOnlyCopy) }
    return [.takeAway(step.path, step.id, stamp)]
  }

  private mutating func actions(for step: PlacedStep) -> [UndoAction] {
    guard let stamp = outlook.stamp(of: step.path) else { return rest(of: step) }
    guard replaced.isStill(step.file, stamp), isSidecarStill(step) else {
      return leave(step.path, "it was changed since")
    }
    guard areRecipeSidecarsKnown(of: step.path, besides: step.source, or: step.removed?.recipeSidecars ?? []) else {
      return leave(step.path, UndoPlanner.wasJoined)
    }
    guard !needed.contains(step.path) else {
      return leave(step.path, "another source that was moved can be made again from it alone; undo that first")
    }
    let away = UndoAction.takeAway(step.path, step.id, stamp)
    guard let removed = step.removed else {
      return isThere(step.source, step.sourceFile) ? [away] : leave(step.path, UndoPlanner.isOnlyCopy)
    }
    let back = bringingBack(removed)
    return back.actions + (back.isPossible ? [away] : [])
  }

  /// Of a file that is gone, by an undo that was cut off or by hand: there is nothing here to lose.
  private func rest(of step: PlacedStep) -> [UndoAction] {
    let forgotten = forgetting(step.id, at: step.path)
    guard outlook.isThere(step.source) else { return forgotten + leave(step.path, "it is not where it was placed") }
    guard isRepeated else { return forgotten }
    // One that the run did not write is somebody's.
    let sidecar = step.sidecar == nil ? nil : outlook.sidecarStamp(of: step.path)
    guard sidecar == nil || isSidecarStill(step) else {
      return forgotten + leave(step.path, "its sidecar was changed since")
    }
    return forgotten + clearing(step.path, sidecar, step.source, step.removed?.recipeSidecars ?? [])
  }

  /// The sidecar may have come, or may have stayed, without its file. What it says tells whose it is.
  private func rest(of step: IntendedStep) -> [UndoAction] {
    let forgotten = forgetting(step.id, at: step.path)
    guard let stamp = outlook.sidecarStamp(of: step.path), isThere(step.source, step.sourceFile) else {
      return forgotten
    }
    do {
      guard let bytes = try outlook.sidecar(of: step.path) else { return forgotten }
      let sidecar = XMPSidecar.read(bytes)
      guard sidecar.recordID == step.id, sidecar.record?.added == step.added else { return forgotten }
      return forgotten + clearing(step.path, stamp, step.source, [])
    } catch {
      return forgotten + [.leaveAlone(step.path, error)]
    }
  }

  private func clearing(
    _ path: BytePath, _ sidecar: FileStamp?, _ source: BytePath, _ removed: [RemovedSidecar]
  ) -> [UndoAction] {
    areRecipeSidecarsKnown(of: path, besides: source, or: removed)
      ? [.clear(path, sidecar: sidecar)] : leave(path, UndoPlanner.wasJoined)
  }

  /// `isPossible`: afterwards the source stands where it stood, with all that it held.
  private mutating func bringingBack(_ removed: RemovedSource) -> (actions: [UndoAction], isPossible: Bool) {
    guard let stamp = outlook.stamp(of: removed.path), replaced.isStill(removed.file, stamp) else {
      if outlook.isThere(removed.source, size: removed.content.byteCount, modified: removed.modified) {
        return ([], true)
      }
      return (leave(removed.source, "the file of the library that it would be made of was changed since"), false)
    }
    do {
      try outlook.check(removed)
      return ([.bringBack(removed, stamp, isNew: !outlook.isThere(removed.source))], true)
    } catch {
      needed.insert(removed.path)
      return ([.leaveAlone(removed.source, error)], false)
    }
  }

  private func isThere(_ source: BytePath, _ left: FileStamp) -> Bool {
    outlook.isThere(source, size: left.size, modified: left.modifiedNanoseconds)
  }

  /// True where all that stands beside a library's file came with its source, and is what it was.
  private func areRecipeSidecarsKnown(
    of path: BytePath, besides source: BytePath, or removed: [RemovedSidecar] = []
  ) -> Bool {
    let present = outlook.recipeSidecars(of: path)
    guard !present.isEmpty else { return true }
    let beside = FileSidecars(of: source).recipeSidecars.map { ($0.suffix, $0.sidecar.bytes) }
    return present.allSatisfy { recipeSidecar in
      beside.contains { $0.0 == recipeSidecar.suffix && $0.1 == recipeSidecar.bytes }
        || removed.contains {
          $0.bytes == recipeSidecar.bytes && $0.source.bytes.ends(with: recipeSidecar.suffix.bytes)
        }
    }
  }

  /// An undo that failed may have lost the sidecar on its way.
  private func isSidecarStill(_ step: PlacedStep) -> Bool {
    let stamp = outlook.sidecarStamp(of: step.path)
    guard let sidecar = step.sidecar else { return stamp == nil }
    return replaced.isStill(sidecar, stamp) || stamp == nil && isRepeated
  }
}

/// Files that were written to, and sidecars.
extension UndoPlanner {
  private func actions(for step: RewrittenStep) -> [UndoAction] {
    guard let stamp = outlook.stamp(of: step.path) else {
      // What this operation placed is told of by that step.
      return isFurtherBack(step.path) ? [] : leave(step.path, "it is not there any more")
    }
    do {
      guard let file = try fileDepth(step, stamp) else { return leave(step.path, "it was changed since") }
      guard let sidecar = try sidecarDepth(step) else { return leave(step.path, "its sidecar was changed since") }
      return [.putBack(step, stamp, file: file, sidecar: sidecar)]
    } catch {
      return [.leaveAlone(step.path, error)]
    }
  }

  private func fileDepth(_ step: RewrittenStep, _ stamp: FileStamp) throws -> UndoDepth? {
    if replaced.isStill(step.file, stamp) { return step.content == nil ? .former : .left }
    // The number of a file is used again, so of its looks only what an undo wrote down counts.
    if step.content != nil, replaced.isPutBack(step.before, stamp) { return .former }
    return try former.file(before: step, in: outlook)
  }

  private func sidecarDepth(_ step: RewrittenStep) throws -> UndoDepth? {
    guard let change = step.sidecar else { return .former }
    if replaced.isStill(change.after, outlook.sidecarStamp(of: step.path)) { return .left }
    return try former.sidecar(before: step, in: outlook)
  }
}

extension [UInt8] {
  fileprivate func ends(with end: [UInt8]) -> Bool { count >= end.count && suffix(end.count).elementsEqual(end) }
}
