import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// Decides how to undo a step, without side effects. Files that were changed since are left unchanged and reported.
///
/// Steps are passed in reverse. The actions for one step must be carried out, or assumed by the outlook, before the
/// next step.
struct UndoPlanner {
  var outlook: UndoOutlook
  var replaced: ReplacedStamps
  /// The library files that must stay because they can restore a source: one that another operation removed, or one
  /// that this undo could not restore.
  var needed: Set<BytePath>
  /// The paths in the trash of the files that the operation itself deleted and that are not restored yet.
  private let trashed: Set<BytePath>
  /// Whether the operation was interrupted.
  private let wasCutOff: Bool
  /// Whether an earlier undo of the operation was begun, so that some of it may be undone already.
  private let isRepeated: Bool
  private let trail: OperationTrail
  private let former: FormerContents

  init(
    _ workspace: Workspace, _ trail: OperationTrail, of state: JournalOperation.State, replaced: ReplacedStamps,
    needed: Set<BytePath>, trashed: Set<BytePath>
  ) {
    outlook = UndoOutlook(workspace)
    self.replaced = replaced
    self.needed = needed
    self.trashed = trashed
    (wasCutOff, isRepeated) = (state == .running, state != .done)
    self.trail = trail
    former = FormerContents(trail)
  }

