package import AliceModel

extension Library {
  /// Adds files to the folder that the asset at `path` has to itself. They survive a power cut when this returns; if it
  /// throws, none of them is added. A name that is taken throws `.occupied`.
  package func add(_ companions: [PlacedCompanion], besides path: BytePath) throws(LibraryError) {
    try relating { () throws(LibraryError) in
      let asset = try LibraryPath(path)
      let staging = try stagingFolder()
      let staged = try staging.stage(nil, sidecar: nil, companions: companions, for: asset)
      guard let synced = staging.sync([.success(staged)]).first else { return }
      var tree = FolderTree(root: rootFolder)
      try reveal(synced.get(), in: tree.folder(asset.folders), staging)
      tree.touch(asset.folders)
      if let failure = tree.sync().values.first { throw failure }
    }
  }

  private func reveal(_ asset: StagedAsset, in folder: Folder, _ staging: StagingFolder) throws(LibraryError) {
    var revealed: [BytePath] = []
    do throws(LibraryError) {
      for companion in asset.beside {
        try staging.folder.rename(companion.staged, to: folder, as: companion.name)
        revealed.append(companion.name)
      }
    } catch {
      for name in revealed { try? folder.removeFile(name) }
      staging.discard(asset)
      throw error
    }
  }
}
