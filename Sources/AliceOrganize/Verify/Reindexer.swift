import AliceCatalog
import AliceLibrary
public import AliceModel
public import AliceWorkspace

/// The result of rebuilding a catalog. Paths are relative to the library.
public struct ReindexReport: Sendable {
  /// The number of assets in the new catalog.
  public package(set) var assets = 0
  /// The files that are not images, videos or audio.
  public package(set) var passedOver: [BytePath] = []
  /// The files with the same asset id as another file, which is in the catalog.
  public package(set) var duplicates: [BytePath] = []
  /// The folders and files that could not be read; the catalog does not contain them.
  public package(set) var unreachable: [BytePath] = []
  /// The files that had lost metadata and got it back from the old catalog.
  public package(set) var restored: [BytePath] = []
  /// The files that could not be written. The new catalog contains their metadata from the old one.
  public package(set) var failures: [NotMended] = []
  /// The damaged files. The catalog says so of their assets, with what is known of them.
  public package(set) var damaged: [(path: BytePath, damage: Damage)] = []
  /// The paths of assets of the old catalog whose files are gone. The new one keeps what the old one knew of them.
  public package(set) var lost: [BytePath] = []
  /// The files that alice has named, and that lost their record; no catalog knows it any more.
  public package(set) var bare: [BytePath] = []
  /// The files that a person has moved, and that organizing leaves where they are.
  public package(set) var pinned: [BytePath] = []
  /// The films and images that have no score, because a program is missing or failed.
  public package(set) var notScored = NotScoredFiles()
  /// The number of entries of the ledger that were made from the costs in the files, because the journal is new.
  public package(set) var ledgerEntries = 0
  /// The present path of the old catalog; nil unless it was damaged.
  public package(set) var aside: BytePath?
}

/// Rebuilds the catalog from the files alone.
package struct Reindexer: Sendable {
  let library: Library
  let events: EventBus?
  let clock: Clock

  /// Opens the library; its catalog may be gone or damaged. A folder that holds files of alice's and has lost `.alice`
  /// gets an empty one.
  package init(library root: BytePath, events: EventBus? = nil, clock: Clock = .system) throws {
    try Reindexer.check(root)
    library = try LostLibrary.opened(at: root)
    guard library.isWritable else { throw AliceError.libraryReadOnly(library.root) }
    self.events = events
    self.clock = clock
  }

  /// Throws if there is neither a library nor what is left of one. Writes nothing.
  package static func check(_ root: BytePath) throws {
    do {
      _ = try Wiring.library(at: root)
    } catch AliceError.libraryMissing {
      try LostLibrary.check(root)
    }
  }

  /// Creates an empty journal in place of one that is gone or damaged, and returns the name under which the old one is
  /// kept.
  package static func renewJournal(of root: BytePath) throws -> BytePath? {
    try LibraryMaking(library: Wiring.library(at: root)).renewJournal()
  }

  /// Rebuilds in one transaction of the old catalog, or in a new catalog that gets its name when it is complete. Until
  /// then, and after a cancellation or crash, searches use the old content. `renews` means that the old catalog is
  /// known to be damaged.
  package func run(renews: Bool = false, progress: FileProgress? = nil) throws -> ReindexReport {
    let lock = try library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    progress?.begin(.reading)
    var scan = try LibraryScan(of: library, progress: progress)
    try LostLibrary.begin(library, scan, now: clock.now())
    scan.kept = KeptFiles(of: library)
    var report = try rebuilt(scan, renews: renews, progress)
    if report.assets > 0, scan.kept != .none {
      let (workspace, tally) = (try Wiring.open(library.root, events: events, clock: clock), NotScoredTally())
      try KeptScores(workspace, tally).run(progress, isLocked: true)
      report.notScored = tally.files
    }
    return report
  }

  private func rebuilt(_ scan: LibraryScan, renews: Bool, _ progress: FileProgress?) throws -> ReindexReport {
    guard let workspace = try Wiring.openForRebuild(library, events: events, clock: clock) else {
      return try renew(after: nil, scan, progress)
    }
    var restoration = try Restoration(workspace: workspace, scan: scan, former: workspace.catalog.openedAgain())
    if renews { restoration.beginAgainOfDamaged() }
    if !restoration.isOfDamaged {
      do {
        let report = try rebuild(workspace.catalog, scan, &restoration, progress)
        return finished(report, restoration)
      } catch CatalogError.damaged {
        restoration.beginAgainOfDamaged()
      }
    }
    return try renew(after: restoration, scan, progress)
  }

  /// Rebuilds into a new catalog. `begun` contains what was written to files until the old catalog proved to be
  /// damaged.
  private func renew(after begun: Restoration?, _ scan: LibraryScan, _ progress: FileProgress?) throws -> ReindexReport
  {
    var made: (report: ReindexReport, restoration: Restoration)?
    let aside = try LibraryMaking(library: library).renewCatalog { catalog in
      let workspace = Workspace(library: library, catalog: catalog, events: events, clock: clock)
      var restoration = try begun ?? Restoration(workspace: workspace, scan: scan, former: nil)
      let report = try rebuild(catalog, scan, &restoration, progress)
      restoration.closeFormer()
      made = (report, restoration)
    }
    guard let made else { throw AliceError.catalogMissing(library.root) }
    var report = finished(made.report, made.restoration)
    report.aside = aside
    return report
  }

  private func rebuild(
    _ catalog: Catalog, _ scan: LibraryScan, _ restoration: inout Restoration, _ progress: FileProgress?
  ) throws -> ReindexReport {
    progress?.begin(.reading, total: scan.files.count)
    var report = ReindexReport(unreachable: scan.unreachable)
    try catalog.rebuild { writer in
      let history = try FoundHistory(restoration.workspace, former: restoration.former)
      var pass = ReindexPass(writer: writer, report: report, history: history)
      for file in scan.files {
        defer { progress?.advance() }
        try progress.holding(file.relative) { try pass.add(file, &restoration) }
      }
      report = try pass.finish(&restoration)
    }
    return report
  }

  private func finished(_ report: ReindexReport, _ restoration: Restoration) -> ReindexReport {
    var (report, restoration) = (report, restoration)
    restoration.discardOrphans()
    restoration.recordDamages()
    report.restored = restoration.restored
    report.bare = restoration.bare
    report.failures = restoration.failures
    return report
  }
}

