package import AliceModel
package import AliceWorkspace

/// The library of a front end: where it is, and how it may be opened or made.
package struct LibraryAccess: Sendable {
  package let root: BytePath
  private let known: KnownLibraries
  private let warn: @Sendable (String) -> Void

  package init(_ root: BytePath, environment: [String: String], warn: @escaping @Sendable (String) -> Void) {
    self.root = root
    self.warn = warn
    known = KnownLibraries(environment: environment)
  }

  package func open() throws -> Workspace { try naming { try Workspace.open(root) } }

  /// For what changes the library, and makes none.
  package func openForWriting() throws -> Workspace {
    let workspace = try naming { try Workspace.openForWriting(root) }
    known.note(root, workspace.root)
    return workspace
  }

  /// How a library may be made where one was.
  package enum Renewal: Sendable {
    /// Not at all: with the old one its limits and what it paid for are gone.
    case never
    /// Where somebody removed it, but not where its disk is not plugged in.
    case afterRemoval
    case always
  }

  /// Makes the library where there is none yet.
  package func make(anew renewal: Renewal = .never) throws -> Workspace {
    try admit(renewal)
    let workspace = try Workspace.create(root)
    known.note(root, workspace.root)
    return workspace
  }

  /// For dry runs: nil where `make` would make one.
  package func openIfPresent(anew renewal: Renewal = .never) throws -> Workspace? {
    try admit(renewal)
    return try Workspace.openIfPresent(root)
  }

  private func admit(_ renewal: Renewal) throws {
    guard renewal != .always, let absence = known.absence(of: root) else { return }
    guard renewal == .afterRemoval, absence == .removed else { throw AliceError.libraryGone(root) }
    warn("the library that was at \(TerminalText(root.description)) is gone; a new one begins there")
  }

  /// A library that was there is told from one that never was.
  private func naming(_ open: () throws -> Workspace) throws -> Workspace {
    do {
      return try open()
    } catch let error as AliceError {
      if case .libraryMissing = error { try known.check(root) }
      throw error
    }
  }
}
