import AliceModel

/// A file that has its name and is not yet durable.
struct CommittedFile {
  let path: LibraryPath
  /// The new names in its folder, which are removed if the folder cannot be made durable.
  var newNames: [BytePath] = []
}

extension Library {
  /// Runs `body` with the staging folder; if there is none, all items of `batch` fail with the same error.
  func withStaging<Item>(
    _ batch: [Item], _ body: (StagingFolder) -> [Result<Placed, LibraryError>]
  ) -> [Result<Placed, LibraryError>] {
    guard !batch.isEmpty else { return [] }
    do throws(LibraryError) {
      return try body(stagingFolder())
    } catch {
      return batch.map { _ in .failure(error) }
    }
  }

  /// Makes the folders durable; only then do files count as placed. `undo` reverts a file whose folder could not be
  /// made durable.
  func settle(
    _ revealed: [Result<CommittedFile, LibraryError>], _ tree: inout FolderTree,
    undo: (CommittedFile, Folder) -> Void
  ) -> [Result<Placed, LibraryError>] {
    let failures = tree.sync()
    return revealed.map { result in
      Result { () throws(LibraryError) in
        let asset = try result.get()
        let folder = try tree.folder(asset.path.folders)
        if let failure = failures[asset.path.folders] {
          undo(asset, folder)
          throw failure
        }
        guard let facts = try folder.facts(of: asset.path.name) else { throw .missing(asset.path.path) }
        return try Placed(
          path: asset.path.path, stamp: facts.stamp, sidecar: Sidecar.stamp(beside: asset.path.name, in: folder))
      }.mapError(relative)
    }
  }

  /// Makes paths in errors relative to the library, as callers use them.
  func relating<Value>(_ body: () throws(LibraryError) -> Value) throws(LibraryError) -> Value {
    do throws(LibraryError) { return try body() } catch { throw relative(error) }
  }

  func relative(_ error: LibraryError) -> LibraryError {
    switch error {
    case .occupied(let path): .occupied(path.relative(to: root) ?? path)
    case .missing(let path): .missing(path.relative(to: root) ?? path)
    case .outside(let path): .outside(path.relative(to: root) ?? path)
    case .notRegular(let path): .notRegular(path.relative(to: root) ?? path)
    default: error
    }
  }
}