/// One pass over all files, which fills a catalog.
private struct ReindexPass {
  let writer: CatalogWriter
  var report: ReindexReport
  private var damaged: [DamagedFile] = []
  /// The files among `seen` that stay as they are, and hold no verdict.
  private var kept: [AssetID: BytePath] = [:]
  private var history: FoundHistory

  init(writer: CatalogWriter, report: ReindexReport, history: FoundHistory) {
    self.writer = writer
    self.report = report
    self.history = history
  }

  mutating func add(_ file: ScannedFile, _ restoration: inout Restoration) throws {
    let read = Result { try restoration.read(file.relative) }
    try Task.checkCancellation()
    let found: LibraryFile?
    do {
      found = try read.get()
    } catch {
      report.unreachable.append(file.relative)
      return
    }
    guard let found else { return try addNoMedia(file.relative, restoration) }
    let told: (file: DamagedFile, damage: Damage)?
    do {
      told = try restoration.damage(of: found)
    } catch UnreadBytes.gone {
      return try addNoMedia(file.relative, restoration)
    } catch UnreadBytes.unreadable {
      report.unreachable.append(file.relative)
      return
    }
    if let told { return note(told.file, told.damage) }
    let isNew = try !writer.has(found.asset.id)
    if !isNew {
      // Of several files the one with a verdict counts.
      guard found.isOwn, let bare = kept.removeValue(forKey: found.asset.id) else {
        report.duplicates.append(file.relative)
        return
      }
      report.duplicates.append(bare)
    }
    let entry = try restoration.restore(found)
    try writer.add(entry)
    history.note(entry.asset)
    if found.isKept { kept[found.asset.id] = file.relative }
    report.assets += isNew ? 1 : 0
  }

  private mutating func addNoMedia(_ path: BytePath, _ restoration: Restoration) throws {
    guard let file = try restoration.damageOfNoMedia(at: path) else { return report.passedOver.append(path) }
    note(file, .picture)
  }

  private mutating func note(_ file: DamagedFile, _ damage: Damage) {
    report.damaged.append((file.path, damage))
    damaged.append(file)
  }

  /// Adds what only the old catalog knows. Damaged files come last, because a sound one of the same asset counts.
  mutating func finish(_ restoration: inout Restoration) throws -> ReindexReport {
    for file in damaged where try !writer.has(file.id) {
      guard let entry = try restoration.entry(of: file) else { continue }
      try writer.add(entry)
      report.assets += 1
    }
    restoration.damaged = damaged
    report.lost = try restoration.keepLost(writer, unreachable: report.unreachable)
    try history.keep()
    report.pinned = history.pinned.map(\.path).sorted()
    report.ledgerEntries = history.ledgerEntries
    return report
  }
}
