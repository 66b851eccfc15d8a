import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// A file that is damaged, and the asset whose file it is.
struct DamagedFile {
  let id: AssetID
  let path: BytePath
  /// The file as it was read; nil if it is not a media file any more.
  let found: LibraryFile?
}

extension Comparison {
  /// Returns whether a file is damaged, and records that. `row` is what the catalog has at its path. A file that is gone
  /// by now or cannot be read as a whole needs no further comparison, either.
  mutating func isDamaged(_ found: LibraryFile, _ row: CatalogFile?) throws -> Bool {
    let path = found.asset.path
    let isKnown = try workspace.catalog.file(of: found.asset.id) != nil
    var told = found.damage(since: row)
    if told == nil, !isKnown, let id = try bytes.asset(damagedTo: found.asset.id) { told = (id: id, damage: .picture) }
    if let (id, damage) = told, damage == .bytes || !isKnown {
      try note(damage, of: DamagedFile(id: id, path: path, found: found))
      return true
    }
    guard let row, row.id == found.asset.id else { return false }
    let former = try bytes.verified(row.id, found.entry.stamp)
    guard former != nil || verifier?.wants(row.id) == true else { return false }
    let read: VerifiedFile?
    do {
      read = try bytes.now(found)
    } catch UnreadBytes.gone {
      return true
    } catch UnreadBytes.unreadable {
      findings.append(.unreachable(path))
      try note(row.id, isAt: path)
      return true
    }
    guard let now = read else { return false }
    if let former, !former.hasBytes(of: now) {
      try note(.bytes, of: DamagedFile(id: row.id, path: path, found: found))
      return true
    }
    try verifier?.note(row.id, now)
    return false
  }

  /// Records a file that is not a media file. At the path of an asset it is what became of its file.
  mutating func noteNoMedia(_ file: ScannedFile, _ row: CatalogFile?) throws {
    guard let row else { return findings.append(.stranger(file.relative)) }
    // Another program may have removed it in the meantime.
    guard try workspace.library.stamp(of: file.relative) != nil else { return }
    try note(.picture, of: DamagedFile(id: row.id, path: file.relative, found: nil))
  }

  private mutating func note(_ damage: Damage, of file: DamagedFile) throws {
    findings.append(.damaged(file.id, file.path, damage))
    try verifier?.note(file.id, nil)
    // A damaged copy of an asset whose own file is sound says nothing about the asset.
    guard try place(of: file.id) == nil else { return }
    try note(file.id, isAt: file.path)
    try judge(file.id)
    damages.append(file)
  }
}

extension Workspace {
  /// Returns the entry that says of an asset that its file is damaged, with all that is known of the asset; nil if
  /// nothing is known.
  func entry(of damaged: DamagedFile, knownTo catalog: Catalog?) throws -> CatalogEntry? {
    if let memory = try catalog?.memory(of: damaged.id) {
      return CatalogEntry(
        damaged: memory.asset, at: damaged.path, stamp: memory.file.stamp, sidecar: memory.file.sidecar)
    }
    guard let found = damaged.found, let kept = found.kept, kept.id == damaged.id else { return nil }
    let asset = Asset(id: kept.id, path: damaged.path, facts: found.asset.facts, record: kept.record)
    return CatalogEntry(
      damaged: asset, at: damaged.path, stamp: found.entry.stamp, sidecar: found.entry.sidecar)
  }
}
