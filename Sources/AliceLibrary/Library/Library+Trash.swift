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

  /// The longest path in the trash in bytes that keeps the path in the library; system calls take 4096.
  private static let longestPath = 3_000

  /// Returns a path in the trash for each file that an operation deletes: `.alice/trash/deleted-OPERATION-NUMBER`, then
  /// its path in the library, or its name if the whole were too long or too deep.
  ///
  /// The folder is new and holds one file, so all else in it belongs to that file. `last` is the last number that the
  /// operation has used; as operations are counted up, no folder is used twice.
  package func trashPaths(for paths: [BytePath], of operation: Int64, after last: inout Int) -> [BytePath] {
    paths.map { path in
      var folder: BytePath
      repeat {
        last += 1
        folder = Library.trashName.appending("\(Library.deletionPrefix)\(operation)-\(last)")
      } while (try? rootFolder.facts(of: folder)) != nil
      let whole = folder.appending(path)
      let fits = whole.bytes.count <= Library.longestPath
      guard fits, (try? LibraryPath(whole, reach: .assetsAndTrash)) != nil else {
        return folder.appending(path.lastComponent)
      }
      return whole
    }
  }

  private static let deletionPrefix = "deleted-"

  /// Returns the folder of a deleted file in the trash, and its path in that folder. Returns nil for a file that came to
  /// the trash in another way, such as a sidecar that a repair replaced.
  package static func deletionFolder(of path: BytePath) -> (folder: BytePath, inner: BytePath)? {
    guard let inner = path.relative(to: trashName),
      let end = inner.bytes.firstIndex(of: UInt8(ascii: "/"))
    else { return nil }
    let name = BytePath(bytes: Array(inner.bytes[..<end]))
    guard let text = name.text, text.hasPrefix(deletionPrefix) else { return nil }
    let numbers = text.dropFirst(deletionPrefix.count).split(separator: "-", omittingEmptySubsequences: false)
    guard numbers.count == 2, numbers.allSatisfy({ UInt64($0) != nil }) else { return nil }
    return (trashName.appending(name), BytePath(bytes: Array(inner.bytes[(end + 1)...])))
  }

  /// Returns all files in the trash, with their paths relative to the library.
  package func trashedFiles() -> [(path: BytePath, stamp: FileStamp)] {
    FileWalk(root.appending(Library.trashName), repeatsHardLinks: true, withCompanions: true).compactMap { entry in
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
        switch error {
        // There is no such folder: a file may have its name now.
        case .missing, .outside: return
        default: throw error
        }
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
  /// Returns `NAME-2.EXT` for `NAME.EXT`. The folder of an asset with companions gets the number, too.
  package func adding(number: Int) -> BytePath {
    guard CompanionFolder.isAsset(self), let folder = parent, let owner = CompanionFolder.owner(ofFolderOf: self) else {
      return numbered(number)
    }
    let name = BytePath(
      bytes: owner.bytes + Array("-\(number)".utf8) + lastComponent.bytes.dropFirst(owner.bytes.count))
    let new = BytePath(bytes: owner.bytes + Array("-\(number)\(CompanionFolder.suffix)".utf8))
    return (folder.parent?.appending(new) ?? new).appending(name)
  }

  private func numbered(_ number: Int) -> BytePath {
    let suffix = Array("-\(number)".utf8)
    let stemEnd = bytes.count - lastComponent.bytes.count + stem.bytes.count
    return BytePath(bytes: Array(bytes[..<stemEnd]) + suffix + Array(bytes[stemEnd...]))
  }
}
