import AliceCatalog
import AliceLibrary
import AliceModel
import Foundation

/// Builds the adapters; the only place that knows how they are made.
enum Wiring {
  static func open(_ root: BytePath, events: EventBus, clock: Clock) throws -> Workspace {
    let library = try mapping(root) { () throws(LibraryError) in try Library.open(at: root) }
    guard library.isMade else { throw AliceError.catalogMissing(library.root) }
    return try workspace(library, events: events, clock: clock)
  }

  /// Makes the library where there is none yet.
  static func create(_ root: BytePath, events: EventBus, clock: Clock) throws -> Workspace {
    if Library.isLibrary(at: root), let library = try? Library.open(at: root), library.isMade || holdsFiles(library) {
      return try open(root, events: events, clock: clock)
    }
    let library = try mapping(root) { () throws(LibraryError) in try Library.create(at: root) }
    return try workspace(library, events: events, clock: clock)
  }

  /// Opens a library whose catalog may be gone or damaged: a damaged one is put aside, an empty one takes its place.
  static func openForRebuild(_ root: BytePath, events: EventBus, clock: Clock) throws -> Workspace {
    let library = try mapping(root) { () throws(LibraryError) in try Library.open(at: root) }
    do {
      return try workspace(library, events: events, clock: clock)
    } catch AliceError.catalogDamaged {
      _ = try mapping(root) { () throws(LibraryError) in try library.putAside(.catalog) }
      return try workspace(library, events: events, clock: clock)
    }
  }

  /// Puts the catalog aside and opens the library with an empty one.
  static func openAnew(_ root: BytePath, events: EventBus, clock: Clock) throws -> Workspace {
    let library = try mapping(root) { () throws(LibraryError) in try Library.open(at: root) }
    _ = try mapping(root) { () throws(LibraryError) in try library.putAside(.catalog) }
    return try workspace(library, events: events, clock: clock)
  }

  static func journal(of library: Library) throws -> Journal {
    do {
      return try Journal(at: library.journalPath.description)
    } catch {
      if case .damaged = error { throw AliceError.journalDamaged(library.root) }
      throw AliceError(error, library: library.root)
    }
  }

  private static func workspace(_ library: Library, events: EventBus, clock: Clock) throws -> Workspace {
    let bytes = try mapping(library.root) { () throws(LibraryError) in try library.readSettings() }
    let settings = bytes.flatMap { try? JSONValue(parsing: $0) }.map(LibrarySettings.init(json:))
    do {
      let catalog = try Catalog(at: library.catalogPath.description)
      return Workspace(
        library: library, catalog: catalog, settings: settings ?? LibrarySettings(), events: events, clock: clock)
    } catch {
      throw AliceError(error, library: library.root)
    }
  }

  private static func mapping<Result>(
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
  /// True for a library without files, whose catalog another process is making at this moment.
  static func isBeingMade(_ root: BytePath) -> Bool {
    guard let library = try? Library.open(at: root) else { return false }
    return !holdsFiles(library)
  }

  /// False for a library that another process is making at this moment.
  private static func holdsFiles(_ library: Library) -> Bool {
    for case .file in FileWalk(library.root) { return true }
    return false
  }
}

extension Library {
  /// True where all was made that a library needs: the catalog is made last.
  var isMade: Bool { (try? state(of: .catalog)) == .present }
}

extension Clock {
  /// The system's clock, in the offset of the person's time zone.
  package static let system = Clock {
    let date = Date()
    return Timestamp(
      milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded(.down)),
      offsetMinutes: TimeZone.current.secondsFromGMT(for: date) / 60)
  }
}

extension BytePath {
  /// The same place without symbolic links in its folders; as it is where there is no such folder.
  var real: BytePath {
    guard let folder = parent, let resolved = realpath(folder.description, nil) else { return self }
    defer { free(resolved) }
    return BytePath(String(cString: resolved)).appending(lastComponent)
  }

  /// The path as seen from the root of the file system, without `.` and `..`.
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
