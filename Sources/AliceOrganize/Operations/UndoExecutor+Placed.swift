import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// Files that came into the library, and sources that went.
extension UndoExecutor {
  /// Of a run that was cut off between placing a file and writing that down.
  func undo(_ step: IntendedStep) {
    guard let stamp = stamp(of: step.path) else { return finish(step) }
    guard let found = asset(at: step.path), found.id == step.id, found.record.added == step.added else {
      report.isStopped = Task.isCancelled
      return
    }
    guard found.record.rating == nil, found.record.tags.isEmpty else {
      return refuse(step.path, "it was rated or tagged since")
    }
    guard areRecipeSidecarsKnown(of: step.path, besides: step.source, removed: []) else {
      return refuse(step.path, "a file beside it was changed or added since")
    }
    guard isThere(step.source, step.sourceFile) else {
      return refuse(step.path, "its source is gone or was changed, so this is the only copy")
    }
    remove(step.path, step.id, stamp)
  }

  func undo(_ step: PlacedStep) {
    guard let stamp = stamp(of: step.path) else { return finish(step) }
    guard isStill(step.file, stamp), isSidecarStill(step) else { return refuse(step.path, "it was changed since") }
    guard areRecipeSidecarsKnown(of: step.path, besides: step.source, removed: step.removed?.recipeSidecars ?? [])
    else {
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

  /// Of a file that is gone, by an undo that was cut off or by hand: there is nothing here to lose.
  private func finish(_ step: PlacedStep) {
    forget(step.id, at: step.path)
    guard isThere(step.source) else { return refuse(step.path, "it is not where it was placed") }
    guard isRepeated else { return }
    // One that the run did not write is somebody's.
    let sidecar = step.sidecar == nil ? nil : stamp(of: step.path.adding(suffix: ".xmp"))
    guard sidecar == nil || isSidecarStill(step) else { return refuse(step.path, "its sidecar was changed since") }
    removeRest(of: step.path, sidecar, step.source, step.removed?.recipeSidecars ?? [])
  }

  /// The sidecar may have come, or may have stayed, without its file. What it says tells whose it is.
  private func finish(_ step: IntendedStep) {
    forget(step.id, at: step.path)
    guard let stamp = stamp(of: step.path.adding(suffix: ".xmp")), isThere(step.source, step.sourceFile) else { return }
    attempt(step.path) {
      guard let bytes = try workspace.library.ownSidecar(for: step.path) else { return }
      let sidecar = XMPSidecar.read(bytes)
      guard sidecar.recordID == step.id, sidecar.record?.added == step.added else { return }
      removeRest(of: step.path, stamp, step.source, [])
    }
  }

  private func removeRest(
    of path: BytePath, _ sidecar: FileStamp?, _ source: BytePath, _ recipeSidecars: [RemovedSidecar]
  ) {
    guard areRecipeSidecarsKnown(of: path, besides: source, removed: recipeSidecars) else {
      return refuse(path, "a file beside it was changed or added since")
    }
    attempt(path) { try workspace.library.removeRest(of: path, sidecar: sidecar) }
  }

  /// An undo that was cut off took the file away and left its row.
  func forget(_ id: AssetID, at path: BytePath) {
    if (try? workspace.catalog.asset(id))??.path == path { gone.append(id) }
  }

  /// True where the source stands where it stood, with all that it held.
  @discardableResult
  func bringBack(_ removed: RemovedSource) -> Bool {
    do {
      let isNew = !isThere(removed.source)
      guard let stamp = stamp(of: removed.path), isStill(removed.file, stamp) else {
        if isThere(removed.source, size: removed.content.byteCount, modified: removed.modified) { return true }
        refuse(removed.source, "the file of the library that it would be made of was changed since")
        return false
      }
      try restore(removed.source, removed.content, removed.mode, removed.modified, of: removed, stamp)
      for recipeSidecar in removed.recipeSidecars {
        var content = Splice()
        content.append(recipeSidecar.bytes)
        try restore(recipeSidecar.source, content, recipeSidecar.mode, recipeSidecar.modified, of: removed, stamp)
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
  private func areRecipeSidecarsKnown(of path: BytePath, besides source: BytePath, removed: [RemovedSidecar]) -> Bool {
    let present = (try? workspace.library.recipeSidecars(for: path)) ?? []
    guard !present.isEmpty else { return true }
    let beside = FileSidecars(of: source).recipeSidecars.map { ($0.suffix, $0.sidecar.bytes) }
    return present.allSatisfy { recipeSidecar in
      beside.contains { $0.0 == recipeSidecar.suffix && $0.1 == recipeSidecar.bytes }
        || removed.contains {
          $0.bytes == recipeSidecar.bytes && $0.source.bytes.ends(with: recipeSidecar.suffix.bytes)
        }
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

  /// An undo that failed may have lost the sidecar on its way.
  private func isSidecarStill(_ step: PlacedStep) -> Bool {
    let stamp = stamp(of: step.path.adding(suffix: ".xmp"))
    guard let sidecar = step.sidecar else { return stamp == nil }
    return isStill(sidecar, stamp) || stamp == nil && isRepeated
  }
}

extension [UInt8] {
  fileprivate func ends(with end: [UInt8]) -> Bool { count >= end.count && suffix(end.count).elementsEqual(end) }
}
