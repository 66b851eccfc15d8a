package import AliceCatalog
package import AliceLibrary
import AliceModel
import Foundation

/// Creates the adapters; the only place that knows how.
package enum Wiring {
  package static func open(_ root: BytePath, events: EventBus?, clock: Clock) throws -> Workspace {
    try workspace(library(at: root), events: events, clock: clock)
  }

  /// Creates the library unless it exists, and opens it for writing.
  package static func create(_ root: BytePath, events: EventBus?, clock: Clock) throws -> Workspace {
    if let library = try? Library.open(at: root), try library.isMade || holdsFiles(library) {
      return try openForWriting(root, events: events, clock: clock)
    }
    let library = try mapping(root) { () throws(LibraryError) in try Library.create(at: root) }
    try LibraryMaking(library: library).makeAll()
    return try openForWriting(root, events: events, clock: clock)
  }

  /// Makes a folder whose files stay where they are a library without a catalog, unless it is a library. Throws if it is
  /// one that files its assets itself.
  package static func beginKeeping(_ root: BytePath) throws {
    let library = try mapping(root) { () throws(LibraryError) in try Library.create(at: root) }
    try LibraryMaking(library: library).makeWithoutCatalog(KeptFiles.settings(of: root))
    guard KeptFiles(of: library) == .none else { return }
    throw AliceError.badLayout(
      "the library at \(root.description) files its assets by its layout; '--keep-layout' is for a folder that is no "
        + "library yet")
  }

  /// Throws if the journal is lost or nothing can be written, before anything is changed.
  package static func openForWriting(_ root: BytePath, events: EventBus?, clock: Clock) throws -> Workspace {
    let workspace = try open(root, events: events, clock: clock)
    guard workspace.library.isWritable else { throw AliceError.libraryReadOnly(workspace.root) }
    let journal = try workspace.journal()
    do { try journal.look() } catch { throw AliceError(error, library: workspace.root) }
    if let obstacle = workspace.catalog.obstacle ?? journal.obstacle {
      throw AliceError(obstacle, library: workspace.root)
    }
    try workspace.writeDownSettings()
    try workspace.keepPlainSettings()
    return workspace
  }

  /// Opens a library whose catalog is about to be rebuilt. Returns nil if it has no catalog, or an unreadable one.
  package static func openForRebuild(_ library: Library, events: EventBus?, clock: Clock) throws -> Workspace? {
    do {
      return try workspace(library, events: events, clock: clock)
    } catch AliceError.catalogDamaged, AliceError.catalogMissing {
      return nil
    }
  }

  /// Opens the journal of a library. If nothing was ever done in the library, the journal is created; otherwise its
  /// absence is an error.
  package static func journal(of library: Library, _ catalog: Catalog) throws -> Journal {
    try makeJournalIfNew(library, catalog)
    return try openJournal(of: library, .existing)
  }

  /// Opens the journal of a library that has one. With `.reading`, that of an earlier alice is not upgraded.
  package static func openJournal(of library: Library, _ access: StoreAccess) throws -> Journal {
    do {
      return try Journal(at: library.journalPath.description, access: access)
    } catch {
      throw AliceError(error, library: library.root)
    }
  }

  private static func makeJournalIfNew(_ library: Library, _ catalog: Catalog) throws {
    let hasBegun = try mapping(library.root) { () throws(LibraryError) in
      if try library.state(of: .journal) != .missing { return true }
      return try library.has(.settings)
    }
    if try !hasBegun && catalog.census() == 0 {
      try LibraryMaking(library: library).make(.journal)
    }
  }

  package static func library(at root: BytePath) throws -> Library {
    try mapping(root) { () throws(LibraryError) in try Library.open(at: root) }
  }

  private static func workspace(_ library: Library, events: EventBus?, clock: Clock) throws -> Workspace {
    guard try library.isMade else { throw AliceError.catalogMissing(library.root) }
    do {
      let catalog = try Catalog(at: library.catalogPath.description, access: .existing)
      return Workspace(library: library, catalog: catalog, events: events, clock: clock)
    } catch {
      throw AliceError(error, library: library.root)
    }
  }

  package static func mapping<Result>(
    _ root: BytePath, _ body: () throws(LibraryError) -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch {
      throw AliceError(error, library: root)
    }
  }
}

extension Wiring {
  /// Returns whether the library has no files, so that another process may be creating its catalog now.
  static func isBeingMade(_ root: BytePath) -> Bool {
    guard let library = try? Library.open(at: root) else { return false }
    return !holdsFiles(library)
  }

  /// Returns whether the library has files; if not, another process may be creating it now.
  private static func holdsFiles(_ library: Library) -> Bool {
    for case .file in FileWalk(library.root) { return true }
    return false
  }
}

extension Clock {
  /// The system's clock, with the offset of the user's time zone.
  package static let system = Clock {
    let date = Date()
    return Timestamp(
      milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded(.down)),
      offsetMinutes: TimeZone.current.secondsFromGMT(for: date) / 60)
  }
}

extension BytePath {
  /// The path with the symbolic links in its folders resolved; unchanged if there is no such folder.
  package var real: BytePath {
    guard let folder = parent, let resolved = realpath(folder.description, nil) else { return self }
    defer { free(resolved) }
    return BytePath(String(cString: resolved)).appending(lastComponent)
  }

  /// The absolute path, without `.` and `..`.
  package var absolute: BytePath {
    let base = isAbsolute ? self : BytePath(FileManager.default.currentDirectoryPath).appending(self)
    var parts: [[UInt8]] = []
    for part in base.bytes.split(separator: UInt8(ascii: "/")) {
      switch Array(part) {
      case [UInt8(ascii: ".")]: continue
      case [UInt8(ascii: "."), UInt8(ascii: ".")]: _ = parts.popLast()
      case let name: parts.append(name)
      }
    }
    return BytePath(bytes: [UInt8(ascii: "/")] + Array(parts.joined(separator: [UInt8(ascii: "/")])))
  }
}
