package import AliceWorkspace
import AliceCatalog
import AliceLibrary

/// Makes the catalog anew from the files alone.
package struct ReindexJob: Sendable {
  let workspace: Workspace

  /// Opens the library even where its catalog is gone or damaged.
  package init(library root: BytePath, events: EventBus = EventBus(), clock: Clock = .system) throws {
    workspace = try Wiring.openForRebuild(root, events: events, clock: clock)
  }

  /// Begins an empty journal in the place of one that is gone or damaged, which is put aside under the name that is returned.
  package static func renewJournal(of root: BytePath) throws -> BytePath? {
    try LibraryMaking(library: Wiring.library(at: root)).renewJournal()
  }

  package struct Report: Sendable {
    package var assets = 0
    /// Files that are no pictures, videos or sounds.
    package var passedOver: [BytePath] = []
    /// Files that show what another file shows already; the other one is in the catalog.
    package var duplicates: [BytePath] = []
    /// Folders and files that could not be looked at: what lies there is not in the catalog.
    package var unreachable: [BytePath] = []
    /// Files that had lost what the old catalog remembered of them, and carry it again.
    package var restored: [BytePath] = []
    /// Files that could not be written to. What the old catalog remembered of them stands in the new one.
    package var failures: [NotMended] = []
  }

  /// One transaction: until it ends, searches see the old catalog, and so they do where the task is cancelled.
  package func run(progress: FileProgress? = nil) throws -> Report {
    let lock = try workspace.lock(untilCancelled: true)
    defer { withExtendedLifetime(lock) {} }
    do {
      return try rebuild(workspace, progress: progress)
    } catch CatalogError.damaged {
      let (root, events, clock) = (workspace.root, workspace.events, workspace.clock)
      return try rebuild(Wiring.openAnew(root, events: events, clock: clock), progress: progress)
    }
  }

  private func rebuild(_ workspace: Workspace, progress: FileProgress?) throws -> Report {
    let scan = try LibraryScan(of: workspace.library)
    var restoration = try Restoration(workspace: workspace, scan: scan)
    progress?.begin(.reading, total: scan.files.count)
    var report = Report(unreachable: scan.unreachable)
    var seen: Set<AssetID> = []
    try workspace.catalog.rebuild { writer in
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
    restoration.discardOrphans()
    report.restored = restoration.restored
    report.failures = restoration.failures
    return report
  }
}
