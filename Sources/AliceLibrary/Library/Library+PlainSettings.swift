package import AliceModel
import CAlice

/// The copy of the settings at the top of the library, which is still there when `.alice` is lost: many copies and
/// backups leave out hidden folders.
extension Library {
  package static let plainSettingsName: BytePath = "alice-library.json"

  private static let plainLimit = 1 << 20

  /// Returns nil if there is no such file.
  package func plainSettings() throws(LibraryError) -> [UInt8]? {
    do throws(LibraryError) {
      return try OpenFile.open(Library.plainSettingsName, in: rootFolder).readAll(limit: Library.plainLimit)
    } catch {
      if case .missing = error { return nil }
      throw error
    }
  }

  /// Writes the file durably and atomically; nil removes it.
  package func writePlainSettings(_ bytes: [UInt8]?) throws(LibraryError) {
    guard let bytes else {
      guard try rootFolder.facts(of: Library.plainSettingsName) != nil else { return }
      try rootFolder.removeFile(Library.plainSettingsName)
      return try rootFolder.sync()
    }
    let staging = try stagingFolder()
    let name = try staging.write(FileContent(bytes, mode: 0o644))
    do throws(LibraryError) {
      try staging.sync(name)
      try staging.folder.rename(name, over: Library.plainSettingsName, in: rootFolder)
    } catch {
      staging.discard(name)
      throw error
    }
    try rootFolder.sync()
  }
}
