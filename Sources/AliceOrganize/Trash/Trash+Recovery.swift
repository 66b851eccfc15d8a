import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// What interrupted runs left half done.
extension Trash {
  /// Completes or takes back the moves to and from the trash that were interrupted, so that a file and all that belongs
  /// to it are at one place. The caller holds the library's lock.
  ///
  /// The journal knows both places of a file from before it is moved until all is recorded. Returns the files for which
  /// this fails: they stay unsettled for the next run, and keep no other from being deleted or restored.
  @discardableResult
  func recover() throws -> [NotMended] {
    guard try workspace.hasJournal else { return [] }
    return try workspace.journal().unsettled().compactMap { deletion in
      do {
        try settle(deletion)
        return nil
      } catch let error as LibraryError {
        return NotMended(path: deletion.path, error: AliceError(error, library: workspace.root))
      } catch {
        return NotMended(path: deletion.path, error: error)
      }
    }
  }

  private func settle(_ deletion: Deletion) throws {
    guard let trash = deletion.trash else { return }
    let library = workspace.library
    let outside = deletion.home ?? deletion.path
    if try library.stamp(of: trash) != nil {
      // Sidecars are moved before their file.
      try library.moveBeside(from: outside, to: trash)
      try forgetAsset(of: deletion)
      try workspace.journal().settle([trash])
    } else if let place = try place(of: deletion, at: outside) {
      try library.moveBeside(from: trash, to: place)
      if deletion.home == nil {
        try workspace.journal().forgetDeletions([trash])
      } else {
        _ = try arrive(deletion, at: place)
      }
    } else {
      // Somebody else removed the file; that it was deleted stays known.
      try workspace.journal().settle([trash])
    }
  }

  /// Returns where in the library the file is that is not in the trash: at `outside`, or where it was moved since.
  private func place(of deletion: Deletion, at outside: BytePath) throws -> BytePath? {
    if try workspace.reader.read(outside)?.asset.id == deletion.asset { return outside }
    guard let home = try home(of: deletion.asset),
      try workspace.reader.read(home)?.asset.id == deletion.asset
    else { return nil }
    return home
  }

  /// Removes the asset of a file that is in the trash from the catalog, if the catalog has it at its former path.
  private func forgetAsset(of deletion: Deletion) throws {
    guard try workspace.catalog.file(of: deletion.asset)?.path == deletion.path,
      try workspace.library.stamp(of: deletion.path) == nil
    else { return }
    try workspace.catalog.remove([deletion.asset])
  }
}
