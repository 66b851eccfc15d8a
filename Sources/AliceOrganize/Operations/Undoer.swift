import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Undoes the steps of an operation, the last one first. Files that were changed since are left unchanged and reported.
package struct Undoer: Sendable {
  let workspace: Workspace
  private let operation: JournalOperation
  private let steps: OperationSteps
  /// The later operations of which nothing more can be undone.
  private let passedOver: [JournalOperation]

  /// If `id` is nil, takes the latest operation of which anything can still be undone; if there is none, the latest that
  /// is not undone, which says why.
  package init(_ workspace: Workspace, operation id: Int64?) throws {
    let journal = try workspace.journal()
    if let id {
      guard let found = try journal.operation(id) else { throw AliceError.noSuchOperation(String(id)) }
      try self.init(workspace, found, passing: [])
      return
    }
    var passed: [JournalOperation] = []
    for operation in try journal.operations(limit: 100_000) where try Undoer.isCandidate(operation, journal) {
      let undoer = try Undoer(workspace, operation, passing: passed)
      if try undoer.hasEffect() {
        self = undoer
        return
      }
      passed.append(operation)
    }
    guard let latest = passed.first else { throw AliceError.nothingToUndo }
    try self.init(workspace, latest, passing: [])
  }

  private init(_ workspace: Workspace, _ operation: JournalOperation, passing passed: [JournalOperation]) throws {
    (self.workspace, self.operation, passedOver) = (workspace, operation, passed)
    steps = try OperationSteps(workspace.journal(), of: operation.id)
  }

  /// Returns whether an undo would change anything now, or would complete the operation. Reads no further than the first
  /// change.
  private func hasEffect() throws -> Bool {
    // Nobody knows yet what a running operation leaves.
    guard !workspace.library.isClaimed(.operation(operation.id)) else { return true }
    let trail = try OperationTrail(steps)
    var planner = try planner(for: trail)
    var isRefused = trail.unknown > 0
    var isEffective = false
    try steps.forEachReversed { step in
      let actions = try planner.actions(for: step)
      // What a cancelled task reads proves nothing; its undo stops before it changes anything.
      isEffective = Task.isCancelled || actions.contains(where: \.isEffective)
      for action in actions where !isEffective {
        if case .leaveAlone = action { isRefused = true }
        planner.outlook.assume(action)
      }
      return !isEffective
    }
    return isEffective || !isRefused
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
    let trail = try OperationTrail(steps)
    var planner = try planner(for: trail)
    var plan = emptyReport(trail)
    try steps.forEachReversed { step in
      try Task.checkCancellation()
      for action in try planner.actions(for: step) {
        plan.note(action)
        planner.outlook.assume(action)
      }
      return true
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
    let trail = try OperationTrail(steps)
    if trail.hasDeletions { try Trash(workspace).recover() }
    let log = OperationLog(
      Undoer.undoKind, arguments: ["operation": .string(String(operation.id))], in: workspace)
    var executor = UndoExecutor(try planner(for: trail), in: workspace, log: log, report: emptyReport(trail))
    progress?.begin(.undoing, total: trail.count)
    try steps.forEachReversed { step in
      try executor.undo(step)
      progress?.advance()
      return true
    }
    try executor.finish()
    try settle(executor.report, log)
    return executor.report
  }

  private func emptyReport(_ trail: OperationTrail) -> UndoReport {
    var report = UndoReport(operation: .init(id: String(operation.id), kind: operation.kind))
    report.passedOver = passedOver.map { .init(id: String($0.id), kind: $0.kind) }
    if trail.unknown > 0 {
      report.refused.append(.init(path: "", reason: "\(trail.unknown) steps are of a newer alice"))
    }
    return report
  }

  private func planner(for trail: OperationTrail) throws -> UndoPlanner {
    try UndoPlanner(
      workspace, trail, of: operation.state, replaced: ReplacedStamps(in: workspace.journal()), needed: needed(),
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
