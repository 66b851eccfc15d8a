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
