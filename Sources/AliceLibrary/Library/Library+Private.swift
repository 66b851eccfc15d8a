import AliceModel
import CAlice

extension Library {
  private static let settingsName: BytePath = "settings.json"
  private static let settingsLimit = 1 << 20

  /// Returns the content that `writeSettings` wrote last; nil if there is none. Throws if the file cannot be read.
  package func readSettings() throws(LibraryError) -> [UInt8]? {
    do throws(LibraryError) {
      return try OpenFile.open(Library.settingsName, in: privateFolder).readAll(limit: Library.settingsLimit)
    } catch {
      if case .missing = error { return nil }
      throw error
    }
  }

  /// True if the settings file exists, whatever its content.
  package var hasSettings: Bool {
    get throws(LibraryError) { try privateFolder.facts(of: Library.settingsName) != nil }
  }

  /// Writes the settings durably and atomically. If `replaces` is false, existing settings stay.
  package func writeSettings(_ bytes: [UInt8], replaces: Bool = true) throws(LibraryError) {
    let staging = try stagingFolder()
    let name = try staging.write(FileContent(bytes))
    do throws(LibraryError) {
      try staging.sync(name)
      if replaces {
        try staging.folder.rename(name, over: Library.settingsName, in: privateFolder)
      } else {
        try staging.folder.rename(name, to: privateFolder, as: Library.settingsName)
      }
    } catch {
      staging.discard(name)
      if case .occupied = error, !replaces { return }
      throw error
    }
    try privateFolder.sync()
  }

  /// False if the user may not write there or the disk is read-only.
  package var isWritable: Bool { alice_may_write(privateFolder.descriptor) == 0 }
}
