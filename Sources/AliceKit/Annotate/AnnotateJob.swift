/// Ratings and tags: into the file first, then into the catalog.
package struct AnnotateJob: Sendable {
  let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// What to change; nil leaves as it is.
  package struct Change: Sendable {
    /// Nil leaves the rating; `.some(nil)` takes it away.
    package var rating: Rating??
    package var addedTags: [String] = []
    package var removedTags: [String] = []

    package init(rating: Rating?? = nil, addedTags: [String] = [], removedTags: [String] = []) {
      self.rating = rating
      self.addedTags = addedTags
      self.removedTags = removedTags
    }

    func applied(to record: AssetRecord) -> AssetRecord {
      var record = record
      if let rating { record.rating = rating }
      record.tags.removeAll { removedTags.contains($0) }
      record.tags += addedTags.filter { !record.tags.contains($0) }
      return record
    }
  }

  /// The assets as they are afterwards. One that cannot be written to does not keep the others from it; `failed` is told of it.
  package func apply(
    _ change: Change, to assets: [Asset], failed: (Asset, any Error) throws -> Void = { throw $1 }
  ) throws -> [Asset] {
    let lock = try workspace.lock()
    defer { withExtendedLifetime(lock) {} }
    return try assets.compactMap { asset in
      do {
        return try apply(change, to: asset)
      } catch {
        try failed(asset, error)
        return nil
      }
    }
  }

  private func apply(_ change: Change, to asset: Asset) throws -> Asset {
    let current = try workspace.rewriter.currentRecord(of: asset)
    let wanted = change.applied(to: current)
    guard wanted != current || wanted != asset.record else { return asset }
    let changed = try workspace.rewriter.rewrite(asset, as: wanted)
    workspace.events.publish(Event(.assetRated, at: workspace.clock.now(), data: ["id": .string(asset.id.hex)]))
    return changed
  }

  /// The same without writing: what a dry run shows.
  package func plan(_ change: Change, for assets: [Asset]) -> [Asset] {
    assets.map { asset in
      var asset = asset
      asset.record = change.applied(to: asset.record)
      return asset
    }
  }
}
