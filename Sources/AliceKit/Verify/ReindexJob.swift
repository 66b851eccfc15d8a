import AliceCatalog
import AliceLibrary
import AliceMedia

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
    let orphans = scan.orphans(in: workspace.library)
    var reader = workspace.reader
    reader.untilCancelled = true
    progress?.begin(.reading, total: scan.files.count)
    var report = Report(unreachable: scan.unreachable)
    var seen: Set<AssetID> = []
    try workspace.catalog.rebuild { writer in
      for file in scan.files {
        defer { progress?.advance() }
        guard var entry = reader.asset(at: file.relative) else {
          try Task.checkCancellation()
          report.passedOver.append(file.relative)
          continue
        }
        if let orphan = orphans[entry.asset.id], let better = reader.asset(at: file.relative, orphan: orphan.text) {
          entry = better
        }
        try Task.checkCancellation()
        guard seen.insert(entry.asset.id).inserted else {
          report.duplicates.append(file.relative)
          continue
        }
        try writer.add(entry)
        report.assets += 1
      }
    }
    return report
  }
}
