package import AliceModel
import CAlice

extension Library {
  private static let settingsName: BytePath = "settings.json"
  private static let settingsLimit = 1 << 20

  /// What was last written with `writeSettings`; nil where there is none.
  package func readSettings() -> [UInt8]? {
    guard let file = try? OpenFile.open(Library.settingsName, in: privateFolder) else { return nil }
    return try? file.readAll(limit: Library.settingsLimit)
  }

  /// Durable, and never seen half written.
  package func writeSettings(_ bytes: [UInt8]) throws(LibraryError) {
    let staging = try stagingFolder()
    let name = try staging.write(FileContent(bytes))
    do throws(LibraryError) {
      try staging.sync(name)
      try staging.folder.rename(name, over: Library.settingsName, in: privateFolder)
    } catch {
      staging.discard(name)
      throw error
    }
    try privateFolder.sync()
  }

  /// Renames a damaged catalog out of the way, with what SQLite keeps beside it, and returns its new name.
  package func putCatalogAside() throws(LibraryError) -> BytePath {
    for number in 1...999 {
      let name = BytePath("catalog.sqlite.damaged-\(number)")
      guard try privateFolder.facts(of: name) == nil else { continue }
      try privateFolder.rename("catalog.sqlite", to: privateFolder, as: name)
      for name: BytePath in ["catalog.sqlite-wal", "catalog.sqlite-shm"] where try privateFolder.facts(of: name) != nil
      {
        try privateFolder.removeFile(name)
      }
      return privateFolder.path.appending(name)
    }
    throw .occupied(catalogPath)
  }

  /// True where the catalog's file is there, whatever is in it.
  package var hasCatalog: Bool { (try? privateFolder.facts(of: "catalog.sqlite")) != nil }
}
