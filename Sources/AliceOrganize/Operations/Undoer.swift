import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// What an undo would do: what it would take back, and what it would leave alone and why.
package struct UndoPlan: Sendable {
  private(set) var actions: [UndoAction] = []
  /// What the undo would tell.
  package private(set) var report: Undoer.Report

  init(report: Undoer.Report) { self.report = report }

  mutating func add(_ action: UndoAction) {
    actions.append(action)
    report.note(action)
  }
}

/// Takes back what an operation did, last step first. What somebody changed since is left alone, file by file, and told.
package struct Undoer: Sendable {
  package typealias Report = UndoReport

  let workspace: Workspace
  private let operation: JournalOperation
  private let steps: [JSONValue]

  /// `id` nil: the last operation that did anything and is not undone.
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

  /// What `run` would do with the files as they are now. Writes nothing, anywhere.
  package func plan() throws -> UndoPlan {
    try check()
    guard !workspace.library.isClaimed(.operation(operation.id)) else { throw running }
    let steps = known
    var planner = try planner(for: steps)
    var plan = UndoPlan(report: emptyReport(steps))
    for step in steps.reversed() {
      try Task.checkCancellation()
      for action in planner.actions(for: step) {
        plan.add(action)
        planner.outlook.assume(action)
      }
    }
    return plan
  }

  package func run(progress: FileProgress? = nil) throws -> Report {
    try check()
    guard let claim = try workspace.library.claim(.operation(operation.id)) else { throw running }
    defer { withExtendedLifetime(claim) {} }
    let lock = try workspace.lock(untilCancelled: true)
    defer { withExtendedLifetime(lock) {} }
    try begin()
    let steps = known
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

  private func emptyReport(_ known: [OperationStep]) -> Report {
    var report = Report(operation: .init(id: operation.id, kind: operation.kind))
    if known.count < steps.count {
      report.refused.append(.init(path: "", reason: "\(steps.count - known.count) steps are of a newer alice"))
    }
    return report
  }

  private func planner(for steps: [OperationStep]) throws -> UndoPlanner {
    try UndoPlanner(
      workspace, steps: steps, of: operation.state, replaced: ReplacedStamps(in: workspace.journal()), needed: needed())
  }

  private var running: AliceError { AliceError.operationRunning(String(operation.id)) }

  /// Before a file is touched: the journal can be written to, and says from here on that not all of the operation stands.
  private func begin() throws {
    let state = operation.state == .done ? .partial : operation.state
    guard try workspace.journal().transition(operation: operation.id, from: operation.state, to: state) else {
      // It has come to its end just now, or somebody undid it while this one waited.
      let id = String(operation.id)
      throw operation.state == .running ? AliceError.operationRunning(id) : AliceError.notUndoable(id)
    }
  }

  private func settle(_ report: Report, _ log: OperationLog) throws {
    let isWhole = report.refused.isEmpty && !report.isStopped
    // One that was cut off says so until it is undone: what it only meant to do counts.
    if !report.isStopped || operation.state != .running {
      try workspace.journal().finish(operation.id, isWhole ? .undone : .partial, at: workspace.clock.now())
    }
    try log.finish(isWhole: isWhole)
    workspace.library.discard(.operation(operation.id))
  }

  /// Files of the library that sources which other operations removed are made of.
  private func needed() throws -> Set<BytePath> {
    let steps = try workspace.journal().steps(
      ofKind: OperationStep.Kind.remove.rawValue, exceptOf: operation.id)
    return Set(
      steps.compactMap(OperationStep.init(json:)).compactMap {
        if case .removed(let step) = $0 { step.path } else { nil }
      })
  }

  private func check() throws {
    guard operation.kind != Undoer.undoKind, operation.state != .undone else {
      throw AliceError.notUndoable(String(operation.id))
    }
  }
}
