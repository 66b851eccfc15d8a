import AliceWorkspace
import AliceCatalog
import AliceLibrary

/// Undoes one step after another, and keeps the catalog in step with the files.
final class Undoing {
  let workspace: Workspace
  var report: UndoJob.Report
  private let log: OperationLog
  /// How files that an undo put back look since: to the system they are new ones.
  private var replaced: [LeftAs: LeftAs]
  private var gone: [AssetID] = []
  /// Files that sources of other operations, or sources that could not be brought back, are made of.
  private var needed: Set<BytePath>
  /// The operation did not come to its end.
  private let wasCutOff: Bool
  /// What the operation itself brought into the library, by its path.
  private let placed: [BytePath: AssetID]
  private var touched: Set<BytePath> = []
  /// What lies elsewhere again, and says what it said.
  private var movedBack: [AssetID: Placed] = [:]

  /// After so many files the catalog is brought in step: with all of them in the end, whoever stops it would wait too long.
  private static let mostPending = 128

  /// `replaced` is what earlier undos put back.
  init(
    workspace: Workspace, steps: [OperationStep], replaced: [LeftAs: LeftAs], needed: Set<BytePath>, wasCutOff: Bool,
    log: OperationLog, report: UndoJob.Report
  ) {
    self.needed = needed
    self.wasCutOff = wasCutOff
    self.workspace = workspace
    self.replaced = replaced
    self.log = log
    let placed = steps.compactMap { if case .placed(let step) = $0 { (step.path, step.id) } else { nil } }
    self.placed = Dictionary(placed) { $1 }
    self.report = report
  }

  /// Does nothing once the task is cancelled.
  func undo(_ step: OperationStep) throws {
    guard !report.isStopped, !Task.isCancelled else {
      report.isStopped = true
      return
    }
    if touched.count + gone.count >= Undoing.mostPending { try finish() }
    switch step {
    case .intended(let step): if wasCutOff, placed[step.path] == nil { undo(step) }
    case .placed(let step): undo(step)
    case .removed(let step): bringBack(step)
    case .rewrote(let step): undo(step)
    case .moved(let id, let from, let to): undoMove(id, from: from, to: to)
    case .settings(let before, let after):
      attempt("settings.json") {
        if try workspace.settings == after { try workspace.change(settings: before) }
      }
    case .replaced: break
    }
  }

