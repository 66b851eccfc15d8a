import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Completes files from what the catalog knows of them, then updates the catalog from the files.
///
/// The catalog keeps a row until the file carries what only the row had: a repair that is interrupted or fails can be
/// repeated.
struct Repair {
  let workspace: Workspace
  let comparison: Comparison

  /// Repairs all files; a failure does not stop the others.
  func run() throws -> [NotMended] {
    var failures: [NotMended] = []
    var entries: [CatalogEntry] = []
    for change in comparison.changes {
      // What is repaired so far is recorded; the next repair does the rest.
      if Task.isCancelled { break }
      let memory = try workspace.catalog.memory(of: change.file.asset.id)
      do {
        entries.append(try mend(change.file, memory))
      } catch {
        failures.append(NotMended(path: change.file.asset.path, error: error))
        if change.hasMoved, let memory { entries.append(CatalogEntry(unmended: change.file, memory)) }
      }
    }
    try pin(entries)
    // All entries are recorded at once: a file at another file's old path must not take that file's row first.
    try workspace.catalog.record(entries)
    try record(comparison.damages)
    try workspace.catalog.setStamps(comparison.looks)
    let missing = comparison.findings.compactMap { finding -> AssetID? in
      if case .missing(let id, _) = finding { id } else { nil }
    }
    try workspace.catalog.setMissing(missing, true)
    return failures + discardOrphans(of: entries, failures)
  }

  /// Pins the files that a person has moved, except those that are where the layout puts them.
  private func pin(_ entries: [CatalogEntry]) throws {
    let homes = Dictionary(comparison.changes.map { ($0.file.asset.id, $0.home) }) { first, _ in first }
    let moved = entries.map(\.asset).filter { asset in homes[asset.id]?.map { $0 != asset.path } ?? false }
    guard !moved.isEmpty, try workspace.hasJournal else { return }
    let place: FilePlace?
    do {
      place = try FilePlace(workspace.settings)
    } catch AliceError.settingsLost {
      place = nil
    }
    let pinned = moved.filter { $0.path != place?.path(of: $0) && !workspace.keptFiles.include($0.path) }
    try workspace.journal().pin(pinned.map { PinnedFile(id: $0.id, path: $0.path) }, at: workspace.clock.now())
  }

  /// Records that files are damaged. They are not written to, and what they were made from is read again when it is
  /// organized: it may be sound.
  func record(_ damages: [DamagedFile]) throws {
    try workspace.catalog.record(damages.compactMap { try workspace.entry(of: $0, knownTo: workspace.catalog) })
    try workspace.catalog.forgetSources(of: damages.map(\.id))
    try VerifiedBytes.record(damages, in: workspace.library)
  }

  private func mend(_ file: LibraryFile, _ memory: Memory?) throws -> CatalogEntry {
    let orphan = comparison.orphans[file.asset.id]
    guard let record = file.recordToWrite(with: memory, adoptsSidecar: orphan != nil) else {
      return file.entry(with: memory?.record)
    }
    return try workspace.rewriter.write(file.asset, as: record, orphan: orphan?.text).entry
  }

  /// Removes orphaned sidecars whose content is in the files' new sidecars.
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
