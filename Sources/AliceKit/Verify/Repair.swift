import AliceCatalog
import AliceLibrary

/// Brings catalog and sidecars in step with the disk.
struct Repair {
  let workspace: Workspace
  let comparison: Comparison

  /// One file that cannot be mended does not keep the others from it.
  func run() throws {
    // Read before anything is recorded: a file that takes another's path takes its row as well.
    var remembered: [AssetID: AssetRecord] = [:]
    for entry in comparison.entries { remembered[entry.asset.id] = try workspace.catalog.asset(entry.asset.id)?.record }
    try workspace.catalog.record(comparison.entries)
    for entry in comparison.entries { try? adopt(entry, remembered[entry.asset.id]) }
    let missing = comparison.findings.compactMap { finding -> AssetID? in
      if case .missing(let id, _) = finding { id } else { nil }
    }
    try workspace.catalog.setMissing(missing, true)
  }

  /// The file's word counts; what it does not say at all, and the catalog did, is written back into it.
  private func adopt(_ entry: CatalogEntry, _ remembered: AssetRecord?) throws {
    guard let remembered else { return try bringSidecarHome(entry.asset) }
    let joined = entry.asset.record.restoring(remembered)
    if joined != entry.asset.record || comparison.orphans[entry.asset.id] != nil {
      try workspace.rewriter.rewrite(entry.asset, as: joined)
    }
    try discardOrphan(of: entry.asset)
  }

  private func bringSidecarHome(_ asset: Asset) throws {
    guard comparison.orphans[asset.id] != nil else { return }
    try workspace.rewriter.rewrite(asset, as: asset.record)
    try discardOrphan(of: asset)
  }

  private func discardOrphan(of asset: Asset) throws {
    guard let orphan = comparison.orphans[asset.id] else { return }
    _ = try? workspace.library.trash(orphan.path)
  }
}

extension AssetRecord {
  /// `self`, read from a file, with what the catalog remembers where the file says nothing about it at all.
  ///
  /// A file that carries a record is believed, even where it has no rating: somebody took it away.
  func restoring(_ remembered: AssetRecord) -> AssetRecord {
    added == remembered.added ? self : remembered.merging(ofSource)
  }
}
