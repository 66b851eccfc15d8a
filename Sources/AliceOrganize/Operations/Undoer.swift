import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Undoes the steps of an operation, the last one first. Files that were changed since are left unchanged and reported.
package struct Undoer: Sendable {
  let workspace: Workspace
  private let operation: JournalOperation
  private let steps: [JSONValue]
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
    steps = try workspace.journal().steps(of: operation.id)
  }

  /// Returns whether an undo would change anything now, or would complete the operation. Reads no further than the first
  /// change.
  private func hasEffect() throws -> Bool {
    // Nobody knows yet what a running operation leaves.
    guard !workspace.library.isClaimed(.operation(operation.id)) else { return true }
    let steps = known
    var planner = try planner(for: steps)
    var isRefused = steps.count < self.steps.count
    for step in steps.reversed() {
      let actions = planner.actions(for: step)
      // What a cancelled task reads proves nothing; its undo stops before it changes anything.
      guard !Task.isCancelled else { return true }
      for action in actions {
        if action.isEffective { return true }
        if case .leaveAlone = action { isRefused = true }
        planner.outlook.assume(action)
      }
    }
    return !isRefused
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
    report.passedOver = passedOver.map { .init(id: String($0.id), kind: $0.kind) }
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
