import AliceCatalog
import AliceLibrary
package import AliceModel
package import AliceWorkspace
import Foundation

/// Puts a backup into a library, or into a folder with its pictures that has lost its private folder.
package struct LibraryRestore: Sendable {
  private let archive: BackupArchive
  private let root: BytePath
  private let clock: Clock
  private let scratch: ScratchFolder
  /// The journal of the backup, as this alice would write it.
  private let journal: BytePath
  private let settings: LibrarySettings?

  /// Reads and proves all of the backup. Nothing of the library is changed.
  package init(_ file: BytePath, library root: BytePath, clock: Clock = .system) throws {
    archive = try BackupArchive(file)
    scratch = try ScratchFolder()
    journal = scratch.path.appending(Records.journal.rawValue)
    try archive.writeJournal(to: journal)
    settings = try archive.librarySettings()
    self.root = root.absolute
    self.clock = clock
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: self.root.description, isDirectory: &isFolder), isFolder.boolValue
    else { throw AliceError.backup(.noFolder(root)) }
  }

  /// Returns what `run` would do. Writes nothing.
  package func plan() throws -> RestoreReport {
    guard let library = try openedLibrary() else {
      var report = RestoreReport(root: root, made: archive.made)
      report.changesSettings = settings != nil
      report.takesLog = try !archive.log().isEmpty
      report.lacksCatalog = true
      return report
    }
    return try plan(library)
  }

  /// Replaces the journal and the settings. Throws if the library knows what the backup does not, unless that is
  /// agreed; a backup of the former state is written into the library before.
  package func run(agreed: Bool) throws -> RestoreReport {
    let library =
      try openedLibrary() ?? Wiring.mapping(root) { () throws(LibraryError) in try Library.create(at: root) }
    guard library.isWritable else { throw AliceError.libraryReadOnly(root) }
    let lock = try library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    var report = try plan(library)
    guard agreed || !report.losesSomething else {
      throw AliceError.backup(.wouldLose(entries: report.lostEntries ?? 0, settings: report.losesSettings))
    }
    let making = LibraryMaking(library: library)
    let isSound = report.lostEntries != nil
    if isSound, report.changesJournal || report.losesSettings {
      report.former = try LibraryBackup(library: root, clock: clock).writeAside("before-restore")
    }
    // The settings come last: they say that there was a journal.
    if report.changesJournal {
      do {
        report.aside = try making.restoreJournal(isSound: isSound) { target in
          report.distrusted = try writeJournal(to: target)
        }
      } catch AliceError.libraryLocked(let root) {
        // Nothing was replaced.
        if let former = report.former { try? FileManager.default.removeItem(atPath: former.description) }
        throw AliceError.libraryLocked(root)
      }
    }
    if let settings, report.changesSettings { try making.restore(settings) }
    if report.takesLog {
      let log = try archive.log()
      report.takesLog = try Wiring.mapping(root) { () throws(LibraryError) in
        try EventLogFile(of: library).adopt(log, in: library)
      }
    }
    return report
  }

  /// Nil if the folder has no private folder.
  private func openedLibrary() throws -> Library? {
    do {
      return try Wiring.library(at: root)
    } catch AliceError.libraryMissing {
      return nil
    }
  }

  private func plan(_ library: Library) throws -> RestoreReport {
    var report = RestoreReport(root: root, made: archive.made)
    if let difference = try difference(library) {
      (report.lostEntries, report.newEntries) = (difference.own, difference.others)
    }
    let making = LibraryMaking(library: library)
    let present = try making.presentSettings
    report.changesSettings = settings != nil && settings != present
    report.losesSettings = report.changesSettings && present != nil
    let log = try archive.log()
    report.takesLog = try Wiring.mapping(root) { () throws(LibraryError) in
      guard !log.isEmpty else { return false }
      return try EventLogFile(of: library).files().isEmpty
    }
    report.lacksCatalog = try !making.hasCatalog
    return report
  }

  /// Nil if the library has no sound journal. Throws if a newer alice wrote it.
  private func difference(_ library: Library) throws -> (own: Int, others: Int)? {
    do {
      let present = try Wiring.openJournal(of: library, .reading)
      guard try present.problems().isEmpty else { return nil }
      return try present.difference(from: journal.description)
    } catch AliceError.journalMissing, AliceError.journalDamaged {
      return nil
    } catch let error as CatalogError {
      if case .damaged = error { return nil }
      throw AliceError(error, library: root)
    }
  }

  /// Writes the journal to its place, where requests that were about to be sent are not sent by themselves any more.
  private func writeJournal(to target: BytePath) throws -> Int {
    try FileManager.default.copyItem(atPath: journal.description, toPath: target.description)
    do {
      let copy = try Journal(at: target.description, access: .existing)
      let count = try copy.distrustUnsent(
        because: "the journal was restored from a backup, so it is not known whether this was sent", at: clock.now())
      try copy.close()
      return count
    } catch {
      throw AliceError(error, library: root)
    }
  }
}
