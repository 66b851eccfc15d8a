import AliceCatalog
package import AliceWorkspace

/// What was done to a library.
package struct OperationHistory: Sendable {
  /// One operation, with the number of its steps.
  package struct Entry: Sendable {
    let operation: JournalOperation
    package let steps: Int

    package var json: JSONValue {
      [
        "id": .string(String(operation.id)), "kind": .string(operation.kind), "state": .string(state),
        "started": .string(operation.started.description),
        "finished": JSONValue(operation.finished?.description), "steps": JSONValue(steps),
        "arguments": operation.arguments,
      ]
    }

    package var id: String { String(operation.id) }
    package var kind: String { operation.kind }
    package var started: Timestamp { operation.started }
    /// `interrupted` where it is at work by the journal, and nobody works on it.
    package var state: String { isCutOff ? "interrupted" : operation.state.rawValue }
    let isCutOff: Bool
  }

  private let workspace: Workspace
  private let journal: Journal

  package init(_ workspace: Workspace) throws {
    self.workspace = workspace
    journal = try workspace.journal()
  }

  /// The last ones first.
  package func entries(limit: Int) throws -> [Entry] {
    try journal.operations(limit: limit).map { operation in
      let isCutOff = operation.state == .running && workspace.isAbandoned(operation: operation.id)
      return Entry(operation: operation, steps: try journal.stepCount(of: operation.id), isCutOff: isCutOff)
    }
  }

  /// What an operation did, in order, as the journal has it.
  package func steps(of id: Int64) throws -> [JSONValue] {
    guard try journal.operation(id) != nil else { throw AliceError.noSuchOperation(String(id)) }
    return try journal.steps(of: id)
  }
}
