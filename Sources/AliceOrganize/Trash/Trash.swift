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
    do {
      var rest = try undeleted(assets, &report)[...]
      while !rest.isEmpty {
        try delete(Array(rest.prefix(Trash.batchSize)), log, &report) { asset, error in
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
    guard !lost.isEmpty, workspace.hasJournal else { return assets }
    let trashed = Set(try workspace.journal().trashed().map(\.asset))
    report.deleted += lost.filter { trashed.contains($0.id) }
    return assets.filter { known[$0.id] != nil || !trashed.contains($0.id) }
  }

  private func delete(
    _ assets: [Asset], _ log: OperationLog, _ report: inout Report, failed: (Asset?, any Error) throws -> Void
  ) throws {
    var present: [Asset] = []
    for asset in try plan(assets, failed: failed) {
      do { present.append(try completed(asset)) } catch { try failed(asset, error) }
    }
    guard !present.isEmpty else { return }
    let paths = try mapping { () throws(LibraryError) in try workspace.library.trashPaths(for: present.map(\.path)) }
    let moves = zip(present, paths).map { Move($0.id, from: $0.path, to: $1) }
    let now = workspace.clock.now()
    try log.append(moves.map { .deleted($0) })
    let journal = try workspace.journal()
    try journal.record(
      zip(present, moves).map { asset, move in
        Deletion(
          asset: asset.id, path: move.from, trash: move.to, bytes: asset.facts.bytes, time: now, operation: log.id ?? 0)
      })
    var gone: [Asset] = []
    var failures: [(asset: Asset, trash: BytePath, error: LibraryError)] = []
    for (index, result) in workspace.library.move(moves.map { ($0.from, $0.to) }).enumerated() {
      switch result {
      case .success: gone.append(present[index])
      case .failure(let error): failures.append((present[index], moves[index].to, error))
      }
    }
    try workspace.catalog.remove(gone.map(\.id))
    for asset in gone { workspace.events.publish(.assetDeleted(asset, at: now)) }
    report.deleted += gone
    // A file that was moved although its folder could not be made durable is in the trash and stays recorded.
    try recover(failures.map(\.trash))
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

/// The list, and the way back.
extension Trash {
  /// Returns the assets in the trash, the latest first.
  package func list() throws -> [TrashedFile] { try TrashContents(workspace).files }

  /// Returns the latest file in the trash that `name` denotes: an id, a prefix of four digits or more, the former path,
  /// or the path in the trash.
  package func file(named name: BytePath, among files: [TrashedFile]) throws -> TrashedFile {
    if let prefix = name.text, AssetID.isPrefix(prefix) {
      let matches = files.filter { $0.id.hex.hasPrefix(prefix.lowercased()) }
      let ids = Set(matches.map(\.id))
      if ids.count > 1 { throw AliceError.ambiguousAsset(prefix, matches: ids.sorted().prefix(6).map { $0 }) }
      if let match = matches.first { return match }
    }
    let path = name.absolute.real.relative(to: workspace.root)
    for path in [path, name].compactMap({ $0 }) {
      if let found = files.first(where: { $0.path == path || $0.place == path }) { return found }
    }
    throw AliceError.notInTrash(name.description)
  }

  /// Moves files from the trash back to their paths, or to a free path beside them, and returns the assets. What was
  /// deleted is forgotten.
  package func restore(
    _ files: [TrashedFile], failed: (TrashedFile, any Error) throws -> Void = { throw $1 }
  ) throws -> [Asset] {
    let lock = try workspace.library.lockForWriting()
    defer {
      withExtendedLifetime(lock) {}
      workspace.settleEvents()
    }
    try recover()
    var restored: [Asset] = []
    var seen: Set<BytePath> = []
    for file in files where seen.insert(file.place).inserted {
      do {
        try Task.checkCancellation()
        restored.append(try restore(file))
      } catch {
        try failed(file, error)
      }
    }
    return restored
  }

  /// Restores the latest file of each asset.
  package func restore(ids: [AssetID]) throws -> [Asset] {
    let files = try list()
    return try restore(try ids.map { try file(named: BytePath($0.hex), among: files) })
  }

  private func restore(_ file: TrashedFile) throws -> Asset {
    if let present = try home(of: file.id) { throw AliceError.inLibrary(present) }
    let placed = try mapping { () throws(LibraryError) in try move(file) }
    guard let found = try workspace.reader.read(placed.path) else {
      throw AliceError.notMedia(placed.path, reason: .unreadable)
    }
    try workspace.catalog.record([found.entry])
    try workspace.journal().forgetDeletions([file.place])
    workspace.events.publish(.assetRestored(found.asset, at: workspace.clock.now()))
    return found.asset
  }

  private func move(_ file: TrashedFile) throws(LibraryError) -> Placed {
    for number in 1...999 {
      do throws(LibraryError) {
        return try workspace.library.move(
          from: file.place, to: number == 1 ? file.path : file.path.adding(number: number))
      } catch {
        guard case .occupied = error else { throw error }
      }
    }
    throw .occupied(file.path)
  }

  /// Returns the path of the asset if the library has it.
  func home(of id: AssetID) throws -> BytePath? {
    guard let asset = try workspace.catalog.asset(id), !asset.missing,
      workspace.library.arePresent([asset.path]) == [true]
    else { return nil }
    return asset.path
  }
}
