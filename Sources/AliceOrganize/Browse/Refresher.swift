import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Finds changes by other programs in the files of single assets, and records them, as a check of the whole library
/// does.
package struct Refresher: Sendable {
  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// Compares the stamps of files and sidecars with the catalog, reads those that differ, and returns the assets that
  /// are recorded anew. What cannot be read is left for a check.
  ///
  /// Nothing is locked, and nothing but stamps is read, unless a file was changed.
  package func refresh(_ ids: [AssetID]) throws -> [AssetID] {
    let suspects = try ids.compactMap { id in try workspace.catalog.file(of: id) }.filter(differs)
    guard !suspects.isEmpty else { return [] }
    let lock = try workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    return try suspects.compactMap { suspect in
      // Its own rewrites change stamps too, and may have ended in the meantime.
      guard let known = try workspace.catalog.file(of: suspect.id), differs(known) else { return nil }
      return try record(known) ? known.id : nil
    }
  }

  private func differs(_ known: CatalogFile) -> Bool {
    guard let stamp = try? workspace.library.stamp(of: known.path) else { return !known.missing }
    return known.missing || known.stamp?.isStill(stamp) != true
      || !known.sidecar.isStill(SidecarStamp(try? workspace.library.sidecarStamp(for: known.path)))
  }

  /// Returns false if the catalog stays as it is.
  private func record(_ known: CatalogFile) throws -> Bool {
    let found: LibraryFile?
    do { found = try workspace.reader.read(known.path) } catch { return false }
    guard let found else {
      // A file that is there and is no media file may be half written.
      guard (try? workspace.library.stamp(of: known.path)) == .some(nil), !known.missing else { return false }
      try workspace.catalog.setMissing([known.id])
      return true
    }
    // Another image at the path is another asset, which a check sorts out.
    guard found.asset.id == known.id else { return false }
    let memory = try workspace.catalog.memory(of: known.id)
    guard let record = found.recordToWrite(with: memory, adoptsSidecar: false) else {
      try workspace.catalog.record([found.entry])
      return memory?.record != found.asset.record || known.missing
    }
    _ = try workspace.rewriter.rewrite(found.asset, as: record)
    return true
  }
}
