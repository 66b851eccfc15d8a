import AliceModel

extension Library {
  /// Places files in the library. All files are written to `.alice/tmp` and made durable together, then renamed to
  /// their names, then the folders are made durable. Files that are returned as placed survive a power cut.
  ///
  /// Each placement has its own result, in order; a failed one leaves nothing visible and does not affect the others.
  /// The error is `.occupied` if the name is taken, and `.changed` if somebody wrote to the source since it was opened.
  /// It is `.cancelled` if the task was cancelled while sources were copied that end with it; then no file of the batch
  /// is placed.
  package func place(_ batch: [Placement]) -> [Result<Placed, LibraryError>] {
    withStaging(batch) { staging in
      var tree = FolderTree(root: rootFolder)
      let staged = batch.map { placement in
        Result { () throws(LibraryError) in try stage(placement, staging, &tree) }
      }
      let revealed = staging.sync(staging.discardingCancelled(staged)).map { asset in
        asset.flatMap { asset in Result { () throws(LibraryError) in try reveal(asset, staging, &tree) } }
      }
      return settle(revealed, &tree) { asset, folder in
        for name in asset.newNames { try? folder.removeFile(name) }
      }
    }
  }

  private func stage(
    _ placement: Placement, _ staging: StagingFolder, _ tree: inout FolderTree
  ) throws(LibraryError) -> StagedAsset {
    let destination = try LibraryPath(placement.destination)
    // The rename checks this again; the check here avoids writing a file that cannot be placed.
    if try tree.facts(of: destination) != nil { throw .occupied(destination.path) }
    var asset = try staging.stage(
      placement.content, sidecar: placement.sidecar, recipeSidecars: placement.recipeSidecars,
      companions: placement.companions, for: destination)
    asset.orphan = placement.orphan
    return asset
  }

  private func reveal(
    _ asset: StagedAsset, _ staging: StagingFolder, _ tree: inout FolderTree
  ) throws(LibraryError) -> CommittedFile {
    let path = asset.destination
    var revealed = CommittedFile(path: path)
    do throws(LibraryError) {
      let folder = try tree.folder(path.folders, making: true)
      tree.touch(path.folders)
      for sidecar in asset.beside where try reveal(sidecar, of: asset, in: folder, staging) {
        revealed.newNames.append(sidecar.name)
      }
      if let file = asset.file { try staging.folder.rename(file, to: folder, as: path.name) }
      revealed.newNames.append(path.name)
      return revealed
    } catch {
      withdraw(revealed, asset, staging, &tree)
      throw error
    }
  }

  private func withdraw(
    _ revealed: CommittedFile, _ asset: StagedAsset, _ staging: StagingFolder, _ tree: inout FolderTree
  ) {
    staging.discard(asset)
    guard let folder = try? tree.folder(asset.destination.folders) else { return }
    for name in revealed.newNames { try? folder.removeFile(name) }
    tree.prune(asset.destination.folders)
  }

  /// Returns false if a file of that name existed that is the same or is replaced, as after a crash between the sidecar
  /// and its file; such a sidecar stays if the file fails.
  private func reveal(
    _ sidecar: StagedSidecar, of asset: StagedAsset, in folder: Folder, _ staging: StagingFolder
  ) throws(LibraryError) -> Bool {
    do throws(LibraryError) {
      try staging.folder.rename(sidecar.staged, to: folder, as: sidecar.name)
      return true
    } catch {
      guard case .occupied = error, try folder.facts(of: asset.destination.name) == nil,
        let own = try? OpenFile.open(sidecar.staged, in: staging.folder),
        let present = try? OpenFile.open(sidecar.name, in: folder)
      else { throw error }
      if try own.hasSameBytes(as: present) {
        staging.discard(sidecar.staged)
      } else if sidecar.name == asset.destination.sidecarName,
        try present.readAll(limit: Sidecar.sizeLimit) == asset.orphan
      {
        try staging.folder.rename(sidecar.staged, over: sidecar.name, in: folder)
      } else {
        throw error
      }
      return false
    }
  }
}

extension OpenFile {
  private static let comparedAtOnce = 1 << 20

  /// Compares the contents, piece by piece.
  fileprivate func hasSameBytes(as other: OpenFile) throws(LibraryError) -> Bool {
    guard byteCount == other.byteCount else { return false }
    var at: UInt64 = 0
    while at < byteCount {
      let piece = try read(at: at, count: OpenFile.comparedAtOnce)
      guard !piece.isEmpty, try other.read(at: at, count: OpenFile.comparedAtOnce) == piece else { return false }
      at += UInt64(piece.count)
    }
    return true
  }
}
