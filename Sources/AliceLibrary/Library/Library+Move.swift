package import AliceModel

extension Library {
  /// Moves one file, as the batch does.
  package func move(from: BytePath, to: BytePath) throws(LibraryError) -> Placed {
    guard let result = move([(from, to)]).first else { throw .missing(from) }
    return try result.get()
  }

  /// Renames files within the library without overwriting. Their sidecars and recipe sidecars move with them, and
  /// folders that become empty are removed. Files that are returned as placed survive a power cut. Paths are relative
  /// to the library, and may be in `.alice/trash`.
  ///
  /// An interrupted move can be repeated: it continues where it stopped.
  package func move(_ batch: [(from: BytePath, to: BytePath)]) -> [Result<Placed, LibraryError>] {
    var tree = FolderTree(root: rootFolder)
    let moved = batch.map { item in
      Result { () throws(LibraryError) in
        try move(
          LibraryPath(item.from, reach: .assetsAndTrash), to: LibraryPath(item.to, reach: .assetsAndTrash), &tree)
      }
    }
    return settle(moved, leaving: batch.map(\.from), &tree)
  }

  func settle(
    _ moved: [Result<CommittedFile, LibraryError>], leaving old: [BytePath], _ tree: inout FolderTree
  ) -> [Result<Placed, LibraryError>] {
    let results = settle(moved, &tree) { _, _ in }
    for (path, result) in zip(old, results) {
      guard case .success = result, let inner = try? LibraryPath(path, reach: .assetsAndTrash) else { continue }
      tree.prune(inner.folders)
    }
    return results
  }

  func move(_ from: LibraryPath, to: LibraryPath, _ tree: inout FolderTree) throws(LibraryError) -> CommittedFile {
    do throws(LibraryError) {
      let source = try tree.folder(from.folders)
      guard let facts = try source.facts(of: from.name) else { throw .missing(from.path) }
      guard facts.kind == .regular else { throw .notRegular(from.path) }
      if from.path == to.path { return CommittedFile(path: to) }
      let target = try tree.folder(to.folders, making: true)
      tree.touch(from.folders)
      tree.touch(to.folders)
      try rename(from, in: source, to: to, in: target)
      return CommittedFile(path: to, newNames: [to.name])
    } catch {
      if from.folders != to.folders { tree.prune(to.folders) }
      throw error
    }
  }

  /// Renames sidecars before the file, so that repeating an interrupted move completes it.
  private func rename(
    _ from: LibraryPath, in source: Folder, to: LibraryPath, in target: Folder
  ) throws(LibraryError) {
    if try target.facts(of: to.name) != nil { throw .occupied(to.path) }
    let pairs = try sidecars(of: from, in: source, to: to) + [(from.name, to.name)]
    var moved = pairs.prefix(0)
    do throws(LibraryError) {
      for (old, new) in pairs {
        try source.rename(old, to: target, as: new)
        moved = pairs.prefix(moved.count + 1)
      }
    } catch {
      for (old, new) in moved.reversed() { try? target.rename(new, to: source, as: old) }
      throw error
    }
  }

  func sidecars(
    of from: LibraryPath, in source: Folder, to: LibraryPath
  ) throws(LibraryError) -> [(old: BytePath, new: BytePath)] {
    let recipeSidecars = try RecipeSidecars.travelling(with: from.name, in: source, withXMP: true).map { name in
      (old: name, new: to.name.recipeSidecar(as: name, of: from.name))
    }
    var beside = recipeSidecars.filter { from.folders != to.folders || $0.old != $0.new }
    if try source.facts(of: from.sidecarName)?.kind == .regular {
      beside.insert((old: from.sidecarName, new: to.sidecarName), at: 0)
    }
    guard from.folders != to.folders else { return beside }
    let others = try CompanionFolder.names(besides: from, in: source).filter { name in
      !beside.contains { $0.old == name }
    }
    return others.map { (old: $0, new: $0) } + beside
  }
}

extension Library {
  /// Returns the names of the recipe sidecars, and of `STEM.xmp`, that move with a file.
  package func recipeSidecarNames(travellingWith path: BytePath) throws(LibraryError) -> [BytePath] {
    let inner = try LibraryPath(path, reach: .assetsAndTrash)
    var tree = FolderTree(root: rootFolder)
    return try relating { () throws(LibraryError) in
      try RecipeSidecars.travelling(with: inner.name, in: tree.folder(inner.folders), withXMP: true)
    }
  }
}

extension CompanionFolder {
  /// Returns the names of all other files in the folder of an asset that has it to itself.
  static func names(besides asset: LibraryPath, in folder: Folder) throws(LibraryError) -> [BytePath] {
    guard isAsset(asset.path) else { return [] }
    var names: [BytePath] = []
    for name in try folder.names() where name != asset.name && name != asset.sidecarName {
      if ExcludedFolders.isHidden(name) { continue }
      if try folder.facts(of: name)?.kind == .regular { names.append(name) }
    }
    return names
  }
}

extension BytePath {
  /// Returns the path of the recipe sidecar that belongs to this file as `name` belongs to `file`.
  package func recipeSidecar(as name: BytePath, of file: BytePath) -> BytePath {
    let name = name.lastComponent.bytes
    let whole = file.lastComponent.bytes
    let own = BytePath(
      bytes: name.starts(with: whole)
        ? lastComponent.bytes + name.dropFirst(whole.count) : stem.bytes + name.dropFirst(file.stem.bytes.count))
    return parent?.appending(own) ?? own
  }
}
