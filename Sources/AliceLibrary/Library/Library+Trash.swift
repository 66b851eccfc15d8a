package import AliceModel

extension Library {
  private static let trashName: BytePath = ".alice/trash"
  private static let attempts = 1000

  /// Moves one file to the trash, as the batch does.
  package func trash(_ path: BytePath) throws(LibraryError) -> BytePath {
    guard let result = trash([path]).first else { throw .missing(path) }
    return try result.get()
  }

  /// Moves files, with their sidecars and recipe sidecars, to the same path below `.alice/trash`; it adds `-2`, `-3`, …
  /// if that path is taken.
  ///
  /// Returns the new paths, relative to the library; `move` restores files from there.
  package func trash(_ batch: [BytePath]) -> [Result<BytePath, LibraryError>] {
    var tree = FolderTree(root: rootFolder)
    let moved = batch.map { path in Result { () throws(LibraryError) in try trash(path, &tree) } }
    return settle(moved, leaving: batch, &tree).map { $0.map(\.path) }
  }

  /// Returns a free path in the trash for each file, in order, with a number if the name is taken.
  ///
  /// A name is taken if anything in the folder has its stem: each trashed file is alone with its sidecars.
  package func trashPaths(for paths: [BytePath]) throws(LibraryError) -> [BytePath] {
    var tree = FolderTree(root: rootFolder)
    var stems: [[BytePath]: Set<BytePath>] = [:]
    var free: [BytePath] = []
    for path in paths {
      let wanted = try LibraryPath(Library.trashName.appending(LibraryPath(path).path), reach: .assetsAndTrash)
      if stems[wanted.folders] == nil { stems[wanted.folders] = try Library.stems(in: wanted.folders, &tree) }
      var number = 2
      var found = wanted.path
      while stems[wanted.folders]?.contains(found.stem) == true {
        found = wanted.path.adding(number: number)
        number += 1
      }
      stems[wanted.folders]?.insert(found.stem)
      free.append(found)
    }
    return free
  }

  /// Returns the names in a folder up to each of their dots; none if there is no such folder.
  private static func stems(in folders: [BytePath], _ tree: inout FolderTree) throws(LibraryError) -> Set<BytePath> {
    let names: [BytePath]
    do throws(LibraryError) {
      names = try tree.folder(folders).names()
    } catch {
      guard case .missing = error else { throw error }
      return []
    }
    var stems: Set<BytePath> = []
    for name in names {
      stems.insert(name)
      for (index, byte) in name.bytes.enumerated() where byte == UInt8(ascii: ".") && index > 0 {
        stems.insert(BytePath(bytes: Array(name.bytes[..<index])))
      }
    }
    return stems
  }

  /// Returns all files in the trash, with their paths relative to the library.
  package func trashedFiles() -> [(path: BytePath, stamp: FileStamp)] {
    FileWalk(root.appending(Library.trashName), repeatsHardLinks: true).compactMap { entry in
      guard case .file(let file) = entry else { return nil }
      return (Library.trashName.appending(file.relative), file.stamp)
    }
  }

  /// Moves the sidecars and recipe sidecars that an interrupted move left at or brought to `from`, where their file is
  /// not, to the file at `to`. A name that is taken stays as it is, and so does the sidecar that would get it.
  package func moveBeside(from: BytePath, to: BytePath) throws(LibraryError) {
    let (old, new) = (
      try LibraryPath(from, reach: .assetsAndTrash), try LibraryPath(to, reach: .assetsAndTrash)
    )
    var tree = FolderTree(root: rootFolder)
    try relating { () throws(LibraryError) in
      let source: Folder
      do throws(LibraryError) {
        source = try tree.folder(old.folders)
      } catch {
        if case .missing = error { return }
        throw error
      }
      guard try source.facts(of: old.name) == nil else { return }
      let target = try tree.folder(new.folders)
      for (name, other) in try sidecars(of: old, in: source, to: new) where try target.facts(of: other) == nil {
        tree.touch(old.folders)
        tree.touch(new.folders)
        try source.rename(name, to: target, as: other)
      }
      if let failure = tree.sync().values.first { throw failure }
      tree.prune(old.folders)
    }
  }

  private func trash(_ path: BytePath, _ tree: inout FolderTree) throws(LibraryError) -> CommittedFile {
    let from = try LibraryPath(path)
    for attempt in 1...Library.attempts {
      let name = attempt == 1 ? from.path : from.path.adding(number: attempt)
      do throws(LibraryError) {
        return try move(from, to: LibraryPath(Library.trashName.appending(name), reach: .assetsAndTrash), &tree)
      } catch {
        guard case .occupied = error else { throw error }
      }
    }
    throw .occupied(Library.trashName.appending(path))
  }
}

extension BytePath {
  /// Returns `NAME-2.EXT` for `NAME.EXT`.
  package func adding(number: Int) -> BytePath {
    let suffix = Array("-\(number)".utf8)
    let stemEnd = bytes.count - lastComponent.bytes.count + stem.bytes.count
    return BytePath(bytes: Array(bytes[..<stemEnd]) + suffix + Array(bytes[stemEnd...]))
  }
}
