import AliceCatalog
import AliceLibrary
public import AliceModel
package import AliceWorkspace

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
  /// The present path of the old catalog; nil unless it was damaged.
  public package(set) var aside: BytePath?
}

/// Rebuilds the catalog from the files alone.
package struct Reindexer: Sendable {
  let library: Library
  let events: EventBus
  let clock: Clock

  /// Opens the library; its catalog may be gone or damaged.
  package init(library root: BytePath, events: EventBus = EventBus(), clock: Clock = .system) throws {
    library = try Wiring.library(at: root)
    guard library.isWritable else { throw AliceError.libraryReadOnly(library.root) }
    self.events = events
    self.clock = clock
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
    let scan = try LibraryScan(of: library)
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
    var seen: Set<AssetID> = []
    try catalog.rebuild { writer in
      for file in scan.files {
        defer { progress?.advance() }
        let read = Result { try restoration.read(file.relative) }
        try Task.checkCancellation()
        let found: LibraryFile?
        do {
          found = try read.get()
        } catch {
          report.unreachable.append(file.relative)
          continue
        }
        guard let found else {
          report.passedOver.append(file.relative)
          continue
        }
        guard seen.insert(found.asset.id).inserted else {
          report.duplicates.append(file.relative)
          continue
        }
        try writer.add(restoration.restore(found))
        report.assets += 1
      }
    }
    return report
  }

  private func finished(_ report: ReindexReport, _ restoration: Restoration) -> ReindexReport {
    var (report, restoration) = (report, restoration)
    restoration.discardOrphans()
    report.restored = restoration.restored
    report.failures = restoration.failures
    return report
  }
}
