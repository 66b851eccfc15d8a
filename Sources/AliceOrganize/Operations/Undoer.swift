import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Undoes the steps of an operation, the last one first. Files that were changed since are left unchanged and reported.
package struct Undoer: Sendable {
  let workspace: Workspace
  private let operation: JournalOperation
  private let steps: [JSONValue]

  /// If `id` is nil, takes the latest operation that changed anything and is not undone.
  package init(_ workspace: Workspace, operation id: Int64?) throws {
    let journal = try workspace.journal()
    self.workspace = workspace
    if let id {
      guard let found = try journal.operation(id) else { throw AliceError.noSuchOperation(String(id)) }
      operation = found
    } else {
      guard let last = try journal.operations(limit: 100_000).first(where: { try Undoer.isCandidate($0, journal) })
      else { throw AliceError.nothingToUndo }
      operation = last
    }
    steps = try journal.steps(of: operation.id)
  }

  private static func isCandidate(_ operation: JournalOperation, _ journal: Journal) throws -> Bool {
    guard operation.kind != undoKind, operation.state != .undone else { return false }
    return try journal.stepCount(of: operation.id) > 0
  }

  private static let undoKind = "undo"

  /// Returns the report that `run` would return for the present files. Writes nothing.
  package func plan() throws -> UndoReport {
    try check()
    guard !workspace.library.isClaimed(.operation(operation.id)) else { throw running }
    let steps = known
    var planner = try planner(for: steps)
    var plan = emptyReport(steps)
    for step in steps.reversed() {
      try Task.checkCancellation()
      for action in planner.actions(for: step) {
        plan.note(action)
        planner.outlook.assume(action)
      }
    }
    return plan
  }

  package func run(progress: FileProgress? = nil) throws -> UndoReport {
    try check()
    guard let claim = try workspace.library.claim(.operation(operation.id)) else { throw running }
    defer { withExtendedLifetime(claim) {} }
    let lock = try workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    try begin()
    let steps = known
    if steps.contains(where: \.isDeletion) { try Trash(workspace).recover() }
    let log = OperationLog(
      Undoer.undoKind, arguments: ["operation": .string(String(operation.id))], in: workspace)
    var executor = UndoExecutor(try planner(for: steps), in: workspace, log: log, report: emptyReport(steps))
    progress?.begin(.undoing, total: steps.count)
    for step in steps.reversed() {
      try executor.undo(step)
      progress?.advance()
    }
    try executor.finish()
    try settle(executor.report, log)
    return executor.report
  }

  private var known: [OperationStep] { steps.compactMap(OperationStep.init(json:)) }

  private func emptyReport(_ known: [OperationStep]) -> UndoReport {
    var report = UndoReport(operation: .init(id: String(operation.id), kind: operation.kind))
    if known.count < steps.count {
      report.refused.append(.init(path: "", reason: "\(steps.count - known.count) steps are of a newer alice"))
    }
    return report
  }

  private func planner(for steps: [OperationStep]) throws -> UndoPlanner {
    try UndoPlanner(
      workspace, steps: steps, of: operation.state, replaced: ReplacedStamps(in: workspace.journal()), needed: needed(),
      trashed: trashed())
  }

  private var running: AliceError { AliceError.operationRunning(String(operation.id)) }

  /// Makes sure that the journal is writable, and records that the operation is no longer complete, before a file is
  /// touched.
  private func begin() throws {
    let state = operation.state == .done ? .partial : operation.state
    guard try workspace.journal().transition(operation: operation.id, from: operation.state, to: state) else {
      // The operation has just ended, or another undo ran in the meantime.
      let id = String(operation.id)
      throw operation.state == .running ? AliceError.operationRunning(id) : AliceError.notUndoable(id)
    }
  }

  private func settle(_ report: UndoReport, _ log: OperationLog) throws {
    let isWhole = report.refused.isEmpty && !report.isStopped
    // An interrupted operation keeps its state until it is undone, so that its intended steps count.
    if !report.isStopped || operation.state != .running {
      try workspace.journal().finish(operation.id, isWhole ? .undone : .partial, at: workspace.clock.now())
    }
    try log.finish(isWhole: isWhole)
    workspace.library.discard(.operation(operation.id))
  }

  /// Returns the library files from which sources that other operations removed can be restored.
  private func needed() throws -> Set<BytePath> {
    let steps = try workspace.journal().steps(
      ofKind: OperationStep.Kind.remove.rawValue, exceptOf: operation.id)
    return Set(
      steps.compactMap(OperationStep.init(json:)).compactMap {
        if case .removed(let step) = $0 { step.path } else { nil }
      })
  }

  private func trashed() throws -> Set<BytePath> {
    Set(try workspace.journal().trashed().filter { $0.operation == operation.id }.compactMap(\.trash))
  }

  private func check() throws {
    guard operation.kind != Undoer.undoKind, operation.state != .undone else {
      throw AliceError.notUndoable(String(operation.id))
    }
  }
}

extension OperationStep {
  fileprivate var isDeletion: Bool { if case .deleted = self { true } else { false } }
}
