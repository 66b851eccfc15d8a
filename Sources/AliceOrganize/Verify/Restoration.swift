import AliceWorkspace
import AliceCatalog
import AliceLibrary

/// Gives files back what they lost and only the old catalog remembers, while that is being replaced.
struct Restoration {
  let workspace: Workspace
  private let former: Catalog
  /// What had a sidecar beside it. For all others the files themselves tell whether they lost anything.
  private let sidecars: [AssetID: CatalogFile]
  private let orphans: [AssetID: (path: BytePath, text: [UInt8])]
  private var adopted: [BytePath] = []
  private(set) var restored: [BytePath] = []
  private(set) var failures: [NotMended] = []

  init(workspace: Workspace, scan: LibraryScan) throws {
    self.workspace = workspace
    orphans = scan.orphans(in: workspace.library)
    former = try workspace.catalog.openedAgain()
    var sidecars: [AssetID: CatalogFile] = [:]
    try former.forEachFile { file in if case .present = file.sidecar { sidecars[file.id] = file } }
    self.sidecars = sidecars
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
    let joined = found.joined(with: memory)
    let orphan = orphan(of: found)
    guard joined != found.asset.record || orphan != nil else { return found.entry }
    do {
      let entry = try workspace.rewriter.write(found.asset, as: joined, orphan: orphan?.text).entry
      restored.append(found.asset.path)
      if let orphan { adopted.append(orphan.path) }
      return entry
    } catch {
      failures.append(NotMended(path: found.asset.path, error: error))
      return memory.map { CatalogEntry(unmended: found, $0) } ?? found.entry
    }
  }

  /// A file that carries a record has lost nothing, unless it had a sidecar that is gone.
  private func memory(of found: LibraryFile) throws -> Memory? {
    let hasLostSidecar = sidecars[found.asset.id].map(found.hasLostSidecar) ?? false
    return found.isOwn && !hasLostSidecar ? nil : try former.memory(of: found.asset.id)
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
