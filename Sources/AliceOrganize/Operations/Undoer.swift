import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Takes back what an operation did, last step first. What somebody changed since is left alone, file by file, and told.
package struct Undoer: Sendable {
  package struct Report: Sendable {
    package struct Operation: Sendable, Hashable {
      package let id: Int64
      package let kind: String
    }

    package struct Refused: Sendable, Hashable {
      package let path: BytePath
      package let reason: String
    }

    /// The operation that was undone.
    package let operation: Operation
    /// Files of the library that went, came back to their former state, or to their former path.
    package var undone: [BytePath] = []
    /// Sources that are where they were again.
    package var restored: [BytePath] = []
    package var refused: [Refused] = []
    /// The task was cancelled on its way; what is told above was undone, and the rest can be by undoing once more.
    package var isStopped = false

    package var json: JSONObject {
      [
        "operation": .string(String(operation.id)), "kind": .string(operation.kind),
        "undone": .array(undone.map { .string($0.description) }),
        "restored": .array(restored.map { .string($0.description) }),
        "refused": .array(
          refused.map { ["path": .string($0.path.description), "reason": .string($0.reason)] }),
      ]
    }
  }

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

  /// What would be taken back, by the steps alone: whether files are still what they were is not looked at.
  package func plan() throws -> Report {
    try check()
    var report = Report(operation: .init(id: operation.id, kind: operation.kind))
    for step in steps.reversed().compactMap(OperationStep.init(json:)) {
      switch step {
      case .intended, .replaced: break
      case .placed(let step):
        report.undone.append(step.path)
        if let removed = step.removed { report.restored.append(removed.source) }
      case .removed(let step): report.restored.append(step.source)
      case .rewrote(let step): report.undone.append(step.path)
      case .moved(let move): report.undone.append(move.to)
      case .settings: break
      }
    }
    return report
  }

  package func run(progress: FileProgress? = nil) throws -> Report {
    try check()
    guard let claim = try workspace.library.claim(.operation(operation.id)) else {
      throw AliceError.operationRunning(String(operation.id))
    }
    defer { withExtendedLifetime(claim) {} }
    let lock = try workspace.lock(untilCancelled: true)
    defer { withExtendedLifetime(lock) {} }
    try begin()
    let replaced = try Undoer.replaced(in: workspace.journal())
    let log = OperationLog(
      Undoer.undoKind, arguments: ["operation": .string(String(operation.id))], in: workspace)
    let known = steps.compactMap(OperationStep.init(json:))
    let executor = UndoExecutor(
      workspace: workspace, steps: known, replaced: replaced, needed: try needed(),
      wasCutOff: operation.state == .running, isRepeated: operation.state != .done, log: log,
      report: Report(operation: .init(id: operation.id, kind: operation.kind)))
    if known.count < steps.count {
      executor.report.refused.append(.init(path: "", reason: "\(steps.count - known.count) steps are of a newer alice"))
    }
    progress?.begin(.executor, total: known.count)
    for step in known.reversed() {
      try executor.undo(step)
      progress?.advance()
    }
    try executor.finish()
    try settle(executor.report, log)
    return executor.report
  }

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

  /// What all undos so far put back.
  private static func replaced(in journal: Journal) throws -> [FileStamp: FileStamp] {
    var replaced: [FileStamp: FileStamp] = [:]
    let steps = try journal.steps(ofKind: OperationStep.Kind.replaced.rawValue)
    for case .replaced(let was, let now) in steps.compactMap(OperationStep.init(json:)) { replaced[was] = now }
    return replaced
  }

  private func check() throws {
    guard operation.kind != Undoer.undoKind, operation.state != .undone else {
      throw AliceError.notUndoable(String(operation.id))
    }
  }
}
