package import AliceModel

/// A library file that is to be removed.
package struct Removal: Sendable, Hashable {
  /// The path relative to the library; it may be in `.alice/trash`.
  package var path: BytePath
  /// The stamp that the file must still have; the number of links does not count.
  package var expecting: FileStamp

  package init(path: BytePath, expecting: FileStamp) {
    self.path = path
    self.expecting = expecting
  }
}

extension Library {
  /// Removes one file, as the batch does.
  package func removePlaced(_ path: BytePath, expecting: FileStamp) throws(LibraryError) {
    for result in removePlaced([Removal(path: path, expecting: expecting)]) { try result.get() }
  }

  /// Removes files durably, with their sidecars and with folders that become empty.
  ///
  /// The error is `.missing` if there is no such file, and `.changed` if it is not the expected one. An interrupted
  /// removal can be repeated; if the file is gone already, `removeRest` completes it.
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
          removed.putBack(in: try? tree.folder(removed.folders), staging)
          throw failure
        }
        for (staged, _) in removed.names { staging.discard(staged) }
        tree.prune(removed.folders)
      }.mapError(relative)
    }
  }

  /// Takes the file first: if it cannot be taken, its sidecars stay. The file is checked after its name is gone.
  private func takeAway(
    _ item: Removal, _ staging: StagingFolder, _ tree: inout FolderTree
  ) throws(LibraryError) -> RemovedAsset {
    let path = try LibraryPath(item.path, reach: .assetsAndTrash)
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

  /// Removes the sidecars of a file that is gone, and folders that become empty, durably. This completes an interrupted
  /// removal.
  ///
  /// If `sidecar` is nil, the sidecar stays. Throws `.occupied` if the file exists again, and `.changed` if the sidecar
  /// is not the expected one.
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
    let names = try RecipeSidecars.travelling(with: path.name, in: folder)
    let others = try CompanionFolder.names(besides: path, in: folder).filter { !names.contains($0) }
    let hasSidecar = try folder.facts(of: path.sidecarName)?.kind == .regular
    return others + names + (hasSidecar ? [path.sidecarName] : [])
  }
}

/// The removed files, which stay in the staging folder until the removal is durable.
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

  /// The number of names that are tried for a file whose own name is taken.
  private static let mostNames = 999

  /// Restores the names, the file first. If one of them is taken by now, the file and its sidecars get the same number.
  /// What cannot be renamed leaves the staging folder, as that is emptied.
  func putBack(in folder: Folder?, _ staging: StagingFolder) {
    var left = names
    if let folder, let number = (1...RemovedAsset.mostNames).first(where: { isFree($0, in: folder) }) {
      left.removeAll { staged, name in
        failure { () throws(LibraryError) in
          try staging.folder.rename(staged, to: folder, as: numbered(name, number))
        } == nil
      }
    }
    for (staged, name) in left { staging.keep(staged, as: name) }
  }

  private func isFree(_ number: Int, in folder: Folder) -> Bool {
    names.allSatisfy { (try? folder.facts(of: numbered($0.name, number))) == nil }
  }

  /// Returns the name with a number in that of the file, to which those of the sidecars belong.
  private func numbered(_ name: BytePath, _ number: Int) -> BytePath {
    guard number > 1, let file = names.first?.name else { return name }
    let free = file.adding(number: number)
    for (old, new) in [(file, free), (file.stem, free.stem)] where name.bytes.starts(with: old.bytes) {
      return BytePath(bytes: new.bytes + name.bytes.dropFirst(old.bytes.count))
    }
    return name.adding(number: number)
  }
}
