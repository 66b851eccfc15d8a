import AliceMedia
package import AliceWorkspace

/// Changes verdicts and what a person says of an asset, in the file first and then in the catalog.
package struct Annotator: Sendable {
  let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  /// The planned change of one asset, based on the present content of its file.
  package struct Planned: Sendable {
    fileprivate let known: Asset
    fileprivate let current: Rewriter.Current
    fileprivate let record: AssetRecord

    /// Whether the file or the catalog lacks the change.
    fileprivate var isNeeded: Bool { record != current.record || record != known.record || !current.isInFile }

    /// The asset after the change.
    package var asset: Asset {
      var asset = known
      asset.record = record
      return asset
    }
  }

  /// Returns the changes that `apply` would make. Writes nothing.
  package func plan(
    _ change: Change, for assets: [Asset], failed: (Asset?, any Error) throws -> Void = { throw $1 }
  ) throws -> [Planned] {
    var planned: [Planned] = []
    for asset in assets {
      do {
        try Task.checkCancellation()
        planned.append(try plan(change, for: asset))
      } catch {
        try failed(asset, error)
      }
    }
    return planned
  }

  private func plan(_ change: Change, for asset: Asset) throws -> Planned {
    let current = try rewriter.current(asset)
    return Planned(known: asset, current: current, record: change.applied(to: current.record))
  }

  private var rewriter: Rewriter { Rewriter(workspace: workspace, untilCancelled: true) }

  /// Returns the record of the operation that will make a change, for callers that name the operation to their user.
  package func log(of change: Change) -> OperationLog {
    OperationLog(change.kind, arguments: change.json, in: workspace)
  }

  /// Changes assets as one operation of the journal, and returns them as they are afterwards. Each change is planned
  /// again under the library's lock.
  ///
  /// An asset that cannot be written does not stop the others. `failed` receives each such asset, and the remaining
  /// assets once the task is cancelled; it receives nil if the end of the operation could not be recorded.
  package func apply(
    _ change: Change, to assets: [Asset], log: OperationLog? = nil,
    failed: (Asset?, any Error) throws -> Void = { throw $1 }
  ) throws -> [Asset] {
    try apply(log: log ?? self.log(of: change), failed: failed) { assets.map { ($0, change) } }
  }

  /// Makes a change of its own to each asset, in the same way; `log` is that of the operation. `changes` is called under
  /// the library's lock.
  func apply(
    log: OperationLog, failed: (Asset?, any Error) throws -> Void,
    changes: () throws -> [(asset: Asset, change: Change)]
  ) throws -> [Asset] {
    let lock = try workspace.library.lockForWriting()
    defer {
      withExtendedLifetime(lock) {}
      workspace.settleEvents()
    }
    var changed: [Asset] = []
    var albums: [(change: AlbumChange, asset: Asset)] = []
    var isWhole = true
    for (asset, change) in try changes() {
      do {
        try Task.checkCancellation()
        let after = try apply(plan(change, for: asset), log)
        changed.append(after)
        albums.append((AlbumChange(change), after))
      } catch {
        isWhole = false
        do {
          try failed(asset, error)
        } catch {
          // The error that ends the run matters more than a failure to record it.
          try? log.finish(isWhole: false)
          throw error
        }
      }
    }
    do {
      try record(albums)
      try log.finish(isWhole: isWhole)
    } catch {
      try failed(nil, error)
    }
    return changed
  }

  /// Records the order of albums, with one write for assets of the same change.
  private func record(_ albums: [(change: AlbumChange, asset: Asset)]) throws {
    for run in Dictionary(grouping: albums, by: \.change).sorted(by: { $0.key.added.count > $1.key.added.count }) {
      try run.key.record(run.value.map(\.asset), in: workspace)
    }
  }

  /// Returns the asset once the change is in its file, even if the catalog had it already.
  private func apply(_ planned: Planned, _ log: OperationLog) throws -> Asset {
    guard planned.isNeeded else { return planned.known }
    let changed = try rewriter.rewrite(planned.known, as: planned.record, since: planned.current)
    try log.append(changed.step.map { [$0] } ?? [])
    workspace.events.publish(.assetRated(changed.asset, at: workspace.clock.now()))
    return changed.asset
  }
}
