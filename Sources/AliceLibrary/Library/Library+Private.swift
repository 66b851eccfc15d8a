import AliceModel
import CAlice

extension Library {
  private static let settingsName: BytePath = "settings.json"
  private static let settingsLimit = 1 << 20

  /// What was last written with `writeSettings`; nil where there is none. Throws where there is one that cannot be read.
  package func readSettings() throws(LibraryError) -> [UInt8]? {
    do throws(LibraryError) {
      return try OpenFile.open(Library.settingsName, in: privateFolder).readAll(limit: Library.settingsLimit)
    } catch {
      if case .missing = error { return nil }
      throw error
    }
  }

  /// True where something has the name of the settings, whatever is in it.
  package var hasSettings: Bool {
    get throws(LibraryError) { try privateFolder.facts(of: Library.settingsName) != nil }
  }

  /// Durable, and never seen half written. With `replaces` false what is there already stays.
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

  /// False where the system says at once that this user may not write there, or that the disk is read-only.
  package var isWritable: Bool { alice_may_write(privateFolder.descriptor) == 0 }
}
