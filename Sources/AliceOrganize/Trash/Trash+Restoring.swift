import AliceCatalog
import AliceLibrary
import AliceWorkspace

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
      } catch let error as LibraryError {
        try failed(file, AliceError(error, library: workspace.root))
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
    let deletion = try deletion(of: file)
    if let present = try home(of: deletion.asset) { throw AliceError.inLibrary(present) }
    for number in 1...999 {
      do {
        let path = number == 1 ? deletion.path : deletion.path.adding(number: number)
        let asset = try bringBack(deletion, to: path)
        workspace.events.publish(.assetRestored(asset, at: workspace.clock.now()))
        return asset
      } catch LibraryError.occupied {
        continue
      }
    }
    throw LibraryError.occupied(deletion.path)
  }

  /// Returns what is in the trash at the place of `file`, which may have been listed before the lock was taken. A file
  /// that the journal does not know is recorded, so that an interrupted restoration can be completed.
  private func deletion(of file: TrashedFile) throws -> Deletion {
    let journal = try workspace.journal()
    let known = try journal.deletion(at: file.place)
    guard workspace.reader.asset(at: file.place)?.asset.id == known?.asset ?? file.id else {
      throw AliceError.notInTrash(file.path.description)
    }
    if let known { return known }
    let found = Deletion(
      asset: file.id, path: file.path, trash: file.place, bytes: file.stamp.size, time: file.deleted, operation: 0)
    try journal.record([found])
    try journal.settle([file.place])
    return found
  }

  /// Moves a file with everything that belongs to it from the trash to `path`, and returns its asset. Throws
  /// `LibraryError.occupied` if something is at a path that one of them would get.
  ///
  /// The journal knows `path` before anything is moved. The caller holds the library's lock.
  func bringBack(_ deletion: Deletion, to path: BytePath) throws -> Asset {
    guard let trash = deletion.trash else { throw AliceError.notInTrash(deletion.path.description) }
    try workspace.journal().noteRestoring(trash, to: path)
    do {
      _ = try workspace.library.move(from: trash, to: path)
    } catch {
      // A move that finds its path taken has moved nothing.
      if case .occupied = error { try workspace.journal().settle([trash]) } else { try recover() }
      throw error
    }
    guard let asset = try arrive(deletion, at: path) else { throw AliceError.notMedia(path, reason: .unreadable) }
    return asset
  }

  /// Records that a file is in the library again; returns nil if it is not at `path`.
  func arrive(_ deletion: Deletion, at path: BytePath) throws -> Asset? {
    guard let found = try workspace.reader.read(path), found.asset.id == deletion.asset else { return nil }
    try workspace.catalog.record([found.entry])
    if let trash = deletion.trash { try workspace.journal().forgetDeletions([trash]) }
    return found.asset
  }

  /// Returns the path of the asset if the library has it.
  func home(of id: AssetID) throws -> BytePath? {
    guard let asset = try workspace.catalog.asset(id), !asset.missing,
      workspace.library.arePresent([asset.path]) == [true]
    else { return nil }
    return asset.path
  }
}