  /// Returns the actions in their order; if one fails, those after it are not carried out.
  mutating func actions(for step: OperationStep) throws -> [UndoAction] {
    switch step {
    case .intended(let step): try wasCutOff && !trail.hasPlaced(step.path) ? actions(for: step) : []
    case .placed(let step): actions(for: step)
    case .removed(let removed): bringingBack(removed).actions
    case .rewrote(let step): try actions(for: step)
    case .moved(let move): try actions(for: move)
    case .deleted(let move): restoring(move)
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

  private func actions(for move: Move) throws -> [UndoAction] {
    guard outlook.stamp(of: move.to) != nil else {
      guard try isFurtherBack(move.to) else { return leave(move.to, "it is not where it was moved") }
      // An interrupted undo may not have updated the catalog.
      guard outlook.stamp(of: move.from) != nil else { return forgetting(move.id, at: move.to) }
      return outlook.asset(at: move.from)?.id == move.id ? [.record(move.from)] : []
    }
    guard outlook.asset(at: move.to)?.id == move.id, outlook.canMove(move.to, to: move.from) else {
      return leave(move.to, "another file is there now")
    }
    return [.moveBack(move)]
  }

  /// Undoes a deletion. A file that is in the library again, in its place or elsewhere, is left as it is.
  private func restoring(_ move: Move) -> [UndoAction] {
    let known = (try? outlook.workspace.catalog.asset(move.id)) ?? nil
    let home = known.flatMap { !$0.missing && outlook.stamp(of: $0.path) != nil ? $0.path : nil }
    guard outlook.stamp(of: move.to) != nil, trashed.contains(move.to) else {
      if home != nil { return [] }
      if isTrashed(move.id) { return leave(move.from, "it was deleted again since") }
      return outlook.asset(at: move.from)?.id == move.id
        ? [.record(move.from)] : leave(move.from, "it was removed from the trash for good")
    }
    if let home { return leave(move.from, "it is in the library again, at \(home)") }
    guard outlook.asset(at: move.to)?.id == move.id else { return leave(move.from, "another file is in the trash") }
    guard outlook.canMove(move.to, to: move.from) else { return leave(move.from, "another file is there now") }
    return [.restore(move)]
  }

  /// Returns whether a file of the asset is in the trash, by whatever operation.
  private func isTrashed(_ id: AssetID) -> Bool {
    let known = (try? outlook.workspace.journal().trashed(among: [id])) ?? []
    return known.contains { $0.trash.map { outlook.stamp(of: $0) != nil } ?? false }
  }

  /// Returns whether undoing earlier steps of the operation moved or removed the file.
  private func isFurtherBack(_ path: BytePath) throws -> Bool {
    var (path, seen) = (path, Set<BytePath>())
    while try !trail.hasPlaced(path) {
      guard let origin = try trail.origin(of: path), seen.insert(path).inserted else { return false }
      if outlook.stamp(of: origin) != nil { return true }
      path = origin
    }
    return true
  }

  /// Returns the removal of a row whose file an interrupted undo has removed.
  private func forgetting(_ id: AssetID, at path: BytePath) -> [UndoAction] {
    (try? outlook.workspace.catalog.asset(id))??.path == path ? [.forget(id)] : []
  }
}

/// Undoes the placing of files and the removal of sources.
extension UndoPlanner {
  private static let isOnlyCopy = "its source is gone or was changed, so this is the only copy"
  private static let isOnlyMetadata = "a file that its metadata came from is gone or was changed"
  private static let wasJoined = "a sidecar was changed or added since"

  /// Undoes a run that was interrupted between placing a file and recording it.
  private func actions(for step: IntendedStep) -> [UndoAction] {
    guard let stamp = outlook.stamp(of: step.path) else { return rest(of: step) }
    guard let found = outlook.asset(at: step.path), found.id == step.id, found.record.added == step.added else {
      return []
    }
    let record = found.record
    guard record.rating == nil, record.pick == nil, record.elo == nil, record.tags.isEmpty else {
      return leave(step.path, "it was judged or tagged since")
    }
    guard areRecipeSidecarsKnown(of: step.path, besides: step.source) else {
      return leave(step.path, UndoPlanner.wasJoined)
    }
    guard isThere(step.source, step.sourceFile) else { return leave(step.path, UndoPlanner.isOnlyCopy) }
    return [.takeAway(step.path, step.id, stamp)]
  }

  private mutating func actions(for step: PlacedStep) -> [UndoAction] {
    guard let stamp = outlook.stamp(of: step.path) else { return rest(of: step) }
    guard isStill(step.file, stamp, at: step.path, of: step.id), isSidecarStill(step) else {
      return leave(step.path, "it was changed since")
    }
    guard areRecipeSidecarsKnown(of: step.path, besides: step.source, or: step.removed?.sidecars ?? []) else {
      return leave(step.path, UndoPlanner.wasJoined)
    }
    guard !needed.contains(step.path) else {
      return leave(step.path, "another source that was moved can be made again from it alone; undo that first")
    }
    guard areThere(step.merged) else { return leave(step.path, UndoPlanner.isOnlyMetadata) }
    let away = UndoAction.takeAway(step.path, step.id, stamp)
    guard let removed = step.removed else {
      return isThere(step.source, step.sourceFile) ? [away] : leave(step.path, UndoPlanner.isOnlyCopy)
    }
    let back = bringingBack(removed)
    return back.actions + (back.isPossible ? [away] : [])
  }

  /// Handles a file that is gone, removed by an interrupted undo or by the user: nothing can be lost here.
  private func rest(of step: PlacedStep) -> [UndoAction] {
    let forgotten = forgetting(step.id, at: step.path)
    guard outlook.isThere(step.source) else { return forgotten + leave(step.path, "it is not where it was placed") }
    guard isRepeated else { return forgotten }
    // A sidecar that the run did not write belongs to the user.
    let sidecar = step.sidecar == nil ? nil : outlook.sidecarStamp(of: step.path)
    guard sidecar == nil || isSidecarStill(step) else {
      return forgotten + leave(step.path, "its sidecar was changed since")
    }
    return forgotten + clearing(step.path, sidecar, step.source, step.removed?.sidecars ?? [])
  }

  /// Handles an interrupted placing: a sidecar may be there without its file. Its content shows whose it is.
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

  /// Returns the actions that restore a source. If `isPossible`, the source exists afterwards with all of its content.
  private mutating func bringingBack(_ removed: RemovedSource) -> (actions: [UndoAction], isPossible: Bool) {
    guard let stamp = outlook.stamp(of: removed.path), isStill(removed.file, stamp, at: removed.path, of: removed.id)
    else {
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

  private func areThere(_ merged: [MergedSource]) -> Bool { merged.allSatisfy { isThere($0.path, $0.file) } }

  /// Returns whether all recipe sidecars of a library file came with its source and are unchanged.
  private func areRecipeSidecarsKnown(
    of path: BytePath, besides source: BytePath, or removed: [RemovedSidecar] = []
  ) -> Bool {
    let present = outlook.recipeSidecars(of: path)
    guard !present.isEmpty else { return true }
    let beside = Set(
      FileSidecars(of: source).recipeSidecars.map { RecipeSidecar(name: $0.name, bytes: $0.sidecar.bytes) })
    let archive =
      SourceArchive.isArchive(source)
      ? try? SourceArchive(source, offsetMinutes: 0, scratch: .folder("/")) : nil
    return present.allSatisfy { recipeSidecar in
      beside.contains(recipeSidecar) || archive?.holds(recipeSidecar) == true
        || removed.contains {
          $0.bytes == recipeSidecar.bytes
            && RecipeSidecars.suffix(of: $0.source) == recipeSidecar.name.suffix
        }
    }
  }
}

/// Recognises files and sidecars as a step left them. In a copied or restored library their content decides.
extension UndoPlanner {
  private func isStill(_ left: FileStamp, _ stamp: FileStamp, at path: BytePath, of id: AssetID) -> Bool {
    replaced.isStill(left, stamp) || replaced.mayBeCopy(of: left, stamp) && outlook.asset(at: path)?.id == id
  }

  private func isSidecarStill(_ left: FileStamp, beside path: BytePath, of id: AssetID) -> Bool {
    let stamp = outlook.sidecarStamp(of: path)
    return replaced.isStill(left, stamp)
      || replaced.mayBeCopy(of: left, stamp) && outlook.isSidecar(of: id, beside: path)
  }

  /// Returns whether the sidecar is unchanged; it may also be absent after an undo that failed.
  private func isSidecarStill(_ step: PlacedStep) -> Bool {
    let isAbsent = outlook.sidecarStamp(of: step.path) == nil
    guard let sidecar = step.sidecar else { return isAbsent }
    return isAbsent ? isRepeated : isSidecarStill(sidecar, beside: step.path, of: step.id)
  }
}

/// Undoes the rewriting of files and sidecars.
extension UndoPlanner {
  private func actions(for step: RewrittenStep) throws -> [UndoAction] {
    guard let stamp = outlook.stamp(of: step.path) else {
      // If this operation placed the file, the step that placed it reports this.
      return try isFurtherBack(step.path) ? [] : leave(step.path, "it is not there any more")
    }
    guard areThere(step.merged) else {
      return try trail.hasPlaced(step.path) ? [] : leave(step.path, UndoPlanner.isOnlyMetadata)
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
    // Inode numbers are reused, so a restored file is recognized only if an undo recorded its stamp.
    if step.content != nil, replaced.isPutBack(step.before, stamp) { return .former }
    if let depth = try former.file(before: step, in: outlook) { return depth }
    guard isStill(step.file, stamp, at: step.path, of: step.id) else { return nil }
    return step.content == nil ? .former : .left
  }

  private func sidecarDepth(_ step: RewrittenStep) throws -> UndoDepth? {
    guard let change = step.sidecar else { return .former }
    if replaced.isStill(change.after, outlook.sidecarStamp(of: step.path)) { return .left }
    if let depth = try former.sidecar(before: step, in: outlook) { return depth }
    return isSidecarStill(change.after, beside: step.path, of: step.id) ? .left : nil
  }
}
