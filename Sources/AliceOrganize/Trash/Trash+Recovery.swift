import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceWorkspace

/// What interrupted runs left half done.
extension Trash {
  /// Brings journal, catalog and sidecars in step with where the files are. The caller holds the library's lock.
  ///
  /// Files are moved after their sidecars, and recorded before that: so a file may be at one place and its sidecars at
  /// the other, and the journal or the catalog may be behind or ahead.
  func recover() throws {
    guard workspace.hasJournal else { return }
    try recover(workspace.journal().trashed())
  }

  /// Does the same for some files in the trash.
  func recover(_ places: [BytePath]) throws {
    guard !places.isEmpty else { return }
    let places = Set(places)
    try recover(workspace.journal().trashed().filter { $0.trash.map(places.contains) ?? false })
  }

  private func recover(_ deletions: [Deletion]) throws {
    let library = workspace.library
    let present = library.arePresent(deletions.map { $0.trash ?? "" })
    var (back, gone): ([BytePath], [BytePath]) = ([], [])
    for (deletion, isTrashed) in zip(deletions, present) {
      guard let trash = deletion.trash else { continue }
      do {
        if isTrashed {
          try settle(deletion, in: trash)
        } else if let home = try home(of: deletion) {
          try mapping { () throws(LibraryError) in try library.moveBeside(from: trash, to: home) }
          // A sidecar that could not be moved stays known with its deletion.
          if !library.arePresent(trash.companions).contains(true) { back.append(trash) }
        } else {
          gone.append(trash)
        }
      } catch is AliceError {
        // What one file needs must not keep others from being restored; the next run tries again.
        continue
      }
    }
    let journal = try workspace.journal()
    if !back.isEmpty { try journal.forgetDeletions(back) }
    try journal.noteEmptied(gone)
  }

  /// Returns the path of the asset if the library has it: its former one, or that of the catalog.
  private func home(of deletion: Deletion) throws -> BytePath? {
    if workspace.library.arePresent([deletion.path]) == [true],
      workspace.reader.asset(at: deletion.path)?.asset.id == deletion.asset
    {
      return deletion.path
    }
    return try home(of: deletion.asset)
  }

  /// Whether the sidecar at the former path is not that of another asset.
  private func isSidecar(of deletion: Deletion) -> Bool {
    guard let bytes = try? workspace.library.ownSidecar(for: deletion.path) else { return false }
    return XMPSidecar.read(bytes).recordID.map { $0 == deletion.asset } ?? true
  }

  /// Completes the deletion of a file that is in the trash.
  private func settle(_ deletion: Deletion, in trash: BytePath) throws {
    let library = workspace.library
    guard library.arePresent([deletion.path]) == [false] else { return }
    // An interrupted restoration has moved the sidecar already.
    if library.arePresent([deletion.path.adding(suffix: ".xmp")]) == [true], isSidecar(of: deletion) {
      try mapping { () throws(LibraryError) in try library.moveBeside(from: deletion.path, to: trash) }
    }
    if deletion.isOpen, try workspace.catalog.file(of: deletion.asset)?.path == deletion.path {
      try workspace.catalog.remove([deletion.asset])
    }
  }
}
