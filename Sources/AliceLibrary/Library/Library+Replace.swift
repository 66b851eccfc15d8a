package import AliceModel

/// Returns whether a file that was just written is correct, for example by its digest.
package typealias FileProof = @Sendable (OpenFile) -> Bool

/// A library file that is to be rewritten, for example with new metadata.
package struct Replacement: Sendable {
  /// The path relative to the library.
  package var path: BytePath
  /// The current file, as it was read.
  package var source: OpenFile
  package var splice: Splice
  /// The new sidecar; nil leaves the sidecar unchanged.
  package var sidecar: [UInt8]?
  /// The modification time since 1970; nil keeps that of the old file.
  package var modifiedNanoseconds: Int64?
  /// Checks the new file before it replaces the old one.
  package var proof: FileProof?

  package init(
    path: BytePath, source: OpenFile, splice: Splice, sidecar: [UInt8]? = nil, modifiedNanoseconds: Int64? = nil,
    proof: FileProof? = nil
  ) {
    self.path = path
    self.source = source
    self.splice = splice
    self.sidecar = sidecar
    self.modifiedNanoseconds = modifiedNanoseconds
    self.proof = proof
  }
}

extension Library {
  /// Replaces one file, as the batch does.
  package func replace(
    _ path: BytePath, with splice: Splice, source: OpenFile, sidecar: [UInt8]? = nil
  ) throws(LibraryError) -> Placed {
    let results = replace([Replacement(path: path, source: source, splice: splice, sidecar: sidecar)])
    guard let result = results.first else { throw .missing(path) }
    return try result.get()
  }

  /// Replaces files; the new ones keep the mode, owner and modification time of the old ones. At every moment the path
  /// holds the complete old file or the complete new file.
  ///
  /// The error is `.changed` if the file is no longer the one that was read, and `.unverified` if the new file fails
  /// its proof; the old file then stays.
  package func replace(_ batch: [Replacement]) -> [Result<Placed, LibraryError>] {
    withStaging(batch) { staging in
      var tree = FolderTree(root: rootFolder)
      let staged = staging.sync(
        batch.map { item in Result { () throws(LibraryError) in try stage(item, staging) } })
      let swapped = zip(batch, staged).map { item, asset in
        asset.flatMap { asset in Result { () throws(LibraryError) in try swap(asset, for: item, staging, &tree) } }
      }
      // The old files stay in the staging folder until the folders are durable.
      let results = settle(swapped, &tree) { _, _ in }
      for case .success(let asset) in staged { staging.discard(asset) }
      return results
    }
  }

  private func stage(_ item: Replacement, _ staging: StagingFolder) throws(LibraryError) -> StagedAsset {
    let content = FileContent(
      source: .file(item.source), splice: item.splice,
      modified: FileTime(nanosecondsSinceEpoch: item.modifiedNanoseconds ?? item.source.stamp.modifiedNanoseconds),
      mode: 0o600, replacesSource: true)
    let asset = try staging.stage(content, sidecar: item.sidecar, for: LibraryPath(item.path))
    guard let proof = item.proof, let name = asset.file else { return asset }
    if let file = try? OpenFile.open(name, in: staging.folder), proof(file) { return asset }
    staging.discard(asset)
    throw .unverified(item.path)
  }

  private func swap(
    _ asset: StagedAsset, for item: Replacement, _ staging: StagingFolder, _ tree: inout FolderTree
  ) throws(LibraryError) -> CommittedFile {
    let path = asset.destination
    let folder = try tree.folder(path.folders)
    guard let present = try folder.facts(of: path.name) else { throw .missing(path.path) }
    guard present.stamp == item.source.stamp else { throw .changed(path.path) }
    tree.touch(path.folders)
    for sidecar in asset.beside { try staging.folder.rename(sidecar.staged, over: sidecar.name, in: folder) }
    guard let file = asset.file else { return CommittedFile(path: path) }
    guard try staging.folder.exchange(file, with: path.name, in: folder) else {
      try staging.folder.rename(file, over: path.name, in: folder)
      return CommittedFile(path: path)
    }
    // A write after the comparison must not be lost, so the replaced file is checked, too.
    if try staging.folder.facts(of: file)?.stamp.hasSameContent(as: item.source.stamp) != true {
      _ = try staging.folder.exchange(file, with: path.name, in: folder)
      throw .changed(path.path)
    }
    return CommittedFile(path: path)
  }
}
