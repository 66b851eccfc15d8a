import AliceCatalog
import AliceLibrary
package import AliceWorkspace

/// Deletes assets by moving their files to `.alice/trash`, and restores them from there.
///
/// The journal knows what is about to be moved before it is moved, so that an interrupted deletion can be completed or
/// undone, and remembers what was deleted after the trash was emptied.
package struct Trash: Sendable {
  let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  static let batchSize = 256

  /// The result of deleting.
  package struct Report: Sendable {
    /// The id of the operation in the journal; nil if nothing was done.
    package var operation: String?
    /// The assets as they were.
    package var deleted: [Asset] = []

    /// Creates the report of a dry run.
    package init(of planned: [Asset] = []) { deleted = planned }
  }

  /// Returns those of `assets` that can be deleted. Writes nothing.
  package func plan(
    _ assets: [Asset], failed: (Asset?, any Error) throws -> Void = { throw $1 }
  ) throws -> [Asset] {
    try assets.compactMap { asset in
      do {
        try Task.checkCancellation()
        return try present(asset)
      } catch {
        try failed(asset, error)
        return nil
      }
    }
  }

  /// Moves assets to the trash with their sidecars, as one operation that can be undone.
  ///
  /// An asset that cannot be moved does not stop the others. `failed` receives each such asset, and the remaining
  /// assets once the task is cancelled; it receives nil if the end of the operation could not be recorded.
  package func delete(
    _ assets: [Asset], failed: (Asset?, any Error) throws -> Void = { throw $1 }
  ) throws -> Report {
    let lock = try workspace.library.lockForWriting()
    defer {
      withExtendedLifetime(lock) {}
      workspace.settleEvents()
    }
    try recover()
    let log = OperationLog("delete", in: workspace)
    var report = Report()
    var isWhole = true
    var number = 0
    do {
      var rest = try undeleted(assets, &report)[...]
      while !rest.isEmpty {
        try delete(Array(rest.prefix(Trash.batchSize)), log, &number, &report) { asset, error in
          isWhole = false
          try failed(asset, error)
        }
        rest = rest.dropFirst(Trash.batchSize)
      }
    } catch {
      // The error that ends the run matters more than a failure to record it.
      try? log.finish(isWhole: false)
      throw error
    }
    report.operation = log.id.map { String($0) }
    do { try log.finish(isWhole: isWhole) } catch { try failed(nil, error) }
    return report
  }

  /// Returns the assets without those that are named twice, and without those whose interrupted deletion was just
  /// completed.
  private func undeleted(_ assets: [Asset], _ report: inout Report) throws -> [Asset] {
    var seen: Set<AssetID> = []
    let assets = assets.filter { seen.insert($0.id).inserted }
    let known = try workspace.catalog.assets(assets.map(\.id))
    let lost = assets.filter { known[$0.id] == nil }
    guard try !lost.isEmpty && workspace.hasJournal else { return assets }
    let trashed = Set(try workspace.journal().trashed().map(\.asset))
    report.deleted += lost.filter { trashed.contains($0.id) }
    return assets.filter { known[$0.id] != nil || !trashed.contains($0.id) }
  }

  /// Moves assets to the trash as a part of another operation, whose log this is; `number` counts its deletions. Returns
  /// the assets that were moved. The caller holds the library's lock, and has recovered what was interrupted.
  func delete(
    _ assets: [Asset], _ log: OperationLog, _ number: inout Int, failed: (Asset?, any Error) throws -> Void
  ) throws -> [Asset] {
    var report = Report()
    var rest = assets[...]
    while !rest.isEmpty {
      try delete(Array(rest.prefix(Trash.batchSize)), log, &number, &report, failed: failed)
      rest = rest.dropFirst(Trash.batchSize)
    }
    return report.deleted
  }

  private func delete(
    _ assets: [Asset], _ log: OperationLog, _ number: inout Int, _ report: inout Report,
    failed: (Asset?, any Error) throws -> Void
  ) throws {
    var present: [Asset] = []
    for asset in try plan(assets, failed: failed) {
      do { present.append(try completed(asset)) } catch { try failed(asset, error) }
    }
    guard !present.isEmpty else { return }
    let operation = try log.begin()
    let paths = workspace.library.trashPaths(for: present.map(\.path), of: operation, after: &number)
    let moves = zip(present, paths).map { Move($0.id, from: $0.path, to: $1) }
    let now = workspace.clock.now()
    try log.append(moves.map { .deleted($0) })
    let journal = try workspace.journal()
    try journal.record(
      zip(present, moves).map { asset, move in
        Deletion(
          asset: asset.id, path: move.from, trash: move.to, bytes: asset.facts.bytes, time: now, operation: operation)
      })
    var gone: [Asset] = []
    var settled: [BytePath] = []
    var failures: [(asset: Asset, error: LibraryError)] = []
    for (index, result) in workspace.library.move(moves.map { ($0.from, $0.to) }).enumerated() {
      switch result {
      case .success:
        gone.append(present[index])
        settled.append(moves[index].to)
      case .failure(let error): failures.append((present[index], error))
      }
    }
    try workspace.catalog.remove(gone.map(\.id))
    for asset in gone { workspace.events.publish(.assetDeleted(asset, at: now)) }
    report.deleted += gone
    try journal.settle(settled)
    // A file that was moved although its folder could not be made durable is in the trash and stays recorded.
    if !failures.isEmpty { try recover() }
    for failure in failures { try failed(failure.asset, AliceError(failure.error, library: workspace.root)) }
  }

  /// Writes into a file that another program changed what it has lost of its record: the catalog forgets it.
  private func completed(_ asset: Asset) throws -> Asset {
    guard let known = try workspace.catalog.file(of: asset.id) else { return asset }
    let (stamp, sidecar) = try mapping { () throws(LibraryError) in
      (try workspace.library.stamp(of: asset.path), try workspace.library.sidecarStamp(for: asset.path))
    }
    if let stamp, known.stamp?.isStill(stamp) == true, known.sidecar.isStill(SidecarStamp(sidecar)) { return asset }
    let current = try workspace.rewriter.current(asset)
    return current.isInFile
      ? asset : try workspace.rewriter.rewrite(asset, as: current.record, since: current).asset
  }

  /// Returns the asset as it is now. Throws if its file is missing, or if it shows another image by now.
  private func present(_ asset: Asset) throws -> Asset {
    guard let known = try workspace.catalog.memory(of: asset.id) else { throw AliceError.noSuchAsset(asset.id.short) }
    let path = known.file.path
    let stamp = try mapping { () throws(LibraryError) in try workspace.library.stamp(of: path) }
    guard let stamp else { throw AliceError.notMedia(path, reason: .missing) }
    guard known.file.stamp?.isStill(stamp) == true || workspace.reader.asset(at: path)?.asset.id == asset.id else {
      throw AliceError.notMedia(path, reason: .changed)
    }
    return known.asset
  }

  func mapping<Result>(_ body: () throws(LibraryError) -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw AliceError(error, library: workspace.root)
    }
  }
}
