import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Brings files in step with what is known of them, then the catalog in step with the files.
///
/// Until a file carries what the catalog alone remembered of it, the catalog's row stays: a repair that is cut off anywhere, or
/// fails, can be done again.
struct Repair {
  let workspace: Workspace
  let comparison: Comparison

  /// One file that cannot be mended does not keep the others from it.
  func run() throws -> [NotMended] {
    var failures: [NotMended] = []
    var entries: [CatalogEntry] = []
    for change in comparison.changes {
      // What was mended until now is recorded; the rest waits for the next repair.
      if Task.isCancelled { break }
      let memory = try workspace.catalog.memory(of: change.file.asset.id)
      do {
        entries.append(try mend(change.file, memory))
      } catch {
        failures.append(NotMended(path: change.file.asset.path, error: error))
        if change.hasMoved, let memory { entries.append(CatalogEntry(unmended: change.file, memory)) }
      }
    }
    // In one go: a file that took another's path must not take its row before that one has a new path.
    try workspace.catalog.record(entries)
    try workspace.catalog.setStamps(comparison.looks)
    let missing = comparison.findings.compactMap { finding -> AssetID? in
      if case .missing(let id, _) = finding { id } else { nil }
    }
    try workspace.catalog.setMissing(missing, true)
    return failures + discardOrphans(of: entries, failures)
  }

  private func mend(_ file: LibraryFile, _ memory: Memory?) throws -> CatalogEntry {
    let orphan = comparison.orphans[file.asset.id]
    guard let record = file.recordToWrite(with: memory, adoptsSidecar: orphan != nil) else { return file.entry }
    return try workspace.rewriter.write(file.asset, as: record, orphan: orphan?.text).entry
  }

  /// What stood in them stands beside their files now.
  private func discardOrphans(of entries: [CatalogEntry], _ failures: [NotMended]) -> [NotMended] {
    let failed = Set(failures.map(\.path))
    return entries.compactMap { entry in
      guard !failed.contains(entry.asset.path), let orphan = comparison.orphans[entry.asset.id] else { return nil }
      do {
        _ = try workspace.library.trash(orphan.path)
        return nil
      } catch {
        return NotMended(path: orphan.path, error: error)
      }
    }
  }
}
