import AliceCatalog
import AliceLibrary
import AliceMedia
package import AliceModel
import AliceNumbers
package import AliceWorkspace

/// What was written into a backup.
package struct BackupReport: Sendable {
  package let file: BytePath
  package let bytes: UInt64
  package let made: Timestamp
  /// The names of the files in it, and their sizes in bytes.
  package let parts: [(name: BytePath, bytes: UInt64)]
}

/// Writes what only the private folder of a library knows into one file: its journal, its settings and its event log.
///
/// The pictures are no part of it, nor is what they tell: the catalog is rebuilt from them. What grants access to
/// anything stays where it is, too.
package struct LibraryBackup: Sendable {
  private let library: Library
  private let clock: Clock

  /// The catalog of the library may be gone.
  package init(library root: BytePath, clock: Clock = .system) throws {
    library = try Wiring.library(at: root)
    self.clock = clock
  }

  /// Writes the backup, which is complete and durable when it gets its name. Other processes may use the library
  /// meanwhile.
  package func write(to path: BytePath, replaces: Bool = false) throws -> BackupReport {
    let folder = path.absolute.parent ?? "/"
    do {
      guard try library.liesOutside(folder) else { throw AliceError.export(.insideLibrary(folder)) }
      return try write(toFile: path.absolute, shownAs: path, replaces)
    } catch LibraryError.occupied {
      throw AliceError.backup(.exists(path))
    } catch LibraryError.missing {
      throw AliceError.export(.notAFolder(folder))
    } catch let error as LibraryError {
      throw AliceError.backup(.notWritten(path, reason: "\(error)"))
    }
  }

  /// Writes a backup into the private folder, where it is the way back from what is done next. Returns its path.
  func writeAside(_ name: BytePath) throws -> BytePath {
    let folder = library.journalPath.parent ?? library.root
    for number in 1...999 {
      let path = folder.appending(BytePath("\(name)-\(number).tar"))
      do {
        return try write(toFile: path, shownAs: path, false).file
      } catch LibraryError.occupied {
        continue
      }
    }
    throw LibraryError.occupied(folder.appending(name))
  }

  private func write(toFile path: BytePath, shownAs shown: BytePath, _ replaces: Bool) throws -> BackupReport {
    let file = try OutputFile(path, replaces: replaces)
    let scratch = try ScratchFolder()
    defer { withExtendedLifetime(scratch) {} }
    let contents = try contents(scratch)
    let made = clock.now()
    let parts = try contents.map { content in
      BackupManifest.Part(name: content.name, byteCount: content.byteCount, digest: try ContentDigest.hex(of: content))
    }
    let manifest = BackupContent(BackupManifest.name, BackupManifest(made: made, parts: parts).bytes)
    for content in [manifest] + contents {
      guard content.byteCount <= TarWriter.mostBytes else {
        throw AliceError.backup(.notWritten(shown, reason: "\(content.name) is larger than 8 GiB"))
      }
      try file.write(TarWriter.header(of: content.name, byteCount: content.byteCount, modified: made))
      var at: UInt64 = 0
      while at < content.byteCount {
        try Task.checkCancellation()
        let piece = try content.read(at: at, count: 1 << 20)
        guard !piece.isEmpty else { throw LibraryError.changed(path) }
        try file.write(piece)
        at += UInt64(piece.count)
      }
      try file.write(TarWriter.padding(after: content.byteCount))
    }
    try file.write(TarWriter.end)
    let count = try file.finish(mode: 0o600)
    return BackupReport(
      file: shown, bytes: count, made: made, parts: contents.map { (name: $0.name, bytes: $0.byteCount) })
  }

  private func contents(_ scratch: ScratchFolder) throws -> [BackupContent] {
    let copy = scratch.path.appending(Records.journal.rawValue)
    let journal = try Wiring.openJournal(of: library, .reading)
    do { try journal.copy(to: copy.description) } catch { throw AliceError(error, library: library.root) }
    var contents = [BackupContent(Records.journal.rawValue, try OpenFile.open(copy))]
    if let settings = try library.read(.settings) { contents.append(BackupContent(BackupArchive.settings, settings)) }
    // Lines that are appended from here on lie behind the size at which the file was opened.
    for file in try EventLogFile(of: library).files() where file.byteCount <= BackupArchive.logLimit {
      contents.append(BackupContent(file.path.lastComponent, file))
    }
    return contents
  }
}

/// One file of a backup that is being written.
private struct BackupContent: RandomAccessBytes {
  let name: BytePath
  let byteCount: UInt64
  private let source: @Sendable (UInt64, Int) throws -> [UInt8]

  init(_ name: BytePath, _ bytes: some RandomAccessBytes) {
    (self.name, byteCount) = (name, bytes.byteCount)
    source = { try bytes.read(at: $0, count: $1) }
  }

  func read(at offset: UInt64, count: Int) throws -> [UInt8] { try source(offset, count) }
}
