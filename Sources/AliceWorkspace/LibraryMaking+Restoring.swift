import AliceCatalog
import AliceLibrary
package import AliceModel

/// What of a library comes out of a backup.
extension LibraryMaking {
  /// The settings as they are; nil if they are gone or damaged.
  package var presentSettings: LibrarySettings? {
    get throws {
      let bytes = try Wiring.mapping(library.root) { () throws(LibraryError) in try library.read(.settings) }
      return bytes.flatMap { try? JSONValue(parsing: $0) }.flatMap { LibrarySettings(kept: $0) }
    }
  }

  /// Writes the settings, and their copy at the top of the library. The caller holds the lock.
  package func restore(_ settings: LibrarySettings) throws {
    try Wiring.mapping(library.root) { () throws(LibraryError) in
      try library.write(settings.fileBytes, to: .settings)
      let plain = settings == LibrarySettings() ? nil : settings.fileBytes
      guard try library.plainSettings() != plain else { return }
      try library.writePlainSettings(plain)
    }
  }

  /// Replaces the journal by the one that `write` writes. One that is gone or damaged is put aside, and the name under
  /// which it is kept is returned. The caller holds the lock.
  package func restoreJournal(isSound: Bool, _ write: (BytePath) throws -> Void) throws -> BytePath? {
    var aside: BytePath?
    if isSound {
      do { try Wiring.openJournal(of: library, .existing).retire() } catch let error as CatalogError {
        throw AliceError(error, library: library.root)
      }
    }
    do {
      try library.make(.journal, replaces: isSound) { path in
        try write(path)
        if !isSound { aside = try library.putAside(.journal) }
      }
    } catch let error as LibraryError {
      throw AliceError(error, library: library.root)
    }
    return aside
  }

  /// Whether the library has a catalog.
  package var hasCatalog: Bool { get throws { try library.isMade } }
}
