import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// Writes the metadata that only the old catalog has back into the files, while that catalog is being replaced.
struct Restoration {
  let workspace: Workspace
  /// The old catalog; nil if there is none that can be opened.
  let former: Catalog?
  /// The assets that had a sidecar. All other files show by themselves whether they lost anything.
  private let sidecars: [AssetID: CatalogFile]
  /// The assets whose files were damaged when they were recorded.
  let suspects: Set<AssetID>
  let bytes: VerifiedBytes
  /// The damaged files that the last pass has found.
  var damaged: [DamagedFile] = []
  private let orphans: [AssetID: (path: BytePath, text: [UInt8])]
  private var adopted: [BytePath] = []
  private(set) var restored: [BytePath] = []
  /// The files that alice has named, and that hold no record any more.
  private(set) var bare: [BytePath] = []
  private(set) var failures: [NotMended] = []
  /// The old catalog's metadata of the files in `failures`.
  private var remembered: [AssetID: Memory] = [:]
  /// Whether the old catalog is inconsistent: its readable metadata counts, and the rest is lost.
  private(set) var isOfDamaged = false

  init(workspace: Workspace, scan: LibraryScan, former: Catalog?) throws {
    self.workspace = workspace
    self.former = former
    orphans = scan.orphans(in: workspace.library)
    bytes = try VerifiedBytes(of: workspace.library, writes: false, isNeeded: false)
    var sidecars: [AssetID: CatalogFile] = [:]
    var suspects: Set<AssetID> = []
    do {
      try former?.forEachFile { file in
        if case .present = file.sidecar { sidecars[file.id] = file }
        if file.stamp?.isToReadAgain == true { suspects.insert(file.id) }
      }
    } catch CatalogError.damaged {
      isOfDamaged = true
    }
    self.sidecars = sidecars
    self.suspects = suspects
  }

  /// Prepares a second pass over all files. Files that were written stay so; those that failed are tried again with the
  /// recorded metadata.
  mutating func beginAgainOfDamaged() {
    isOfDamaged = true
    failures = []
    bare = []
  }

  /// Closes the old catalog before another file gets its name, as SQLite removes the companion files of that name when
  /// it closes. A damaged catalog that cannot be closed properly is kept as it is.
  func closeFormer() {
    guard let former else { return }
    try? former.close()
    try? workspace.catalog.close()
  }

  /// Reads a file with its lost sidecar, if that is found elsewhere in the library.
  func read(_ path: BytePath) throws -> LibraryFile? {
    var reader = workspace.reader
    reader.untilCancelled = true
    guard let found = try reader.read(path) else { return nil }
    guard let orphan = orphan(of: found) else { return found }
    return try reader.read(path, orphan: orphan.text) ?? found
  }

  /// Writes the merged record into the file, and returns its entry; if the file cannot be written, the old metadata.
  mutating func restore(_ found: LibraryFile) throws -> CatalogEntry {
    let memory = try memory(of: found)
    let orphan = orphan(of: found)
    if memory == nil, found.isBare { bare.append(found.asset.path) }
    guard let record = found.recordToWrite(with: memory, adoptsSidecar: orphan != nil) else {
      return found.entry(with: memory?.record)
    }
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

  /// Returns the old catalog's metadata unless the file carries a record and its sidecar.
  private func memory(of found: LibraryFile) throws -> Memory? {
    let hasLostSidecar = sidecars[found.asset.id].map(found.hasLostSidecar) ?? false
    guard let former, !found.isOwn || hasLostSidecar else { return nil }
    if isCopy(found, of: former) { return nil }
    do {
      return try former.memory(of: found.asset.id)
    } catch CatalogError.damaged where isOfDamaged {
      return remembered[found.asset.id]
    }
  }

  /// Whether the file stays as it is because another one, which is there, is the file of the asset.
  private func isCopy(_ found: LibraryFile, of former: Catalog) -> Bool {
    guard found.isKept, let row = try? former.file(of: found.asset.id), row.path != found.asset.path else {
      return false
    }
    return workspace.library.areGone([row.path]) == [false]
  }

  private func orphan(of found: LibraryFile) -> (path: BytePath, text: [UInt8])? {
    found.entry.sidecar == .none ? orphans[found.asset.id] : nil
  }

  /// Removes orphaned sidecars whose content is in the files' new sidecars.
  mutating func discardOrphans() {
    for path in adopted {
      do { _ = try workspace.library.trash(path) } catch { failures.append(NotMended(path: path, error: error)) }
    }
  }
}

extension LibraryFile {
  /// Whether the file has a name that alice gave it, and no record.
  fileprivate var isBare: Bool {
    !isOwn && asset.record.recipe.isEmpty && asset.path.stem.description.contains(asset.id.short)
  }

  /// The entry without a stamp: nothing is lost, but file and sidecar disagree, so the next repair reads the file
  /// again.
  fileprivate var entryToReadAgain: CatalogEntry {
    var entry = entry
    entry.stamp = nil
    return entry
  }
}
