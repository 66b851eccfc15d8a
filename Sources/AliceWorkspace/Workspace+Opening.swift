import AliceLibrary
import Foundation

extension Workspace {
  /// Opens an existing library. Throws if there is none, or its catalog is gone.
  package static func open(_ root: BytePath, events: EventBus? = nil, clock: Clock = .system) throws -> Workspace {
    try Wiring.open(root.absolute, events: events, clock: clock)
  }

  /// Opens an existing library for writing. Throws if it is not writable, or its journal is lost.
  package static func openForWriting(
    _ root: BytePath, events: EventBus? = nil, clock: Clock = .system
  ) throws -> Workspace {
    try Wiring.openForWriting(root.absolute, events: events, clock: clock)
  }

  /// Opens the library at `root` for writing, and creates it if there is none.
  package static func create(
    _ root: BytePath, events: EventBus? = nil, clock: Clock = .system
  ) throws -> Workspace {
    try Wiring.create(root.absolute, events: events, clock: clock)
  }

  /// Whether the folder has the copy of a library's settings, and no `.alice` any more.
  package static func hasLostPrivateFolder(_ root: BytePath) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(Library.plainSettingsName).description)
  }

  /// Whether a file lies anywhere in the folder.
  package static func hasFiles(_ root: BytePath) -> Bool {
    for case .file in FileWalk(root) { return true }
    return false
  }

  /// Opens a library for a dry run, which writes nothing. Returns nil if there is no library yet.
  package static func openIfPresent(_ root: BytePath, clock: Clock = .system) throws -> Workspace? {
    do {
      return try open(root, clock: clock)
    } catch AliceError.libraryMissing {
      return nil
    } catch AliceError.catalogMissing where Wiring.isBeingMade(root.absolute) {
      return nil
    }
  }
}
