import AliceLibrary
import AliceWorkspace

/// What stood in files, and beside them, before an operation wrote to them.
///
/// An undo that is cut off leaves files that are new to the system, and cannot always write down which: their content tells.
struct FormerContents {
  private let steps: [BytePath: [RewrittenStep]]

  init(_ steps: [OperationStep]) {
    let rewritten = steps.compactMap { if case .rewrote(let step) = $0 { step } else { nil } }
    self.steps = Dictionary(grouping: rewritten, by: \.path)
  }

  /// Nil where the file is none of what the operation found at its path up to this step.
  func file(before step: RewrittenStep, in outlook: UndoOutlook) throws -> UndoDepth? {
    try depth(of: step) { step in
      try step.content.map { try outlook.mayHold($0, at: step.path, of: step.id) } ?? false
    }
  }

  /// The same of the sidecar.
  func sidecar(before step: RewrittenStep, in outlook: UndoOutlook) throws -> UndoDepth? {
    let present = try outlook.sidecar(of: step.path)
    return depth(of: step) { step in step.sidecar.map { $0.before == present } ?? false }
  }

  /// The earliest counts, for a file that is so far back must not be taken back once more.
  private func depth(of step: RewrittenStep, _ isBefore: (RewrittenStep) throws -> Bool) rethrows -> UndoDepth? {
    for earlier in steps[step.path] ?? [] {
      let isThis = earlier == step
      if try isBefore(earlier) { return isThis ? .former : .earlier }
      if isThis { break }
    }
    return nil
  }
}
