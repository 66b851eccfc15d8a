package import AliceModel
package import AliceOrganize
package import AliceWorkspace

/// The library of a front end: its path, and how it may be opened or created.
package struct LibraryAccess: Sendable {
  package let root: BytePath
  private let known: KnownLibraries
  private let warn: @Sendable (String) -> Void
  private let thumbnails: ThumbnailCache?

  /// `thumbnails` is the cache in which verbs leave thumbnails of the images that they decode.
  package init(
    _ root: BytePath, environment: [String: String], thumbnails: ThumbnailCache? = nil,
    warn: @escaping @Sendable (String) -> Void
  ) {
    self.root = root
    self.warn = warn
    self.thumbnails = thumbnails
    known = KnownLibraries(environment: environment)
  }

  package func open() throws -> Workspace { try naming { try Workspace.open(root) } }

  /// Opens the library to change it, without creating one.
  package func openForWriting() throws -> Workspace {
    let workspace = try naming { try Workspace.openForWriting(root) }
    known.note(root, workspace.root)
    workspace.leaveThumbnails(in: thumbnails)
    return workspace
  }

  /// The conditions for creating a library where a known one is absent.
  package enum Renewal: Sendable {
    /// Never: the limits and paid results of the old one would be lost.
    case never
    /// Only if the library was removed, but not if its disk is not plugged in.
    case afterRemoval
    case always
  }

  /// Opens the library, and creates it if there is none.
  package func make(anew renewal: Renewal = .never) throws -> Workspace {
    try admit(renewal)
    let workspace = try Workspace.create(root)
    known.note(root, workspace.root)
    workspace.leaveThumbnails(in: thumbnails)
    return workspace
  }

  /// Makes a library of the folder whose files stay where they are, or indexes it again.
  package func makeKeeping(progress: FileProgress? = nil) throws -> ReindexReport {
    let report = try KeptLibrary(root).make(progress: progress)
    known.note(root, root.real)
    return report
  }

  /// Opens the library for a dry run; returns nil if `make` would create one.
  package func openIfPresent(anew renewal: Renewal = .never) throws -> Workspace? {
    try admit(renewal)
    return try Workspace.openIfPresent(root)
  }

  /// Prepares a backup of an existing library, whose catalog may be gone.
  package func backup() throws -> LibraryBackup { try naming { try LibraryBackup(library: root) } }

  /// Reads and proves a backup that is to be put into the library. Throws if its disk is not plugged in.
  package func restore(_ file: BytePath) throws -> LibraryRestore {
    let restore = try LibraryRestore(file, library: root)
    if known.absence(of: root) == .unplugged, !Workspace.hasFiles(root) { throw AliceError.libraryGone(root) }
    return restore
  }

  /// Puts the backup into the library.
  package func carryOut(_ restore: LibraryRestore, agreed: Bool) throws -> RestoreReport {
    let report = try restore.run(agreed: agreed)
    known.note(root, root.real)
    return report
  }

  private func admit(_ renewal: Renewal) throws {
    guard renewal != .always, let absence = known.absence(of: root) else { return }
    guard renewal == .afterRemoval, absence == .removed else { throw AliceError.libraryGone(root) }
    warn("the library that was at \(TerminalText(root.description)) is gone; a new one begins there")
  }

  /// Distinguishes a library that is gone from one that never existed.
  private func naming<Opened>(_ open: () throws -> Opened) throws -> Opened {
    do {
      return try open()
    } catch let error as AliceError {
      if case .libraryMissing = error {
        // A copy without hidden folders is a library that has lost its databases.
        if Workspace.hasLostPrivateFolder(root) { throw AliceError.catalogMissing(root) }
        try known.check(root)
      }
      throw error
    }
  }
}
