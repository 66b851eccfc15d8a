import AliceCatalog
import AliceLibrary
import Synchronization

/// Who operations are recorded for, if it is not the person at the command line or the page.
package enum OperationAuthor {
  /// The author, such as `mcp/claude`; nil for that person.
  @TaskLocal package static var current: String?
}

/// Records in the journal what an operation does. Steps that only the journal can undo are recorded before they are
/// carried out.
///
/// The operation begins with its first step, so one that does nothing leaves no trace.
package final class OperationLog: Sendable {
  private struct Begun {
    let id: Int64
    /// The claim of the running operation, which prevents an undo in the meantime.
    let claim: LibraryLock?
  }

  private let kind: String
  private let arguments: JSONValue
  private let workspace: Workspace
  private let begun = Mutex<Begun?>(nil)

  package init(_ kind: String, arguments: JSONValue = [:], in workspace: Workspace) {
    self.kind = kind
    self.arguments = OperationLog.signed(arguments)
    self.workspace = workspace
  }

  private static func signed(_ arguments: JSONValue) -> JSONValue {
    guard let author = OperationAuthor.current, var object = arguments.objectValue else { return arguments }
    object["by"] = .string(author)
    return .object(object)
  }

  /// The id of the operation; nil if nothing was done yet.
  package var id: Int64? { begun.withLock { $0?.id } }

  /// Appends steps; they are durable when this returns.
  package func append(_ steps: [OperationStep]) throws {
    guard !steps.isEmpty else { return }
    try workspace.journal().append(steps.map(\.json), to: begin())
  }

  /// Begins the operation unless it has begun, and returns its id, for steps that contain it.
  package func begin() throws -> Int64 {
    let journal = try workspace.journal()
    return try begun.withLock { begun in
      if let begun { return begun.id }
      let id = try journal.begin(operation: kind, arguments: arguments, at: workspace.clock.now())
      begun = Begun(id: id, claim: try? workspace.library.claim(.operation(id)))
      return id
    }
  }

  /// Ends the operation; `isWhole` is false if some of it could not be done.
  package func finish(isWhole: Bool = true) throws {
    guard let id else { return }
    try workspace.journal().finish(id, isWhole ? .done : .partial, at: workspace.clock.now())
    workspace.library.discard(.operation(id))
  }
}

extension Workspace {
  /// Returns whether no process works on the operation any more.
  package func isAbandoned(operation id: Int64) -> Bool {
    let claim: LibraryLock?
    do {
      claim = try library.claim(.operation(id))
    } catch {
      // A disk that is not writable can still be read.
      return !library.isClaimed(.operation(id))
    }
    defer { withExtendedLifetime(claim) {} }
    if claim != nil { library.discard(.operation(id)) }
    return claim != nil
  }
}
