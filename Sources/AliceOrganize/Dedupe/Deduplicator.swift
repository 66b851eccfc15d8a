import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Moves duplicates to the trash, and writes what they knew into the assets that are kept.
package struct Deduplicator: Sendable {
  private let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  package struct Report: Sendable {
    /// The id of the operation in the journal; nil if nothing was done.
    package var operation: String?
    package var deleted: [Asset] = []
    /// The keepers whose records have changed.
    package var enriched: [Asset] = []

    package init() {}
  }

  /// Processes groups as one operation that can be undone. The record of a keeper is written before a duplicate is moved,
  /// so that nothing is lost whenever this ends.
  ///
  /// A group that cannot be processed stays as it is. `failed` receives its keeper, or the asset that could not be moved,
  /// and the remaining keepers once the task is cancelled; it receives nil if the end of the operation could not be
  /// recorded.
  package func apply(
    _ groups: [DuplicateGroup], progress: FileProgress? = nil, failed: (Asset?, any Error) throws -> Void
  ) throws -> Report {
    let lock = try workspace.library.lockForWriting()
    defer {
      withExtendedLifetime(lock) {}
      workspace.settleEvents()
    }
    let trash = Trash(workspace)
    try trash.recover()
    progress?.begin(.moving, total: groups.count)
    let log = OperationLog("dedupe", in: workspace)
    var (report, isWhole, number) = (Report(), true, 0)
    for group in groups {
      do {
        try Task.checkCancellation()
        // A file that is gone or changed since keeps its group from being touched.
        let others = try trash.plan(group.others)
        try merge(group, others, log, &report)
        report.deleted += try trash.delete(others, log, &number) { asset, error in
          isWhole = false
          try failed(asset, error)
        }
      } catch {
        isWhole = false
        try failed(group.keeper, error)
      }
      progress?.advance()
    }
    report.operation = log.id.map { String($0) }
    do { try log.finish(isWhole: isWhole) } catch { try failed(nil, error) }
    return report
  }

  /// Writes what the others know into the keeper, and the keeper into the lineage of their children.
  private func merge(_ group: DuplicateGroup, _ others: [Asset], _ log: OperationLog, _ report: inout Report) throws {
    let rewriter = Rewriter(workspace: workspace, untilCancelled: true)
    let members = Set(others.map(\.id) + [group.keeper.id])
    guard let keeper = try workspace.catalog.asset(group.keeper.id) else {
      throw AliceError.noSuchAsset(group.keeper.id.short)
    }
    let current = try rewriter.current(keeper)
    let merged = current.record.taking(others.map(\.record), members: members)
    if merged != current.record {
      let changed = try rewrite(keeper, merged, current, rewriter, log)
      report.enriched.append(changed)
      let albums = { (record: AssetRecord) in Set(record.tags.compactMap(Album.name)) }
      for album in albums(merged).subtracting(albums(current.record)).sorted() {
        try workspace.journal().append([keeper.id], toAlbum: album)
      }
    }
    for other in others {
      for id in try workspace.catalog.children(of: other.id, limit: .max) where !members.contains(id) {
        guard let child = try workspace.catalog.asset(id), !child.missing else { continue }
        let current = try rewriter.current(child)
        let record = current.record.naming(keeper.id, besideParent: other.id)
        if record != current.record { _ = try rewrite(child, record, current, rewriter, log) }
      }
    }
  }

  private func rewrite(
    _ asset: Asset, _ record: AssetRecord, _ current: Rewriter.Current, _ rewriter: Rewriter, _ log: OperationLog
  ) throws -> Asset {
    let changed = try rewriter.rewrite(asset, as: record, since: current)
    try log.append(changed.step.map { [$0] } ?? [])
    workspace.events.publish(.assetRated(changed.asset, at: workspace.clock.now()))
    return changed.asset
  }
}

extension AssetRecord {
  /// Returns the record of a keeper with what its duplicates know: verdicts, tags, words, recipes and parents. What the
  /// record says itself counts more. `members` are the assets of the group, which are not parents of each other.
  func taking(_ others: [AssetRecord], members: Set<AssetID>) -> AssetRecord {
    var merged = self
    for other in others {
      var given = other
      // These are facts of the file that goes.
      given.assessment = assessment
      given.originalName = originalName
      given.companions = []
      given.added = added
      given.pick = other.pick == .picked ? .picked : nil
      if given.provenance.recipe.isEmpty, given.provenance.generator == nil { given.provenance.created = nil }
      merged = merged.merging(given)
      for parent in other.provenance.parents
      where !members.contains(parent) && !merged.provenance.parents.contains(parent) {
        merged.provenance.parents.append(parent)
      }
      merged.provenance.parents.removeAll { members.contains($0) && !provenance.parents.contains($0) }
    }
    merged.damaged = damaged
    return merged
  }

  /// Returns the record of an asset that was made from a duplicate, with the keeper as another parent.
  func naming(_ keeper: AssetID, besideParent parent: AssetID) -> AssetRecord {
    var record = self
    guard !record.provenance.parents.contains(keeper),
      let place = record.provenance.parents.firstIndex(of: parent)
    else { return self }
    record.provenance.parents.insert(keeper, at: place + 1)
    return record
  }
}
