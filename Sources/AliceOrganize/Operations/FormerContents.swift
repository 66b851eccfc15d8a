import AliceLibrary
import AliceWorkspace

/// The content of files and sidecars before an operation wrote to them.
///
/// An interrupted undo leaves files with new stamps that it may not have recorded; their content identifies them.
struct FormerContents {
  private let trail: OperationTrail

  init(_ trail: OperationTrail) { self.trail = trail }

  /// Returns nil if the file is not what the operation found at its path in this step or an earlier one.
  func file(before step: RewrittenStep, in outlook: UndoOutlook) throws -> UndoDepth? {
    try depth(of: step) { step in
      try step.content.map { try outlook.mayHold($0, at: step.path, of: step.id) } ?? false
    }
  }

  /// Returns the same for the sidecar.
  func sidecar(before step: RewrittenStep, in outlook: UndoOutlook) throws -> UndoDepth? {
    let present = try outlook.sidecar(of: step.path)
    return try depth(of: step) { step in step.sidecar.map { $0.before == present } ?? false }
  }

  /// The earliest match counts: a file restored that far must not be restored again.
  private func depth(of step: RewrittenStep, _ isBefore: (RewrittenStep) throws -> Bool) throws -> UndoDepth? {
    for earlier in try trail.rewrites(of: step.path) {
      let isThis = earlier == step
      if try isBefore(earlier) { return isThis ? .former : .earlier }
      if isThis { break }
    }
    return nil
  }
}
