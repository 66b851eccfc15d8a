import AliceCatalog
public import AliceModel
package import AliceWorkspace

/// One operation, with the number of its steps.
public struct HistoryEntry: Sendable {
  let operation: JournalOperation
  public let steps: Int
  /// What was done to how many files, such as `placed`, in a fixed order.
  public let deeds: [(done: String, count: Int)]

  public var json: JSONValue {
    [
      "id": .string(String(operation.id)), "kind": .string(operation.kind), "state": .string(state),
      "started": .string(operation.started.description),
      "finished": JSONValue(operation.finished?.description), "steps": JSONValue(steps),
      "deeds": .object(JSONObject(deeds.map { ($0.done, JSONValue($0.count)) })),
      "arguments": operation.arguments,
    ]
  }

  public var id: String { String(operation.id) }
  public var kind: String { operation.kind }
  public var started: Timestamp { operation.started }
  /// The state; it is `interrupted` if the journal contains no end of the operation and no process works on it.
  public var state: String { isCutOff ? "interrupted" : operation.state.rawValue }
  let isCutOff: Bool
}

/// The operations of a library.
package struct OperationHistory: Sendable {
  private let workspace: Workspace
  private let journal: Journal

  package init(_ workspace: Workspace) throws {
    self.workspace = workspace
    journal = try workspace.journal()
  }

  /// Returns the latest operations, newest first.
  package func entries(limit: Int) throws -> [HistoryEntry] {
    try journal.operations(limit: limit).map { operation in
      let isCutOff = operation.state == .running && workspace.isAbandoned(operation: operation.id)
      let kinds = try journal.stepKinds(of: operation.id)
      return HistoryEntry(
        operation: operation, steps: kinds.values.reduce(0, +), deeds: HistoryStep.deeds(of: kinds), isCutOff: isCutOff)
    }
  }

  /// Returns who an operation was recorded for; nil for the person at the command line or the page.
  package func author(of id: Int64) throws -> String? {
    guard let operation = try journal.operation(id) else { throw AliceError.noSuchOperation(String(id)) }
    return operation.arguments["by"]?.stringValue
  }

  /// Returns the steps of an operation in order.
  package func steps(of id: Int64) throws -> [HistoryStep] {
    var steps: [HistoryStep] = []
    try forEachStep(of: id) { steps.append($0) }
    return steps
  }

  /// Calls `body` with the steps of an operation in order.
  package func forEachStep(of id: Int64, _ body: (HistoryStep) throws -> Void) throws {
    guard try journal.operation(id) != nil else { throw AliceError.noSuchOperation(String(id)) }
    let steps = try OperationSteps(journal, of: id)
    let trail = try OperationTrail(steps)
    try steps.forEach { try body(HistoryStep($0, hasPlaced: trail.hasPlaced)) }
  }
}
