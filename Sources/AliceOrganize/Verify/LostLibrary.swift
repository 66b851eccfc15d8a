import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace
import Foundation

/// What is left of a library that has lost `.alice`: its files, each with its record.
enum LostLibrary {
  /// The number of files from which the layout is inferred.
  private static let sample = 200

  /// Throws if no file in the folder holds a record that alice wrote, or if the folder is in a library.
  static func check(_ root: BytePath) throws {
    guard exists(root), !isInLibrary(root) else { throw AliceError.libraryMissing(root) }
    // A library that keeps the files of a folder may hold no record yet.
    if hasPlainSettings(root) { return }
    for case .file(let file) in FileWalk(root) {
      try Task.checkCancellation()
      if holdsRecord(root.appending(file.relative)) { return }
    }
    throw AliceError.noRemains(root)
  }

  static func opened(at root: BytePath) throws -> Library {
    do {
      return try Wiring.library(at: root)
    } catch AliceError.libraryMissing {
      return try Wiring.mapping(root) { () throws(LibraryError) in try Library.create(at: root) }
    }
  }

  /// Gives a library with an empty `.alice` a journal and its settings, before the catalog. It can be interrupted and
  /// repeated anywhere. The caller holds the lock.
  static func begin(_ library: Library, _ scan: LibraryScan, now: Timestamp) throws {
    let making = LibraryMaking(library: library)
    if try making.isBlank { try making.make(.journal) }
    guard try hasNoSettings(making) else { return }
    let reader = LibraryReader(library: library, now: now, kept: .none)
    try making.findSettings {
      let step = max(1, scan.files.count / sample)
      return try stride(from: 0, to: scan.files.count, by: step).compactMap { index in
        try Task.checkCancellation()
        let found = try? reader.read(scan.files[index].relative)
        return found.flatMap { $0.isOwn ? $0.asset : nil }
      }
    }
  }

  /// A journal that cannot be read is no new one.
  private static func hasNoSettings(_ making: LibraryMaking) throws -> Bool {
    do {
      return try making.lacksSettings
    } catch AliceError.journalMissing, AliceError.journalDamaged, AliceError.libraryTooNew {
      return false
    }
  }

  private static func exists(_ path: BytePath) -> Bool { FileManager.default.fileExists(atPath: path.description) }

  private static func hasPlainSettings(_ root: BytePath) -> Bool {
    let file = root.appending(Library.plainSettingsName)
    guard let bytes = try? OpenFile.open(file).readAll(limit: 1 << 20), let json = try? JSONValue(parsing: bytes) else {
      return false
    }
    return LibrarySettings(kept: json) != nil
  }

  static func isInLibrary(_ root: BytePath) -> Bool {
    var folder = root.absolute
    while let parent = folder.parent, parent != folder {
      if exists(parent.appending(".alice")) { return true }
      folder = parent
    }
    return false
  }

  /// Returns false for a file that cannot be read.
  private static func holdsRecord(_ path: BytePath) -> Bool {
    guard let file = try? OpenFile.open(path) else { return false }
    if path.fileExtension == "xmp" {
      return (try? file.readAll(limit: 16 << 20)).map { XMPSidecar.read($0).recordID != nil } ?? false
    }
    return (try? MediaFile.header(file, offsetMinutes: 0))?.recordID != nil
  }
}
