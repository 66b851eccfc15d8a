import AliceLibrary
import AliceWorkspace

/// Files that were written to, and sidecars.
extension UndoExecutor {
  private enum State {
    /// As the step left it.
    case left
    /// As it was before the step: an undo that was cut off put it back.
    case former
    /// As it was before an earlier step of the operation: that undo came further.
    case earlier
    case changed

    init(_ depth: FormerContents.Depth?) {
      switch depth {
      case .thisStep: self = .former
      case .earlierStep: self = .earlier
      case nil: self = .changed
      }
    }
  }

  func undo(_ step: RewrittenStep) {
    guard let stamp = stamp(of: step.path) else {
      // What this operation placed is told of by that step.
      return refuse(step.path, "it is not there any more", unless: isFurtherBack(step.path))
    }
    attempt(step.path) {
      let (file, sidecar) = (try fileState(step, stamp), try sidecarState(step))
      if file == .changed { return refuse(step.path, "it was changed since") }
      if sidecar == .changed { return refuse(step.path, "its sidecar was changed since") }
      touched.insert(step.path)
      try putBack(step, file, stamp)
      if let change = step.sidecar { try putBack(change, sidecar, of: step.path) }
      if file == .left || sidecar == .left { report.undone.append(step.path) }
    }
  }

  private func fileState(_ step: RewrittenStep, _ stamp: FileStamp) throws -> State {
    if isStill(step.file, stamp) { return step.content == nil ? .former : .left }
    // The number of a file is used again, so of its looks only what an undo wrote down counts.
    if step.content != nil, let back = replaced[step.before], isStill(back, stamp) { return .former }
    return State(try former.file(before: step))
  }

  private func sidecarState(_ step: RewrittenStep) throws -> State {
    guard let change = step.sidecar else { return .former }
    if isStill(change.after, stamp(of: step.path.adding(suffix: ".xmp"))) { return .left }
    return State(try former.sidecar(before: step))
  }

  private func putBack(_ step: RewrittenStep, _ state: State, _ stamp: FileStamp) throws {
    guard let content = step.content else { return }
    switch state {
    case .left:
      let back = try workspace.library.restoreInPlace(
        step.path, expecting: stamp, splice: content, modifiedNanoseconds: step.before.modifiedNanoseconds)
      try note(step.before, isNow: back.stamp)
    case .former: try note(step.before, isNow: stamp)
    case .earlier, .changed: break
    }
  }

  private func putBack(_ change: RewrittenSidecar, _ state: State, of path: BytePath) throws {
    guard state == .left || state == .former else { return }
    if state == .left {
      try workspace.library.restoreSidecar(
        for: path, to: change.before, modifiedNanoseconds: change.beforeFile?.modifiedNanoseconds)
    }
    guard let before = change.beforeFile, let now = stamp(of: path.adding(suffix: ".xmp")) else { return }
    try note(before, isNow: now)
  }
}
