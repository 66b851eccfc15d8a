package import AliceModel

/// Tells whether a file that was just written is what it should be, as by its digest.
package typealias FileProof = @Sendable (OpenFile) -> Bool

/// A file of the library that is to be written anew, as when its metadata changes.
package struct Replacement: Sendable {
  /// Relative to the library.
  package var path: BytePath
  /// The file itself, as it was read.
  package var source: OpenFile
  package var splice: Splice
  /// Nil leaves the sidecar alone.
  package var sidecar: [UInt8]?
  /// Since 1970; nil keeps the old file's modification time.
  package var modifiedNanoseconds: Int64?
  /// Looks at the new file before it takes the old one's place.
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
  /// One replacement; see the batch.
  package func replace(
    _ path: BytePath, with splice: Splice, source: OpenFile, sidecar: [UInt8]? = nil
  ) throws(LibraryError) -> Placed {
    let results = replace([Replacement(path: path, source: source, splice: splice, sidecar: sidecar)])
    guard let result = results.first else { throw .missing(path) }
    return try result.get()
  }

  /// Puts new files in the place of old ones, which keep their mode, owner and modification time. At every instant the
  /// old file or the new one stands there, whole.
  ///
  /// `.changed` where the file is no longer the one that was read, `.unverified` where the new one fails its proof: then
  /// the old one stays as it is.
  package func replace(_ batch: [Replacement]) -> [Result<Placed, LibraryError>] {
    withStaging(batch) { staging in
      var tree = FolderTree(root: rootFolder)
      let staged = staging.sync(
        batch.map { item in Result { () throws(LibraryError) in try stage(item, staging) } })
      let swapped = zip(batch, staged).map { item, asset in
        asset.flatMap { asset in Result { () throws(LibraryError) in try swap(asset, for: item, staging, &tree) } }
      }
      // Until the folders are durable the old files stay in the staging folder.
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
    // Whoever wrote to the file after it was compared is not overwritten: what came out is looked at, too.
    if try staging.folder.facts(of: file)?.stamp.hasSameContent(as: item.source.stamp) != true {
      _ = try staging.folder.exchange(file, with: path.name, in: folder)
      throw .changed(path.path)
    }
    return CommittedFile(path: path)
  }
}
