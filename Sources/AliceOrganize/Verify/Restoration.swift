import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Gives files back what they lost and only the old catalog remembers, while that is being replaced.
struct Restoration {
  let workspace: Workspace
  /// The old catalog; nil where there is none that can be opened.
  private let former: Catalog?
  /// What had a sidecar beside it. For all others the files themselves tell whether they lost anything.
  private let sidecars: [AssetID: CatalogFile]
  private let orphans: [AssetID: (path: BytePath, text: [UInt8])]
  private var adopted: [BytePath] = []
  private(set) var restored: [BytePath] = []
  private(set) var failures: [NotMended] = []
  /// What is remembered of the files in `failures`.
  private var remembered: [AssetID: Memory] = [:]
  /// The old catalog contradicts itself: what can still be read of it counts, and the rest is lost.
  private(set) var isOfDamaged = false

  init(workspace: Workspace, scan: LibraryScan, former: Catalog?) throws {
    self.workspace = workspace
    self.former = former
    orphans = scan.orphans(in: workspace.library)
    var sidecars: [AssetID: CatalogFile] = [:]
    do {
      try former?.forEachFile { file in if case .present = file.sidecar { sidecars[file.id] = file } }
    } catch CatalogError.damaged {
      isOfDamaged = true
    }
    self.sidecars = sidecars
  }

  /// For a second pass over all files. What was written into them stays there; what could not be is tried again, with what was
  /// remembered.
  mutating func beginAgainOfDamaged() {
    isOfDamaged = true
    failures = []
  }

  /// Before another file gets the old catalog's name: SQLite removes what lies beside that name when it closes what it opened
  /// under it. A damaged one that cannot be closed in good order is put aside as it is.
  func closeFormer() {
    guard let former else { return }
    try? former.close()
    try? workspace.catalog.close()
  }

  /// As the reader does, with the sidecar that the file has lost, where that lies somewhere.
  func read(_ path: BytePath) throws -> LibraryFile? {
    var reader = workspace.reader
    reader.untilCancelled = true
    guard let found = try reader.read(path) else { return nil }
    guard let orphan = orphan(of: found) else { return found }
    return try reader.read(path, orphan: orphan.text) ?? found
  }

  /// The file first: what is returned stands in it, but where it cannot be written to.
  mutating func restore(_ found: LibraryFile) throws -> CatalogEntry {
    let memory = try memory(of: found)
    let orphan = orphan(of: found)
    guard let record = found.recordToWrite(with: memory, adoptsSidecar: orphan != nil) else { return found.entry }
    do {
      let entry = try workspace.rewriter.write(found.asset, as: record, orphan: orphan?.text).entry
      if record != found.asset.record || orphan != nil { restored.append(found.asset.path) }
      if let orphan { adopted.append(orphan.path) }
      return entry
    } catch {
      guard record != found.asset.record || orphan != nil else { return found.entryToReadAgain }
      failures.append(NotMended(path: found.asset.path, error: error))
      if let memory { remembered[found.asset.id] = memory }
      return memory.map { CatalogEntry(unmended: found, $0) } ?? found.entry
    }
  }

  /// A file that carries a record has lost nothing, unless it had a sidecar that is gone.
  private func memory(of found: LibraryFile) throws -> Memory? {
    let hasLostSidecar = sidecars[found.asset.id].map(found.hasLostSidecar) ?? false
    guard let former, !found.isOwn || hasLostSidecar else { return nil }
    do {
      return try former.memory(of: found.asset.id)
    } catch CatalogError.damaged where isOfDamaged {
      return remembered[found.asset.id]
    }
  }

  private func orphan(of found: LibraryFile) -> (path: BytePath, text: [UInt8])? {
    found.entry.sidecar == .none ? orphans[found.asset.id] : nil
  }

  /// What stood in them stands beside their files now.
  mutating func discardOrphans() {
    for path in adopted {
      do { _ = try workspace.library.trash(path) } catch { failures.append(NotMended(path: path, error: error)) }
    }
  }
}

extension LibraryFile {
  /// Nothing was lost, but file and sidecar do not agree: the next repair brings them in step.
  fileprivate var entryToReadAgain: CatalogEntry {
    var entry = entry
    entry.stamp = nil
    return entry
  }
}