  /// Brings the catalog in step with what was undone so far, also in a task that is cancelled.
  func finish() throws {
    // An asset whose file went may have another one, which is recorded already.
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

  /// Nil where there is none, or where the task is cancelled.
  private func asset(at path: BytePath) -> Asset? {
    var reader = workspace.reader
    reader.untilCancelled = true
    let asset = reader.asset(at: path)?.asset
    return Task.isCancelled ? nil : asset
  }

  /// Of a run that was cut off between placing a file and writing that down.
  private func undo(_ step: IntendedStep) {
    guard let stamp = stamp(of: step.path) else { return forget(step.id, at: step.path) }
    guard let found = asset(at: step.path), found.id == step.id, found.record.added == step.added else {
      report.isStopped = Task.isCancelled
      return
    }
    guard found.record.rating == nil, found.record.tags.isEmpty else {
      return refuse(step.path, "it was rated or tagged since")
    }
    guard areCompanionsKnown(of: step.path, besides: step.source, removed: []) else {
      return refuse(step.path, "a file beside it was changed or added since")
    }
    guard isThere(step.source, step.sourceFile) else {
      return refuse(step.path, "its source is gone or was changed, so this is the only copy")
    }
    remove(step.path, step.id, stamp)
  }

  private func undo(_ step: PlacedStep) {
    guard let stamp = stamp(of: step.path) else {
      // Taken back already, or by hand: there is nothing here to lose.
      forget(step.id, at: step.path)
      return refuse(step.path, "it is not where it was placed", unless: isThere(step.source))
    }
    guard isStill(step.file, stamp), isSidecarStill(step) else { return refuse(step.path, "it was changed since") }
    guard areCompanionsKnown(of: step.path, besides: step.source, removed: step.removed?.companions ?? []) else {
      return refuse(step.path, "a file beside it was changed or added since")
    }
    guard !needed.contains(step.path) else {
      return refuse(step.path, "another source that was moved can be made again from it alone; undo that first")
    }
    if let removed = step.removed {
      guard bringBack(removed) else { return }
    } else if !isThere(step.source, step.sourceFile) {
      return refuse(step.path, "its source is gone or was changed, so this is the only copy")
    }
    remove(step.path, step.id, stamp)
  }

  private func remove(_ path: BytePath, _ id: AssetID, _ stamp: FileStamp) {
    attempt(path) {
      try workspace.library.removePlaced(path, expecting: stamp)
      gone.append(id)
      touched.remove(path)
      report.undone.append(path)
    }
  }

  /// An undo that was cut off took the file away and left its row.
  private func forget(_ id: AssetID, at path: BytePath) {
    if (try? workspace.catalog.asset(id))??.path == path { gone.append(id) }
  }

  /// True where the source stands where it stood, with all that it held.
  @discardableResult
  private func bringBack(_ removed: RemovedSource) -> Bool {
    do {
      let isNew = !isThere(removed.source)
      guard let stamp = stamp(of: removed.path), isStill(removed.file, stamp) else {
        if isThere(removed.source, size: removed.content.byteCount, modified: removed.modified) { return true }
        refuse(removed.source, "the file of the library that it would be made of was changed since")
        return false
      }
      try restore(removed.source, removed.content, removed.mode, removed.modified, of: removed, stamp)
      for companion in removed.companions {
        var content = Splice()
        content.append(companion.bytes)
        try restore(companion.source, content, companion.mode, companion.modified, of: removed, stamp)
      }
      if isNew { report.restored.append(removed.source) }
      return true
    } catch {
      needed.insert(removed.path)
      refuse(removed.source, reason(error))
    }
    return false
  }

  /// True where all that stands beside a library's file came with its source, and is what it was.
  private func areCompanionsKnown(of path: BytePath, besides source: BytePath, removed: [RemovedCompanion]) -> Bool {
    let present = (try? workspace.library.companions(for: path)) ?? []
    guard !present.isEmpty else { return true }
    let beside = Surroundings(of: source).companions.map { ($0.suffix, $0.neighbour.bytes) }
    return present.allSatisfy { companion in
      beside.contains { $0.0 == companion.suffix && $0.1 == companion.bytes }
        || removed.contains { $0.bytes == companion.bytes && $0.source.bytes.ends(with: companion.suffix.bytes) }
    }
  }

  private func restore(
    _ path: BytePath, _ content: Splice, _ mode: UInt32, _ modified: Int64, of removed: RemovedSource,
    _ stamp: FileStamp
  ) throws {
    _ = try workspace.library.restoreSource(
      SourceRestoration(
        path: path, placed: removed.path, expecting: stamp, splice: content, mode: mode, modifiedNanoseconds: modified))
  }

  private func undo(_ step: RewrittenStep) {
    // What this operation placed is told of by that step.
    guard let stamp = stamp(of: step.path) else {
      return refuse(step.path, "it is not there any more", unless: placed[step.path] != nil)
    }
    guard isStill(step.file, stamp) else { return finish(step, stamp) }
    if let sidecar = step.sidecar, !isStill(sidecar.after, self.stamp(of: step.path.adding(suffix: ".xmp"))) {
      return refuse(step.path, "its sidecar was changed since")
    }
    attempt(step.path) {
      if let content = step.content {
        let back = try workspace.library.restoreInPlace(
          step.path, expecting: stamp, splice: content, modifiedNanoseconds: step.before.modified)
        replaced[step.before] = LeftAs(back.stamp)
        try log.append([.replaced(was: step.before, now: LeftAs(back.stamp))])
      }
      if let sidecar = step.sidecar { try restoreSidecar(sidecar, of: step.path) }
      touched.insert(step.path)
      report.undone.append(step.path)
    }
  }

  /// An undo that was cut off may have put the file back, and have come no further. The number of a file is used again, so only what
  /// that undo wrote down counts.
  private func finish(_ step: RewrittenStep, _ stamp: FileStamp) {
    guard step.content != nil, let back = replaced[step.before], isStill(back, stamp) else {
      return refuse(step.path, "it was changed since")
    }
    guard let sidecar = step.sidecar, isStill(sidecar.after, self.stamp(of: step.path.adding(suffix: ".xmp"))) else {
      return
    }
    attempt(step.path) { try restoreSidecar(sidecar, of: step.path) }
    touched.insert(step.path)
  }

  private func restoreSidecar(_ sidecar: RewrittenSidecar, of path: BytePath) throws {
    try workspace.library.restoreSidecar(
      for: path, to: sidecar.before, modifiedNanoseconds: sidecar.beforeFile?.modified)
    guard let before = sidecar.beforeFile, let now = stamp(of: path.adding(suffix: ".xmp")) else { return }
    replaced[before] = LeftAs(now)
    try log.append([.replaced(was: before, now: LeftAs(now))])
  }

  private func undoMove(_ id: AssetID, from: BytePath, to: BytePath) {
    guard stamp(of: to) != nil else {
      return refuse(to, "it is not where it was moved", unless: stamp(of: from) != nil)
    }
    guard asset(at: to)?.id == id else {
      return refuse(to, "another file stands there now")
    }
    attempt(to) {
      let placed = try workspace.library.move(from: to, to: from)
      if touched.remove(to) != nil { touched.insert(from) } else { movedBack[id] = placed }
      report.undone.append(from)
    }
  }

  /// True where the file looks as it did when it was left, or as an undo since made it look.
  private func isStill(_ left: LeftAs, _ stamp: FileStamp?) -> Bool {
    var left = left
    for _ in 0..<1_000 {
      if left.isStill(stamp) { return true }
      guard let next = replaced[left], next != left else { return false }
      left = next
    }
    return false
  }

  private func isSidecarStill(_ step: PlacedStep) -> Bool {
    let stamp = stamp(of: step.path.adding(suffix: ".xmp"))
    return step.sidecar.map { isStill($0, stamp) } ?? (stamp == nil)
  }

  private func stamp(of path: BytePath) -> FileStamp? { (try? workspace.library.stamp(of: path)) ?? nil }

  private func isThere(_ source: BytePath) -> Bool { (try? OpenFile.open(source)) != nil }

  /// A source that an undo put back is a new file of the old size and time.
  private func isThere(_ source: BytePath, _ left: LeftAs) -> Bool {
    isThere(source, size: left.size, modified: left.modified)
  }

  private func isThere(_ source: BytePath, size: UInt64, modified: Int64) -> Bool {
    guard let stamp = (try? OpenFile.open(source))?.stamp else { return false }
    return stamp.size == size && stamp.modifiedNanoseconds == modified
  }

  private func refuse(_ path: BytePath, _ reason: String, unless isFine: Bool = false) {
    if isFine { return }
    if Task.isCancelled {
      // What could not be read for that reason alone says nothing of the file.
      report.isStopped = true
    } else {
      report.refused.append(.init(path: path, reason: reason))
    }
  }

  private func attempt(_ path: BytePath, _ body: () throws -> Void) {
    do { try body() } catch { refuse(path, reason(error)) }
  }

  private func reason(_ error: any Error) -> String {
    switch error {
    case LibraryError.changed, LibraryError.missing: "it was changed since"
    case LibraryError.occupied: "another file stands there now"
    case AliceError.settingsLost: "how the library is laid out is lost"
    default: "\(error)"
    }
  }
}

extension [UInt8] {
  fileprivate func ends(with end: [UInt8]) -> Bool { count >= end.count && suffix(end.count).elementsEqual(end) }
}
