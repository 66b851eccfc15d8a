import AliceCatalog
import AliceLibrary
import Synchronization

/// Writes down in the journal what an operation does. What only the journal could undo is written before it is done.
///
/// The operation begins with its first step: what does nothing leaves no trace.
package final class OperationLog: Sendable {
  private struct Begun {
    let id: Int64
    /// Held while the operation is at work, so that nobody undoes it meanwhile.
    let claim: LibraryLock?
  }

  private let kind: String
  private let arguments: JSONValue
  private let workspace: Workspace
  private let begun = Mutex<Begun?>(nil)

  package init(_ kind: String, arguments: JSONValue = [:], in workspace: Workspace) {
    self.kind = kind
    self.arguments = arguments
    self.workspace = workspace
  }

  /// Nil where nothing was done yet.
  package var id: Int64? { begun.withLock { $0?.id } }

  /// Durable when it returns.
  package func append(_ steps: [OperationStep]) throws {
    guard !steps.isEmpty else { return }
    let journal = try workspace.journal()
    let id = try begun.withLock { begun in
      if let begun { return begun.id }
      let id = try journal.begin(operation: kind, arguments: arguments, at: workspace.clock.now())
      begun = Begun(id: id, claim: try? workspace.library.claim(.operation(id)))
      return id
    }
    try journal.append(steps.map(\.json), to: id)
  }

  /// `isWhole` false: not all of it could be done.
  package func finish(isWhole: Bool = true) throws {
    guard let id else { return }
    try workspace.journal().finish(id, isWhole ? .done : .partial, at: workspace.clock.now())
    workspace.library.discard(.operation(id))
  }
}

extension Workspace {
  /// True where nobody works on an operation any more.
  package func isAbandoned(operation id: Int64) -> Bool {
    let claim: LibraryLock?
    do {
      claim = try library.claim(.operation(id))
    } catch {
      // A disk that cannot be written to can be read all the same.
      return !library.isClaimed(.operation(id))
    }
    defer { withExtendedLifetime(claim) {} }
    if claim != nil { library.discard(.operation(id)) }
    return claim != nil
  }
}
