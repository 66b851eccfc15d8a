import AliceLibrary
import AliceWorkspace

/// What stood in files, and beside them, before an operation wrote to them.
///
/// An undo that is cut off leaves files that are new to the system, and cannot always write down which: their content tells.
struct FormerContents {
  /// How far back a file is.
  enum Depth { case thisStep, earlierStep }

  private let steps: [BytePath: [RewrittenStep]]
  private let workspace: Workspace

  init(_ steps: [OperationStep], in workspace: Workspace) {
    let rewritten = steps.compactMap { if case .rewrote(let step) = $0 { step } else { nil } }
    self.steps = Dictionary(grouping: rewritten, by: \.path)
    self.workspace = workspace
  }

  /// Nil where the file is none of what the operation found at its path up to this step.
  func file(before step: RewrittenStep) throws -> Depth? {
    var reader = workspace.reader
    reader.untilCancelled = true
    return try depth(of: step) { step in
      guard let content = step.content, try workspace.library.mayHold(content, at: step.path) else { return false }
      // What the splice takes over, not telling it, is first of all the picture.
      return try reader.read(step.path)?.asset.id == step.id
    }
  }

  /// The same of the sidecar.
  func sidecar(before step: RewrittenStep) throws -> Depth? {
    let present = try workspace.library.ownSidecar(for: step.path)
    return depth(of: step) { step in step.sidecar.map { $0.before == present } ?? false }
  }

  /// The earliest counts, for a file that is so far back must not be taken back once more.
  private func depth(of step: RewrittenStep, _ isBefore: (RewrittenStep) throws -> Bool) rethrows -> Depth? {
    for earlier in steps[step.path] ?? [] {
      let isThis = earlier == step
      if try isBefore(earlier) { return isThis ? .thisStep : .earlierStep }
      if isThis { break }
    }
    return nil
  }
}
