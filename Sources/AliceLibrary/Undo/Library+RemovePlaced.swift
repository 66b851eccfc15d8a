package import AliceModel

/// A file of the library that is to go.
package struct Removal: Sendable, Hashable {
  /// Relative to the library.
  package var path: BytePath
  /// What the file must still be; links that came or went do not count.
  package var expecting: FileStamp

  package init(path: BytePath, expecting: FileStamp) {
    self.path = path
    self.expecting = expecting
  }
}

extension Library {
  /// One removal; see the batch.
  package func removePlaced(_ path: BytePath, expecting: FileStamp) throws(LibraryError) {
    for result in removePlaced([Removal(path: path, expecting: expecting)]) { try result.get() }
  }

  /// Removes files with what stands beside them for their sake, and folders that become empty. Durable.
  ///
  /// `.missing` where there is no such file, `.changed` where it is not the expected one. What was interrupted can be
  /// done again, and where the file is gone already, `removeRest` ends it.
  package func removePlaced(_ batch: [Removal]) -> [Result<Void, LibraryError>] {
    let staging: StagingFolder
    do throws(LibraryError) {
      staging = try stagingFolder()
    } catch {
      return batch.map { _ in .failure(error) }
    }
    var tree = FolderTree(root: rootFolder)
    let taken = batch.map { item in
      Result { () throws(LibraryError) in try takeAway(item, staging, &tree) }
    }
    let failures = tree.sync()
    return taken.map { result in
      Result { () throws(LibraryError) in
        let removed = try result.get()
        if let failure = failures[removed.folders] {
          if let folder = try? tree.folder(removed.folders) { removed.putBack(in: folder, staging) }
          throw failure
        }
        for (staged, _) in removed.names { staging.discard(staged) }
        tree.prune(removed.folders)
      }.mapError(relative)
    }
  }

  /// The file first: as long as it cannot be taken, nothing goes from its side. It is looked at once nobody finds it any more.
  private func takeAway(
    _ item: Removal, _ staging: StagingFolder, _ tree: inout FolderTree
  ) throws(LibraryError) -> RemovedAsset {
    let path = try LibraryPath(item.path)
    guard let facts = try tree.facts(of: path) else { throw .missing(path.path) }
    guard facts.kind == .regular else { throw .notRegular(path.path) }
    guard facts.stamp.isStill(item.expecting) else { throw .changed(path.path) }
    let folder = try tree.folder(path.folders)
    tree.touch(path.folders)
    var removed = RemovedAsset(folders: path.folders)
    do throws(LibraryError) {
      let beside = try namesBeside(path, in: folder)
      let staged = try removed.take(path.name, from: folder, staging)
      guard try staging.folder.facts(of: staged)?.stamp.isStill(item.expecting) == true else {
        throw .changed(path.path)
      }
      for name in beside { try removed.take(name, from: folder, staging) }
      return removed
    } catch {
      removed.putBack(in: folder, staging)
      throw error
    }
  }

  /// Removes what stood beside a file that is gone, and folders that become empty: a removal that was interrupted comes to its
  /// end by it. Durable.
  ///
  /// The sidecar stays where nil is expected. `.occupied` where there is a file again, `.changed` where the sidecar is not the
  /// expected one.
  package func removeRest(of path: BytePath, sidecar: FileStamp?) throws(LibraryError) {
    let inner = try LibraryPath(path)
    var tree = FolderTree(root: rootFolder)
    try relating { () throws(LibraryError) in
      let folder: Folder
      do throws(LibraryError) {
        folder = try tree.folder(inner.folders)
      } catch {
        if case .missing = error { return }
        throw error
      }
      guard try folder.facts(of: inner.name) == nil else { throw .occupied(inner.path) }
      for name in try namesBeside(inner, in: folder) where name != inner.sidecarName || sidecar != nil {
        if name == inner.sidecarName, let sidecar, try folder.facts(of: name)?.stamp.isStill(sidecar) != true {
          throw .changed(inner.path)
        }
        try folder.removeFile(name)
      }
      try folder.sync()
      tree.prune(inner.folders)
    }
  }

  private func namesBeside(_ path: LibraryPath, in folder: Folder) throws(LibraryError) -> [BytePath] {
    let recipeSidecars = try RecipeSidecars.travelling(with: path.name, in: folder)
    return try folder.facts(of: path.sidecarName)?.kind == .regular
      ? recipeSidecars + [path.sidecarName] : recipeSidecars
  }
}

/// What lies in the staging folder until its folder is durable without it.
private struct RemovedAsset {
  let folders: [BytePath]
  private(set) var names: [(staged: BytePath, name: BytePath)] = []

  init(folders: [BytePath]) { self.folders = folders }

  @discardableResult
  mutating func take(
    _ name: BytePath, from folder: Folder, _ staging: StagingFolder
  ) throws(LibraryError) -> BytePath {
    let staged = staging.newName()
    try folder.rename(name, to: staging.folder, as: staged)
    names.append((staged, name))
    return staged
  }

  /// The file first, as long as its name is free.
  func putBack(in folder: Folder, _ staging: StagingFolder) {
    for (staged, name) in names { try? staging.folder.rename(staged, to: folder, as: name) }
  }
}
