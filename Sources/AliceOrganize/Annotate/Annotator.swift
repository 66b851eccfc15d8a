package import AliceWorkspace

/// Ratings and tags: into the file first, then into the catalog.
package struct Annotator: Sendable {
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

  /// The assets as they are afterwards, changed as one operation of the journal. One that cannot be written to does not keep
  /// the others from it; `failed` is told of it, of all that are left once the task is cancelled, and with nil where the journal
  /// could not be brought to the operation's end.
  package func apply(
    _ change: Change, to assets: [Asset], failed: (Asset?, any Error) throws -> Void = { throw $1 }
  ) throws -> [Asset] {
    let lock = try workspace.lock(untilCancelled: true)
    defer {
      withExtendedLifetime(lock) {}
      workspace.settleEvents()
    }
    let log = OperationLog(change.kind, arguments: change.json, in: workspace)
    var changed: [Asset] = []
    var isWhole = true
    for asset in assets {
      do {
        try Task.checkCancellation()
        changed.append(try apply(change, to: asset, log))
      } catch {
        isWhole = false
        do {
          try failed(asset, error)
        } catch {
          // What is thrown is why it ends here, and worth more than that the journal could not be told.
          try? log.finish(isWhole: false)
          throw error
        }
      }
    }
    do { try log.finish(isWhole: isWhole) } catch { try failed(nil, error) }
    return changed
  }

  /// What is told as changed stands in the file, also where the catalog had it already.
  private func apply(_ change: Change, to asset: Asset, _ log: OperationLog) throws -> Asset {
    let rewriter = Rewriter(workspace: workspace, untilCancelled: true)
    let current = try rewriter.current(asset)
    let wanted = change.applied(to: current.record)
    guard wanted != current.record || wanted != asset.record || !current.isInFile else { return asset }
    let changed = try rewriter.rewrite(asset, as: wanted)
    try log.append(changed.step.map { [$0] } ?? [])
    workspace.events.publish(.assetRated(changed.asset, at: workspace.clock.now()))
    return changed.asset
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

extension Annotator.Change {
  /// What the operation is called.
  fileprivate var kind: String { rating == nil ? "tag" : "rate" }

  fileprivate var json: JSONValue {
    var object: JSONObject = [:]
    if let rating { object["rating"] = rating.map { JSONValue($0.stars) } ?? .null }
    if !addedTags.isEmpty { object["added"] = .array(addedTags.map(JSONValue.string)) }
    if !removedTags.isEmpty { object["removed"] = .array(removedTags.map(JSONValue.string)) }
    return .object(object)
  }
}
