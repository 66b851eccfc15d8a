import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// What the old catalog tells of files that are damaged, and of assets whose files are gone.
extension Restoration {
  /// Returns whose file this is and what is wrong with it; nil if it is sound.
  func damage(of found: LibraryFile) throws -> (file: DamagedFile, damage: Damage)? {
    let path = found.asset.path
    var told = found.damage(since: nil)
    if found.asset.id == found.kept?.id {
      if told == nil, suspects.contains(found.asset.id), try isOfOtherBytes(found) {
        told = (found.asset.id, .bytes)
      }
    } else if try known(found.asset.id) != nil {
      return nil
    } else if let row = try known(at: path) {
      told = found.damage(since: row)
    } else if told == nil, let kept = found.kept, try bytes.verified(kept.id, found.entry.stamp) != nil {
      told = (kept.id, .picture)
    }
    if told == nil, found.asset.id != found.kept?.id, let id = try bytes.asset(damagedTo: found.asset.id) {
      told = (id: id, damage: .picture)
    }
    return told.map { (file: DamagedFile(id: $0.id, path: path, found: found), damage: $0.damage) }
  }

  /// Returns the asset whose file was at `path`, if there is a file that is no media file any more.
  func damageOfNoMedia(at path: BytePath) throws -> DamagedFile? {
    guard let row = try known(at: path), !row.missing, try workspace.library.stamp(of: path) != nil else { return nil }
    return DamagedFile(id: row.id, path: path, found: nil)
  }

  func entry(of damaged: DamagedFile) throws -> CatalogEntry? {
    do {
      return try workspace.entry(of: damaged, knownTo: former)
    } catch CatalogError.damaged where isOfDamaged {
      return try workspace.entry(of: damaged, knownTo: nil)
    }
  }

  /// Records which images are damaged ones, once the new catalog is complete.
  func recordDamages() {
    // The catalog tells of the damage, too: without this record only a copy of a damaged file is not known.
    try? VerifiedBytes.record(damaged, in: workspace.library)
  }

  private func isOfOtherBytes(_ found: LibraryFile) throws -> Bool {
    guard let former = try bytes.verified(found.asset.id, found.entry.stamp), let now = try bytes.now(found) else {
      return false
    }
    return !former.hasBytes(of: now)
  }

  private func known(_ id: AssetID) throws -> CatalogFile? {
    do { return try former?.file(of: id) } catch CatalogError.damaged where isOfDamaged { return nil }
  }

  private func known(at path: BytePath) throws -> CatalogFile? {
    do {
      guard let id = try former?.asset(at: path)?.id else { return nil }
      return try former?.file(of: id)
    } catch CatalogError.damaged where isOfDamaged {
      return nil
    }
  }
}

extension Restoration {
  /// Keeps in the new catalog what only the old one has: assets whose files were not found. The files in `unreachable` may
  /// exist. Returns the paths of the files that are gone since the old catalog was
  /// written.
  func keepLost(
    _ writer: CatalogWriter, unreachable: [BytePath]
  ) throws -> [BytePath] {
    let unreachable = UnreachablePaths(unreachable)
    var lost: [CatalogFile] = []
    do {
      try former?.forEachFile { file in if try !writer.has(file.id) { lost.append(file) } }
      var gone: [BytePath] = []
      for file in lost {
        guard let memory = try former?.memory(of: file.id) else { continue }
        if unreachable.cover(file.path) {
          try writer.add(CatalogEntry(asset: memory.asset, stamp: file.stamp, sidecar: file.sidecar))
        } else if try writer.add(lost: memory.asset), !file.missing {
          gone.append(file.path)
        }
      }
      return gone.sorted()
    } catch CatalogError.damaged where isOfDamaged {
      return []
    }
  }
}
