import AliceCatalog
import AliceLibrary
package import AliceModel

/// A library that has lost its folder `.alice`, and gets another one.
extension LibraryMaking {
  /// Whether `.alice` has none of what a library consists of: it was made a moment ago, or was interrupted then.
  package var isBlank: Bool {
    get throws {
      try Wiring.mapping(library.root) { () throws(LibraryError) in
        guard try !library.has(.settings) else { return false }
        let (journal, catalog) = (try library.state(of: .journal), try library.state(of: .catalog))
        return journal == .missing && catalog == .missing
      }
    }
  }

  /// Whether the settings are still to be found: nothing was done since the journal was made.
  package var lacksSettings: Bool {
    get throws {
      let hasSettings = try Wiring.mapping(library.root) { () throws(LibraryError) in try library.has(.settings) }
      guard !hasSettings else { return false }
      return try Wiring.openJournal(of: library, .existing).isBlank
    }
  }

  /// The settings in the file at the top of the library; nil if there is none, or it is damaged.
  package var plainSettings: LibrarySettings? {
    get throws {
      let plain = try Wiring.mapping(library.root) { () throws(LibraryError) in try library.plainSettings() }
      return plain.flatMap { try? JSONValue(parsing: $0) }.flatMap { LibrarySettings(kept: $0) }
    }
  }

  /// Writes the settings that the file at the top of the library has, else those that match most of `assets`. If there
  /// are none, they stay lost. The caller holds the lock.
  package func findSettings(_ assets: () throws -> [Asset]) throws {
    guard let settings = try plainSettings ?? LibrarySettings.matching(assets()) else { return }
    try Wiring.mapping(library.root) { () throws(LibraryError) in
      try library.write(settings.fileBytes, to: .settings, replaces: false)
    }
  }
}
